import keras
import numpy as np
import pytest

from signkit.models.moving import keep_up
from signkit.models.photos.compact import compact


def momenta(model):
    layers = model._flatten_layers()
    norms = keras.layers.BatchNormalization
    return np.array([layer.momentum for layer in layers if isinstance(layer, norms)])


@pytest.mark.parametrize(
    ("steps", "expected"), [(5, 0.6), (20, 0.9), (1000, 0.9), (4, 0.5), (2, 0.0), (1, 0.0)]
)
def test_averages_remember_half_an_epoch_and_never_more_than_they_did(steps, expected):
    inputs = keras.Input((16, 16, 3))
    model = keras.Model(inputs, compact((16, 16, 3))(inputs))  # nested, as in a classifier
    keep_up(model, steps)
    assert len(momenta(model)) == 13
    assert momenta(model) == pytest.approx(expected)
    keep_up(model, steps)  # again, as after a stop
    assert momenta(model) == pytest.approx(expected)
