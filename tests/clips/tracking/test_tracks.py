import pytest
from hand_ways import found, hand_at

from signkit.clips.sample import LOOKED, TRACKED
from signkit.clips.tracking.tracks import link, place, without_twin
from signkit.landmarks.detection.detector import Hand
from signkit.landmarks.hand import LEFT, RIGHT


def placed(frames):
    return place(link(frames, 1.0, longest=6), len(frames))


def xs(points, slot):
    return points[:, slot, :, 0].mean(1).round(3).tolist()


def test_a_flicker_of_right_and_left_is_outvoted():
    frames = [[found(0.3 + 0.01 * t, right=t not in (3, 4))] for t in range(10)]
    points, origin = placed(frames)
    assert (origin[:, RIGHT] == TRACKED).all()
    assert not origin[:, LEFT].any()
    assert xs(points, RIGHT) == pytest.approx([0.3 + 0.01 * t for t in range(10)])


def test_two_hands_with_one_label_are_both_kept():
    frames = [[found(0.3, score=0.9), found(0.7, score=0.6)] for _ in range(4)]
    points, origin = placed(frames)
    assert (origin == TRACKED).all()
    assert xs(points, RIGHT) == pytest.approx([0.3] * 4)  # the surer one
    assert xs(points, LEFT) == pytest.approx([0.7] * 4)


def test_order_in_the_frame_does_not_matter():
    right, left = found(0.3), found(0.7, right=False)
    points, _ = placed([[right, left], [left, right], [right, left]])
    assert xs(points, RIGHT) == pytest.approx([0.3] * 3)


def test_a_hand_that_is_back_after_a_short_while_is_the_same():
    frames = [[found(0.3)]] * 3 + [[]] * 4 + [[found(0.32, right=False, score=0.6)]] * 2
    _, origin = placed(frames)
    assert origin[:, RIGHT].astype(bool).tolist() == [True] * 3 + [False] * 4 + [True] * 2


def test_after_a_long_while_or_far_away_it_votes_anew():
    for pause, x in ((9, 0.3), (2, 0.9)):
        frames = [[found(0.3)]] * 3 + [[]] * pause + [[found(x, right=False)]] * 2
        _, origin = placed(frames)
        assert origin[:3, RIGHT].all()
        assert origin[-2:, LEFT].all()


def test_a_hand_that_meets_a_track_for_a_frame_keeps_its_side():
    frames = [[found(0.3)] for _ in range(12)]
    frames += [[found(0.3), found(0.7)]] + [[found(0.7)] for _ in range(8)]
    _, origin = placed(frames)
    assert origin[:12, RIGHT].all()
    assert origin[12].all()  # both are there
    assert origin[13:, RIGHT].all()


def test_looks_are_told_from_following():
    _, origin = placed([[found(0.3)], [found(0.3, by=1)]])
    assert origin[:, RIGHT].tolist() == [TRACKED, LOOKED]


def test_nothing_in_sight():
    points, origin = placed([[], []])
    assert points.shape == (2, 2, 21, 3)
    assert not origin.any()


def test_one_hand_seen_twice_is_the_larger():
    twice = [found(0.30, score=0.9, wide=0.08), found(0.302, right=False, score=0.6)]
    assert without_twin(twice, 1.0) == [twice[1]]
    assert without_twin(twice[::-1], 1.0) == [twice[1]]


def test_crossed_hands_are_two():
    points = hand_at(0.3, wide=0.2)
    turned = Hand(False, 0.9, points[::-1].copy(), points, 0)  # fingers the other way
    assert len(without_twin([Hand(True, 0.9, points, points, 0), turned], 1.0)) == 2


def test_hands_apart_are_two():
    hands = [found(0.2), found(0.6)]
    assert without_twin(hands, 1.0) == hands
    assert without_twin([], 1.0) == []
