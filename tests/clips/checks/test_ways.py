import numpy as np
import pytest
from moving_hands import clips_of, hand_way, mirrored

from signkit.clips.checks.ways import Way, lay_over, way_of
from signkit.clips.sample import TRACKED


def way(points, **more):
    return way_of(clips_of([points], **more), 0)


def test_a_way_begins_and_ends_with_a_hand_and_has_the_frames_true_proportions():
    clips = clips_of([hand_way(0, 8)], size=(50, 100))
    clips.origin[[0, 1, 7]] = 0
    clips.image_points[:] = 0.5
    clips.image_points[..., 1] = 0.7
    found = way_of(clips, 0)
    assert found.points.shape == (5, 2, 21, 2)
    assert found.points[2, 0, 0] == pytest.approx([0, 0.1])
    assert not found.points[:, 1].any()


def test_a_hand_that_is_alone_stands_first_whichever_it_is():
    left, right = way(hand_way(0), slots=[1]), way(hand_way(0))
    assert np.array_equal(left.points, right.points)
    assert left.hands.tolist() == [1] * 30


def test_in_a_mirror_two_hands_change_places():
    clips = clips_of([hand_way(0)])
    clips.image_points[:, 1] = hand_way(1)
    clips.origin[:15, 1] = TRACKED
    there = way_of(clips, 0)
    seen = there.mirrored()
    assert np.allclose(seen.points[:14, 0], there.points[:14, 1] * [-1, 1])
    assert np.allclose(seen.points[16:, 0], there.points[16:, 0] * [-1, 1])


def test_frames_between_frames():
    points = np.arange(5, dtype=np.float32)[:, None, None, None] * np.ones((1, 2, 21, 2), "f4")
    line = Way(points, np.array([1, 1, 1, 1, 2]))
    assert line.later(0.25).points[:, 0, 0, 0].tolist() == [0.25, 1.25, 2.25, 3.25]
    assert line.later(0.25).hands.tolist() == [1, 1, 1, 0]  # between one hand and two is neither
    assert line.later(0.0, 2.0).points[:, 0, 0, 0].tolist() == [0, 2, 4]


def test_smoothing_leaves_a_steady_hand_where_it_is_and_flattens_a_jump():
    points = np.zeros((5, 2, 21, 2), np.float32)
    points[2] = 1
    hands = np.ones(5, int)
    assert Way(points, hands).smooth().points[:, 0, 0, 0].tolist() == [0, 0.25, 0.5, 0.25, 0]
    hands[3] = 0
    assert Way(points, hands).smooth().points[2, 0, 0, 0] == 1  # nothing is known on one side


@pytest.mark.parametrize("start", [0, 4, 4.5])
def test_a_part_of_a_way_is_found_in_it_at_its_time(start):
    found = lay_over(way(hand_way(3, 24, start)), way(hand_way(3, 40)))
    assert found.lag == pytest.approx(start)
    assert found.apart < 0.01
    assert found.frames >= 22
    assert found.motion > 0.3


def test_another_size_and_place_in_the_frame_are_no_difference():
    smaller = hand_way(3) * 0.7 + np.float32([0.2, 0.05, 0])
    assert lay_over(way(hand_way(3)), way(smaller)).apart < 0.01
    assert lay_over(way(hand_way(3)), way(hand_way(3) * 0.3)).apart > 0.1  # no zoom goes so far


def test_half_as_many_frames_are_found_at_their_speed():
    half = way(hand_way(3, 20, step=2))
    speeds = (1.0, 0.5, 2.0)
    assert lay_over(way(hand_way(3, 40)), half, speeds).speed == 0.5
    assert lay_over(half, way(hand_way(3, 40)), speeds).speed == 2.0


def test_a_few_frames_where_the_tracker_slipped_do_not_matter():
    slipped = hand_way(3)
    slipped[[10, 15, 20], :, 1] += np.float32([[0.06], [-0.06], [0.06]])  # a third of the hand
    assert lay_over(way(hand_way(3)), way(slipped)).apart < 0.01


def test_other_ways_are_far_apart_and_too_short_ones_not_compared():
    for other in (hand_way(4), hand_way(5), mirrored(hand_way(3))):
        found = lay_over(way(hand_way(3)), way(other))
        assert found is None or found.apart > 0.1
    assert lay_over(way(mirrored(hand_way(3))).mirrored(), way(hand_way(3))).apart < 0.01
    assert lay_over(way(hand_way(3, 11)), way(hand_way(3))) is None


def test_a_clip_without_a_hand_lies_over_nothing():
    clips = clips_of([hand_way(0)])
    clips.origin[:] = 0
    assert lay_over(way_of(clips, 0), way(hand_way(0))) is None
