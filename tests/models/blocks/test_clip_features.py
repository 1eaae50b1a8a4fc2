import keras
import numpy as np
import pytest

from signkit.models.blocks.clip_features import FEATURES, WIDTH, ClipFeatures


def clip(frames=4):
    rng = np.random.default_rng(0)
    hands = rng.uniform(-0.05, 0.05, (frames, 2, 21, 3)).astype(np.float32)
    return hands


def features(*clips):
    made = ClipFeatures()(np.stack([c.reshape(len(c), WIDTH) for c in clips]))
    values, mask = map(keras.ops.convert_to_numpy, made)
    return values.reshape(*values.shape[:2], 2, FEATURES // 2), mask


def test_a_hand_that_rests_has_no_motion():
    still = np.repeat(clip(1), 3, axis=0)
    values, mask = features(still)
    assert values.shape == (1, 3, 2, 134)
    assert mask.all()
    assert np.abs(values[0, :, :, 66:132]).max() == 0
    assert values[0, 0, 0, 132:].tolist() == [1, 0]  # there, but not a frame before
    assert values[0, 1, 0, 132:].tolist() == [1, 1]


def test_the_shape_stays_where_the_hand_moves():
    here = np.repeat(clip(1), 2, axis=0)
    moved = here.copy()
    moved[1, 0, :, 0] += 0.125
    values, _ = features(moved)
    assert values[0, 0, 0, :63] == pytest.approx(values[0, 1, 0, :63], abs=1e-4)
    change = values[0, 1, 0, 66:132]
    assert change[63:65] == pytest.approx([0.125 * 4 * 4, 0], abs=1e-5)
    assert change[:63] == pytest.approx(np.zeros(63), abs=1e-3)


def test_an_absent_hand_is_zeros_and_moves_nowhere():
    hands = clip(3)
    hands[1, 1] = 0
    values, mask = features(hands)
    assert np.abs(values[0, 1, 1]).max() == 0
    assert np.abs(values[0, 2, 1, 66:132]).max() == 0
    assert mask.tolist() == [[True, True, True]]


def test_frames_without_a_hand_are_masked():
    hands = clip(3)
    hands[2:] = 0
    _, mask = features(hands)
    assert mask.tolist() == [[True, True, False]]


def test_distance_from_the_camera_is_in_the_size_alone():
    near = np.repeat(clip(1), 2, axis=0)
    near -= near[:, :, :1]  # both wrists in the middle
    values, _ = features(near, near / 2)
    assert values[0, 0, 0, :63] == pytest.approx(values[1, 0, 0, :63], abs=1e-4)
    assert values[0, 0, 0, 65] == pytest.approx(2 * values[1, 0, 0, 65], rel=1e-4)


def test_it_is_saved_and_loaded(tmp_path):
    entry = keras.Input((4, WIDTH))
    model = keras.Model(entry, ClipFeatures()(entry))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    one = clip().reshape(1, 4, WIDTH)
    assert np.array_equal(again.predict(one, verbose=0)[0], model.predict(one, verbose=0)[0])
