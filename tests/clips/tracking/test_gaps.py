import numpy as np
import pytest
from hand_ways import hand_at, way

from signkit.clips.sample import INTERPOLATED, TRACKED
from signkit.clips.tracking.gaps import MOST_STEP, drop_jumps, extent, fill_gaps, mend, step


def test_extent_is_in_frame_widths():
    box = np.zeros((21, 3), np.float32)
    box[1, :2] = 0.1, 0.4
    assert extent(box, aspect=0.5) == pytest.approx(0.2)  # 0.4 of half a width
    assert extent(box, aspect=0.1) == pytest.approx(0.1)


def test_step_is_in_extents_of_the_larger_hand():
    assert step(hand_at(0.2), hand_at(0.5), 1.0) == pytest.approx(3.0)
    assert step(hand_at(0.2), hand_at(0.5, wide=0.3), 1.0) == pytest.approx(1.0, rel=1e-4)
    down = hand_at(0.2, y=0.7)
    assert step(hand_at(0.2, y=0.5), down, 0.5) == pytest.approx(1.0)  # 0.2 heights, 0.1 widths


def test_short_gap_is_filled_on_a_straight_line():
    points, there = way([None, 0.2, None, None, 0.5, None])
    filled, where = fill_gaps(points, there, longest=2)
    assert where.tolist() == [False, False, True, True, False, False]
    assert filled[2] == pytest.approx(hand_at(0.3), abs=1e-6)
    assert filled[3] == pytest.approx(hand_at(0.4), abs=1e-6)
    assert (filled[[0, 1, 4, 5]] == points[[0, 1, 4, 5]]).all()


def test_longer_gap_stays():
    points, there = way([0.2, None, None, None, 0.5])
    _, where = fill_gaps(points, there, longest=2)
    assert not where.any()


@pytest.mark.parametrize("xs", [[], [None], [0.3], [None, 0.3, None], [None, None]])
def test_too_few_frames_to_fill_between(xs):
    points = np.zeros((len(xs), 21, 3), np.float32)
    there = np.array([x is not None for x in xs], bool)
    assert not fill_gaps(points, there, 6)[1].any()
    assert drop_jumps(points, there, 1.0, 6).tolist() == there.tolist()


def test_single_frame_that_is_elsewhere_is_dropped():
    points, there = way([0.2, 0.21, 0.8, 0.22, 0.23])
    assert drop_jumps(points, there, 1.0, 6).tolist() == [True, True, False, True, True]


def test_a_fast_hand_is_no_jump():
    there_and_back = [0.2, 0.2 + 0.09 * MOST_STEP, 0.2]  # less than a hand gets in a frame
    points, there = way(there_and_back)
    assert drop_jumps(points, there, 1.0, 6).all()
    points, there = way([0.1, 0.4, 0.7, 0.9])  # far each time, and it never comes back
    assert drop_jumps(points, there, 1.0, 6).all()


def test_a_jump_between_far_frames_is_not_judged():
    points, there = way([0.2, *[None] * 9, 0.8, *[None] * 9, 0.2])
    assert drop_jumps(points, there, 1.0, 6).sum() == 3


def test_mend_drops_fills_marks_and_masks():
    points = np.zeros((5, 2, 21, 3), np.float32)
    origin = np.zeros((5, 2), np.int8)
    points[:, 0], there = way([0.2, 0.2, 0.9, 0.2, None])
    origin[there, 0] = TRACKED
    mended, marked = mend(points, origin, 1.0, 6, INTERPOLATED)
    assert marked[:, 0].tolist() == [TRACKED, TRACKED, INTERPOLATED, TRACKED, 0]
    assert mended[2, 0] == pytest.approx(hand_at(0.2), abs=1e-6)
    assert not mended[4].any()
    assert not mended[:, 1].any()
    assert not marked[:, 1].any()
    assert origin[2, 0] == TRACKED  # what was given is left alone
