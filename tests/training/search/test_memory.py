import gc
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from signkit.training.search.memory import freeing, release

PHOTOS = np.random.default_rng(0).random((8, 2000), np.float32)
MIB_EACH = 2000 * 1000 * 4 * 3 / 2**20  # the weights, and Adam's two averages of each


def trained(units=1000):
    model = keras.Sequential([keras.Input((2000,)), keras.layers.Dense(units)])
    model.compile("adam", "mse")
    model.fit(PHOTOS, np.zeros((8, units)), epochs=1, verbose=0)
    return model


def resident():
    """MiB of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


@pytest.mark.slow
def test_what_is_built_within_is_emptied_and_what_was_before_is_kept():
    before = trained(units=3)
    said = before.predict(PHOTOS, verbose=0)
    with freeing():
        within = trained(units=3)
        kernel = within.layers[0].kernel.numpy()
        assert kernel.shape == (2000, 3)
    assert within.layers[0].kernel.value.numpy().size == 0
    assert all(v.value.numpy().size == 0 for v in within.optimizer._momentums)
    np.testing.assert_array_equal(before.predict(PHOTOS, verbose=0), said)
    before.fit(PHOTOS, np.zeros((8, 3)), epochs=1, verbose=0)
    assert np.abs(before.predict(PHOTOS, verbose=0) - said).max() > 0


@pytest.mark.slow
def test_an_error_within_is_passed_on_and_frees_as_well():
    made = []

    def fail():
        with freeing():
            made.append(trained(units=3))
            raise MemoryError

    with pytest.raises(MemoryError):
        fail()
    assert made[0].layers[0].kernel.value.numpy().size == 0


def grown(train):
    """MiB that four trainings add to this process, after a first one."""
    train()  # what TensorFlow takes once
    began = resident()
    for _ in range(4):
        train()
        gc.collect()
    return resident() - began


def freed():
    with freeing():
        trained()


def released():
    trained()
    release()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_trainings_do_not_add_up():
    # In a process of its own: what other tests have left can be freed in between.
    said = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    with_it, without = map(float, said.stdout.split()[-2:])
    assert with_it < 2 * MIB_EACH
    # Should this fail, TensorFlow frees variables by itself, and the module has nothing to do.
    assert without > 3 * MIB_EACH


if __name__ == "__main__":
    print(grown(freed), grown(released))
