import keras
import numpy as np
import pytest
from keras import layers, ops

from signkit.training.explain.clip import explain_clips, point_importance, stretches

FRAMES = 12


@keras.saving.register_keras_serializable("tests")
class Reads(layers.Layer):
    """Class 1 is what the right index fingertip's x in frame 6 says, class 0 the rest."""

    def call(self, hands):
        """Return probabilities (B, 2)."""
        tip = ops.reshape(hands, (-1, FRAMES, 2, 21, 3))[:, 6, 0, 8, 0]
        said = ops.sigmoid(8.0 * tip)
        return ops.stack([1 - said, said], axis=-1)


@pytest.fixture(scope="module")
def reader():
    hands = keras.Input((FRAMES, 126), name="landmark_input")
    return keras.Model(hands, Reads()(hands))


def clips():
    hands = np.random.default_rng(0).normal(0, 0.05, (2, FRAMES, 2, 21, 3)).astype(np.float32)
    hands[:, :, 1] = 0  # no left hand
    hands[:, 6, 0, 8, 0] = 0.4
    return hands.reshape(2, FRAMES, 126)


def test_the_point_and_the_moment_that_are_read_are_found(reader):
    why = explain_clips(reader, {"landmark_input": clips()}, np.array([1, 1]), [12, 12])
    assert why.points.shape == (2, FRAMES, 2, 21)
    assert why.points[:, 6, 0, 8] == pytest.approx([1, 1])
    assert why.points.sum() == pytest.approx(2)  # nothing else counts
    assert why.pictures is None
    assert (why.lost.argmax(axis=1) == 6).all()
    # With that frame hidden the point is 0 and the answer .5.
    before = 1 / (1 + np.exp(-8 * 0.4))
    assert why.lost[:, 6] == pytest.approx([before - 0.5] * 2, abs=1e-3)
    assert not why.lost[:, :4].any()


def test_a_loss_that_is_a_gain_is_none(reader):
    why = explain_clips(reader, {"landmark_input": clips()}, np.array([0, 0]), [12, 12])
    assert not why.lost.any()


def test_stretches_are_a_sixth_and_cover_the_clip():
    spans = stretches(12)
    assert {end - first for first, end in spans} == {2}
    assert {frame for span in spans for frame in range(*span)} == set(range(12))
    assert stretches(1) == [(0, 1)]


def test_a_hand_s_place_in_the_frame_is_no_importance_of_its_own():
    hands = np.zeros((1, 2, 2, 21, 3), np.float32)
    hands[:, :, 0] = np.random.default_rng(1).normal(0, 0.1, (21, 3))
    moved = hands.copy()
    moved[:, :, 0] += 0.3
    slopes = np.ones((1, 2, 126), np.float32)
    here, there = (point_importance(h.reshape(1, 2, 126), slopes) for h in (hands, moved))
    np.testing.assert_allclose(here, there, atol=1e-4)
    assert not here[:, :, 1].any()
    assert here.max() == 1


def test_without_a_hand_nothing_counts():
    nothing = np.zeros((1, 3, 126), np.float32)
    assert not point_importance(nothing, nothing + 1).any()


@pytest.fixture(scope="module")
def looker():
    """Class 1 is how bright the second picture is; the hands are taken in and not used."""
    pictures = keras.Input((2, 8, 8, 3), name="image_input")
    hands = keras.Input((FRAMES, 126), name="landmark_input")
    vectors = ops.max(pictures, axis=(2, 3))
    kept = layers.Identity(name="visual_gap")(vectors)
    said = kept[:, 1, 0] / 255 + 0.0 * ops.sum(hands, axis=(1, 2))
    return keras.Model([pictures, hands], ops.stack([1 - said, said], axis=-1))


def test_the_picture_that_counts_is_found(looker):
    pictures = np.zeros((1, 2, 8, 8, 3), np.float32)
    pictures[:, :, :4] = 204  # half bright: the brightest is 204, the mean 102
    given = {"image_input": pictures, "landmark_input": clips()[:1]}
    why = explain_clips(looker, given, np.array([1]), [12])
    assert why.pictures[0] == pytest.approx([0, 0.4], abs=1e-5)
    assert not why.lost.any()
    assert not why.points.any()
