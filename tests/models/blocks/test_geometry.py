import keras
import numpy as np
import pytest

from signkit.landmarks.geometry import FEATURES, hand_features, normalise
from signkit.landmarks.hand import BONES, INDEX
from signkit.models.blocks.geometry import HandFeatures, RelativeGeometry
from signkit.models.blocks.hands import HandTokens


def pose(bend: float) -> np.ndarray:
    """A hand (21, 3) whose fingers, fanned out in a plane, bend by `bend` radians a joint."""
    points = np.zeros((21, 3))
    for finger, start in enumerate(range(1, 21, 4)):
        fan = np.radians(40 - 20 * finger)
        at, down = np.zeros(3), 0.0
        for joint, size in enumerate((0.09, 0.045, 0.03, 0.02)):
            along = np.array([np.sin(fan), -np.cos(fan), 0]) * np.cos(down)
            at = at + size * (along + np.array([0, 0, -np.sin(down)]))
            points[start + joint] = at
            down += bend
    return points


def batch() -> np.ndarray:
    """Hands (6, 2, 21, 3): random ones, then flat, bent and clenched ones; one is absent."""
    rng = np.random.default_rng(0)
    hands = rng.normal(size=(6, 2, 21, 3)) * 0.1
    hands[3:] = [[pose(bend), pose(bend / 2)] for bend in (0.0, 0.6, 1.4)]
    hands -= hands[:, :, :1]
    hands[1, 0] = 0
    return hands.astype(np.float32)


def measured(layer, hands):
    return np.array(layer(*HandTokens()(hands.reshape(-1, 126))))


def test_the_features_are_those_of_the_numpy_ones():
    hands = batch()
    expected = hand_features(normalise(hands) * np.array([[[[1, 1, 1]], [[-1, 1, 1]]]]))
    found = measured(HandFeatures(), hands)
    assert found.shape == (6, 68)
    assert np.abs(found - expected.reshape(6, 68)).max() < 1e-4


def test_an_absent_hand_has_zeros_and_the_other_stays_as_it_is():
    hands = batch()
    before = measured(HandFeatures(), hands[1:2])
    assert not before[0, : len(FEATURES)].any()
    assert before[0, len(FEATURES) :].any()
    relative = measured(RelativeGeometry(), hands[1:2])
    assert not relative[0, 0].any()
    assert relative[0, 1].any()


def test_the_mask_rules_whatever_the_numbers_say():
    points = np.random.default_rng(1).normal(size=(2, 42, 3)).astype(np.float32)
    mask = np.repeat([[True, False], [False, True]], 21, axis=1)
    features = np.array(HandFeatures()(points, mask))
    assert not features[0, 34:].any()
    assert not features[1, :34].any()
    assert features[0, :34].any()


def test_relative_geometry_by_hand():
    # A flat hand: the wrist at 0, every finger straight up its own column, in steps of 1.
    hand = np.zeros((2, 21, 3), np.float32)
    for finger, first in enumerate(range(1, 21, 4)):
        hand[:, first : first + 4, 0] = finger - 2
        hand[:, first : first + 4, 1] = [[1, 2, 3, 4]]
    found = np.array(RelativeGeometry()(hand.reshape(1, 42, 3), np.ones((1, 42), bool)))[0, 0]
    bones = found[:60].reshape(20, 3)
    tip = BONES.index((INDEX["index_dip"], INDEX["index_tip"]))
    assert np.allclose(bones[tip], [0, 1, 0])
    assert np.allclose(bones[0], np.array([-2, 1, 0]) / 5**0.5)
    assert found[60] == pytest.approx(5**0.5)  # the wrist to point 1
    assert found[60 + 209] == pytest.approx(1)  # the last pair: the little finger's last bone
    # In the palm's frame the middle finger lies along the second axis, and the hand is flat.
    frame = found[270:].reshape(21, 3)
    assert np.allclose(frame[INDEX["middle_tip"]], [0, 4, 0], atol=1e-6)
    assert np.allclose(frame[:, 2], 0, atol=1e-6)


