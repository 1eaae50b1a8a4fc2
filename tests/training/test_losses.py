import keras
import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from signkit.errors import SettingsError
from signkit.training.losses import LOSSES, build_loss, class_weights

TRUE, SAID = np.float32([[1, 0]]), np.float32([[0.8, 0.2]])


def value(loss):
    return float(keras.ops.convert_to_numpy(loss(TRUE, SAID)))


def test_the_losses_are_those_of_their_formulas():
    assert value(build_loss("crossentropy")) == pytest.approx(-np.log(0.8), rel=1e-5)
    smooth = -0.95 * np.log(0.8) - 0.05 * np.log(0.2)
    assert value(build_loss("crossentropy", 0.1)) == pytest.approx(smooth, rel=1e-5)
    assert value(build_loss("focal")) == pytest.approx(-(0.2**2) * np.log(0.8), rel=1e-4)


def test_an_unknown_loss_is_refused_with_those_there_are():
    with pytest.raises(SettingsError, match="hinge.*crossentropy.*focal"):
        build_loss("hinge")
    assert set(LOSSES.describe()) == {"crossentropy", "focal"}


def test_balanced_weights_are_scikit_learns():
    targets = np.array([0] * 6 + [1] * 3 + [2])
    weights = class_weights(targets, 3)
    assert list(weights.values()) == pytest.approx(
        compute_class_weight("balanced", classes=np.arange(3), y=targets).tolist()
    )
    assert weights[1] == pytest.approx(10 / 9)
    assert class_weights(targets, 4)[3] == 1.0
