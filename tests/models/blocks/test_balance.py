import keras
import numpy as np
import pytest

from signkit.models.blocks.balance import HEADS, Balance

FUSED, VISUAL, LANDMARK = (np.float32([[p, 1 - p]]) for p in (0.7, 0.2, 0.9))
HAND, NO_HAND = np.ones((1, 42), bool), np.zeros((1, 42), bool)


def said(layer, mask=HAND):
    return keras.ops.convert_to_numpy(layer(FUSED, VISUAL, LANDMARK, mask))


def test_it_starts_as_the_fused_head_alone():
    assert said(Balance()) == pytest.approx(FUSED, abs=1e-6)


def test_trust_weighs_the_logarithms():
    layer = Balance()
    layer.build((None, 2))
    layer.trust.assign([1.0, 0.5, 2.0])
    first, second = 0.7 * 0.2**0.5 * 0.9**2, 0.3 * 0.8**0.5 * 0.1**2
    assert said(layer)[0, 0] == pytest.approx(first / (first + second), rel=1e-5)
    first, second = 0.7 * 0.2**0.5, 0.3 * 0.8**0.5  # the landmark head isn't asked
    assert said(layer, NO_HAND)[0, 0] == pytest.approx(first / (first + second), rel=1e-5)


def test_no_gradient_moves_it_and_it_is_saved(tmp_path):
    inputs = [keras.Input((2,)) for _ in HEADS] + [keras.Input((42,), dtype="bool")]
    model = keras.Model(inputs, Balance(name="balance")(*inputs))
    assert model.trainable_variables == []
    model.get_layer("balance").trust.assign([0.1, 0.2, 0.3])
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras").get_layer("balance")
    assert keras.ops.convert_to_numpy(again.trust) == pytest.approx([0.1, 0.2, 0.3])
