import runpy
from pathlib import Path

import numpy as np
import pytest
from hand_poses import hand

from signkit.landmarks.geometry import (
    ANGLES,
    DISTANCES,
    FEATURES,
    NORMAL,
    OPENNESS,
    hand_features,
    normalise,
    palm_size,
    relative_points,
)
from signkit.landmarks.hand import FINGERS, INDEX

PHOTO = np.array([300, 400])  # height, width


def named(points):
    return dict(zip(FEATURES, hand_features(points), strict=True))


def test_34_features_in_order():
    assert len(FEATURES) == 34
    assert FEATURES[DISTANCES][0] == "thumb_to_wrist"
    assert FEATURES[DISTANCES][5] == "thumb_to_index"
    assert FEATURES[DISTANCES][14] == "ring_to_pinky"
    assert all("angle" in name for name in FEATURES[ANGLES])
    assert FEATURES[NORMAL] == ("palm_normal_x", "palm_normal_y", "palm_normal_z")
    assert FEATURES[OPENNESS] == "openness"


def test_flat_hand_by_hand():
    features = named(hand())  # its palm size is 1: all four knuckles at distance 1
    assert features["thumb_to_wrist"] == pytest.approx(1)
    assert features["index_to_wrist"] == pytest.approx(2)
    assert features["index_to_pinky"] == pytest.approx(2 * np.sqrt(2))  # at right angles
    assert features["thumb_to_index"] == pytest.approx(np.sqrt(5))
    assert features["index_to_middle"] == pytest.approx(4 * np.sin(np.radians(15)))
    assert [features[f"{f}_angle_{k}"] for f in FINGERS for k in (1, 2, 3)] == pytest.approx(
        [np.pi] * 15, abs=1e-3
    )
    assert [features[f"palm_normal_{axis}"] for axis in "xyz"] == pytest.approx([0, 0, 1])
    assert features["openness"] == pytest.approx(1)


def test_bent_finger_by_hand():
    points = hand()
    # The index folds back by a right angle at its middle joint: on to (4/3, -2/3).
    points[INDEX["index_dip"]] = (4 / 3, -1 / 3, 0)
    points[INDEX["index_tip"]] = (4 / 3, -2 / 3, 0)
    features = named(points)
    assert features["index_angle_2"] == pytest.approx(np.pi / 2)
    assert features["index_angle_3"] == pytest.approx(np.pi, abs=1e-3)
    reach = np.hypot(4 / 3, 2 / 3)
    assert features["index_to_wrist"] == pytest.approx(reach)
    assert features["openness"] == pytest.approx((1 + 6 + reach) / 9)


def test_palm_normal_turns_with_the_palm():
    mirrored = hand() * np.float32([-1, 1, 1])
    assert named(mirrored)["palm_normal_z"] == pytest.approx(-1)


def test_palm_size():
    assert palm_size(hand()) == pytest.approx(1)
    assert palm_size(np.stack([hand(), 3 * hand()])) == pytest.approx([1, 3])


def test_features_ignore_place_and_size():
    points = np.random.default_rng(1).normal(size=(5, 21, 3))
    assert hand_features(points * 0.01 + 7) == pytest.approx(hand_features(points), abs=1e-4)


def test_relative_points_ignore_the_aspect_ratio():
    """The same hand in a wide and in a tall photo, as fractions of each, is the same."""
    pixels = hand() * 50 + 100
    shapes = []
    for size in ((300, 400), (900, 400)):
        fractions = pixels / np.float32([size[1], size[0], size[1]])
        shapes.append(relative_points(fractions, size))
    assert shapes[0] == pytest.approx(shapes[1], abs=1e-6)
    assert shapes[0] * 400 == pytest.approx(hand() * 50, abs=1e-3)


def test_relative_points_of_a_batch_of_two_handed_photos():
    points = np.random.default_rng(0).random((4, 2, 21, 3), dtype=np.float32)
    size = np.array([(100, 200), (200, 100), (50, 50), (30, 90)])
    together = relative_points(points, size)
    for i in range(4):
        for slot in range(2):
            assert together[i, slot] == pytest.approx(relative_points(points[i, slot], size[i]))
    assert not together[:, :, INDEX["wrist"]].any()


def test_normalise():
    points = hand() * 5 + 3
    assert normalise(points) == pytest.approx(hand(), abs=1e-6)
    assert normalise(points).dtype == np.float32


@pytest.mark.parametrize("points", [
    np.zeros((21, 3)), np.full((21, 3), 0.4), np.eye(21, 3), np.full((21, 3), 1e-30),
])  # fmt: skip
def test_degenerate_hands_give_finite_numbers(points):
    assert np.isfinite(hand_features(points)).all()
    assert np.isfinite(normalise(points)).all()
    assert np.isfinite(hand_features(relative_points(points, np.array([0, 0])))).all()


def test_absent_hand_is_zeros():
    assert not hand_features(relative_points(np.zeros((2, 21, 3)), PHOTO)).any()


def test_any_leading_shape():
    points = np.random.default_rng(2).normal(size=(3, 2, 21, 3))
    features = hand_features(points)
    assert features.shape == (3, 2, 34)
    assert features.dtype == np.float32
    assert features[1, 1] == pytest.approx(hand_features(points[1, 1]))
    assert hand_features(np.zeros((0, 21, 3))).shape == (0, 34)


def test_same_across_the_chunks():
    points = np.random.default_rng(3).normal(size=(2500, 21, 3))
    features = hand_features(points)
    assert features[[0, 1023, 1024, 2499]] == pytest.approx(
        hand_features(points[[0, 1023, 1024, 2499]]), abs=1e-6
    )


def test_equal_to_the_loop_over_hands():
    script = Path(__file__).parents[2] / "scripts" / "benchmark_geometry.py"
    loop_features = runpy.run_path(str(script))["loop_features"]
    hands = np.random.default_rng(4).normal(size=(100, 21, 3))
    expected = np.array([loop_features(hand) for hand in hands])
    assert np.abs(hand_features(hands) - expected).max() < 1e-5
