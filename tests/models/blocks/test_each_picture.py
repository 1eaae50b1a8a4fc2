import keras
import numpy as np
import pytest
from keras import layers

from signkit.models.blocks.each_picture import EachPicture


@pytest.fixture
def inner():
    return keras.Sequential([keras.Input((6, 8, 3)), layers.Conv2D(4, 3, name="conv")])


def pictures():
    return np.random.default_rng(0).normal(size=(2, 5, 6, 8, 3)).astype(np.float32)


def test_every_picture_goes_through_by_itself(inner):
    made = keras.ops.convert_to_numpy(EachPicture(inner)(pictures()))
    assert made.shape == (2, 5, 4, 6, 4)
    alone = keras.ops.convert_to_numpy(inner(pictures()[1, 3:4]))
    assert made[1, 3] == pytest.approx(alone[0], abs=1e-5)


def test_it_is_saved_loaded_and_frozen_with_its_model(inner, tmp_path):
    entry = keras.Input((5, 6, 8, 3))
    layer = EachPicture(inner, name="each_picture")
    model = keras.Model(entry, layer(entry))
    assert model.output.shape == (None, 5, 4, 6, 4)
    layer.trainable = False
    assert not model.trainable_variables
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert np.allclose(again(pictures()), model(pictures()), atol=1e-6)