def test_the_palm_frame_and_the_distances_do_not_turn_with_the_hand():
    hands = batch()
    turn = np.linalg.qr(np.random.default_rng(2).normal(size=(3, 3)))[0]
    turn *= np.linalg.det(turn)  # a rotation, no mirror
    # The right hand alone: a left one is mirrored, and so turns the other way.
    before = measured(RelativeGeometry(), hands)[2:, 0]
    after = measured(RelativeGeometry(), (hands @ turn.T).astype(np.float32))[2:, 0]
    assert np.allclose(before[:, 60:], after[:, 60:], atol=1e-4)
    assert not np.allclose(before[:, :60], after[:, :60], atol=0.1)


def test_a_left_hand_measures_as_the_right_one_it_mirrors():
    hands = batch()[4:5]
    hands[:, 1] = hands[:, 0] * (-1, 1, 1)
    features = measured(HandFeatures(), hands)[0]
    assert np.allclose(features[:34], features[34:], atol=1e-6)
    relative = measured(RelativeGeometry(), hands)[0]
    assert np.allclose(relative[0], relative[1], atol=1e-6)


def degenerate() -> np.ndarray:
    """Hands where square root and arc tangent have no slope: absent, straight, folded, a point."""
    hands = batch()[:5]
    hands[0] = 0
    hands[1, :, 6:9] = hands[1, :, 5:6]  # a finger without a length
    hands[2, :, 1:] = np.linspace(0.1, 1, 20)[:, None] * (0, 1, 0)  # all in one line
    hands[3, :, 7] = hands[3, :, 5]  # folded back on itself
    return hands.reshape(-1, 126)


@pytest.mark.parametrize("layer", [HandFeatures(), RelativeGeometry()])
def test_slopes_are_finite_everywhere(layer):
    hands = keras.Variable(degenerate())

    class Sum(keras.layers.Layer):
        """A model whose only weights are the hands, so that any backend gives their slope."""

        def build(self, shape):
            self.hands = self.add_weight(shape=hands.shape, name="hands")

        def call(self, x):
            return keras.ops.mean(layer(*HandTokens()(self.hands + x))) * keras.ops.ones((5, 1))

    model = keras.Sequential([Sum()])
    model.build((5, 126))
    model.layers[0].hands.assign(hands)
    # Eagerly: a compiler may simplify away what would be NaN on another.
    model.compile(keras.optimizers.SGD(1.0), "mse", run_eagerly=True)
    model.train_on_batch(np.zeros((5, 126), np.float32), np.ones((5, 1), np.float32))
    moved = np.array(model.layers[0].hands)
    assert np.isfinite(moved).all()
    assert not np.array_equal(moved, degenerate())
    assert np.isfinite(np.array(layer(*HandTokens()(degenerate())))).all()


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "float64"])
def test_geometry_is_float32_whatever_the_policy(policy):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        points = keras.Input((126,))
        tokens, mask = HandTokens()(points)
        found = [tokens, HandFeatures()(tokens, mask), RelativeGeometry()(tokens, mask)]
        assert [keras.backend.standardize_dtype(x.dtype) for x in found] == ["float32"] * 3
        out = keras.Model(points, found).predict(batch().reshape(-1, 126), verbose=0)
    finally:
        keras.config.set_dtype_policy(before)
    assert [x.dtype.name for x in out] == ["float32"] * 3
    assert np.allclose(out[1], measured(HandFeatures(), batch()), atol=1e-6)


def test_the_layers_are_saved_and_loaded(tmp_path):
    points = keras.Input((126,))
    tokens, mask = HandTokens(name="hand_tokens")(points)
    outputs = [
        HandFeatures(name="advanced_features")(tokens, mask),
        RelativeGeometry(name="relative_geometry")(tokens, mask),
    ]
    model = keras.Model(points, outputs)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    x = batch().reshape(-1, 126)
    for one, other in zip(model.predict(x, verbose=0), again.predict(x, verbose=0), strict=True):
        assert np.array_equal(one, other)
