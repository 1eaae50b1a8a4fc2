import keras
import numpy as np
import pytest

from signkit.training.loop.stage_fit import restore


def optimizer(half=False, together=None):
    """An optimizer that has made two steps, of which nothing is as it was at the start."""
    made = keras.optimizers.Adam(0.1, gradient_accumulation_steps=together)
    made = keras.optimizers.LossScaleOptimizer(made) if half else made
    weight = keras.Variable(np.ones(3, np.float32))
    made.build([weight])
    return made, weight


def stepped(**kind):
    made, weight = optimizer(**kind)
    for _ in range(2):
        made.apply([keras.ops.ones(3)], [weight])
    return made


def arrays(made):
    return [keras.ops.convert_to_numpy(v) for v in made.variables]


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("now", [False, True])
def test_moments_come_back_in_whatever_precision(before, now):
    saved, (made, _) = stepped(half=before), optimizer(half=now)
    restore(made, arrays(saved))
    inner = [getattr(o, "inner_optimizer", o) for o in (saved, made)]
    assert int(inner[1].iterations) == 2
    assert all(map(np.array_equal, *map(arrays, inner)))


def test_other_parts_start_the_optimizer_anew_with_a_word(capsys):
    made, _ = optimizer()
    restore(made, arrays(stepped(together=2)))
    assert "starts anew" in capsys.readouterr().out
    assert int(made.iterations) == 0
