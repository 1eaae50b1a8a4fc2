import math

import keras
import pytest

from signkit.settings import TrainSettings
from signkit.settings.plans import read_plan
from signkit.training.loop.optimizers import build_optimizer, learning_rate, momentum

STAGE = read_plan("end_to_end 10 1e-3")[0]


def settings(**changes):
    return TrainSettings.make(**changes).resolved()


def rate(schedule, step):
    return float(keras.ops.convert_to_numpy(schedule(step)))


def test_the_optimizer_is_the_options():
    baseline = build_optimizer(settings(option="baseline"), STAGE, 7)
    assert type(baseline) is keras.optimizers.Adam
    b = build_optimizer(settings(option="B"), STAGE, 7)
    assert type(b) is keras.optimizers.AdamW
    assert (b.weight_decay, b.clipnorm) == (1e-4, 1.0)
    assert float(b.learning_rate) == pytest.approx(1e-3)
    assert not b.use_ema
    assert b.gradient_accumulation_steps is None


def test_accumulation_and_averaged_weights_reach_the_optimizer():
    made = build_optimizer(settings(ema=0.9), STAGE, 80, together=4)
    assert (made.use_ema, made.ema_momentum, made.gradient_accumulation_steps) == (True, 0.9, 4)


def test_accumulation_leaves_the_cosine_as_long_as_the_stage():
    made = build_optimizer(settings(schedule="cosine", warmup=0.0), STAGE, 2, together=4)
    weight = keras.Variable([0.0])
    made.build([weight])
    for _ in range(10):  # half of the stage's 20 batches
        made.apply([keras.ops.ones(1)], [weight])
    assert float(made.learning_rate) == pytest.approx(1e-3 * (0.01 + 0.99 / 2), rel=1e-4)


def test_a_cosine_rises_and_falls_over_the_stage():
    schedule = learning_rate(settings(schedule="cosine", warmup=0.1), STAGE, 20)
    assert rate(schedule, 0) == pytest.approx(1e-5)
    assert rate(schedule, 20) == pytest.approx(1e-3)  # a tenth of 200
    middle = 0.01 + 0.99 * (1 + math.cos(math.pi / 2)) / 2
    assert rate(schedule, 110) == pytest.approx(middle * 1e-3, rel=1e-4)
    assert rate(schedule, 200) == pytest.approx(1e-5, rel=1e-3)


def test_a_cosine_without_warm_up_starts_at_its_highest():
    assert rate(learning_rate(settings(schedule="cosine", warmup=0.0), STAGE, 20), 0) == (
        pytest.approx(1e-3)
    )


def test_restarts_double_and_the_third_ends_with_the_stage():
    schedule = learning_rate(settings(schedule="cosine_restarts"), STAGE, 14)  # 140 = 20 + 40 + 80
    for top in (0, 20, 60):
        assert rate(schedule, top) == pytest.approx(1e-3)
    for bottom in (19, 59, 139):
        assert rate(schedule, bottom) < 5e-5


@pytest.mark.parametrize(
    ("asked", "updates", "expected"),
    [(0.995, 4000, 0.995), (0.995, 200, 0.9), (0.9, 4000, 0.9), (0.99, 5, 0.0)],
)
def test_weights_are_averaged_over_a_twentieth_of_a_stage_at_most(asked, updates, expected):
    assert momentum(asked, updates) == pytest.approx(expected)
