"""A hand's way through time made whole: false jumps dropped, short gaps filled. Pure arrays.

A hand here is a sequence of points (T, 21, 3) as fractions of the frame, and (T,) bool whether it
is there. `aspect` is the frame's height over its width.
"""

from itertools import pairwise

import numpy as np

# How far a hand gets from one frame to the next at 15 frames a second, in its own extents: of 6,000
# such steps of signers half are below 0.11, 99 in 100 below 1.1, and 999 in 1,000 below 1.5.
MOST_STEP = 2.0


def extent(points: np.ndarray, aspect: float) -> np.ndarray:
    """The longer side (...,) of the box around hands (..., 21, 3), in frame widths."""
    return np.ptp(points[..., :2] * (1, aspect), axis=-2).max(-1)


def step(points: np.ndarray, other: np.ndarray, aspect: float) -> np.ndarray:
    """How far apart (...,) hands (..., 21, 3) are, middle to middle, over the larger's extent."""
    apart = (points - other)[..., :2].mean(-2) * (1, aspect)
    larger = np.maximum(extent(points, aspect), extent(other, aspect))
    return np.hypot(apart[..., 0], apart[..., 1]) / np.maximum(larger, 1e-6)


def drop_jumps(points: np.ndarray, there: np.ndarray, aspect: float, longest: int) -> np.ndarray:
    """Where the hand stays (T,) bool, without single frames that it jumps to and back from.

    A jump is further than a hand gets, from the frame with a hand before and to the one after (no
    more than `longest` frames away), while those two agree with each other.
    """
    frames = np.flatnonzero(there)
    before, at, after = frames[:-2], frames[1:-1], frames[2:]
    jump = (after - before) <= longest + 1
    for one, two, far in ((before, at, True), (at, after, True), (before, after, False)):
        steps = step(points[one], points[two], aspect) / np.maximum(two - one, 1)
        jump &= (steps > MOST_STEP) == far
    kept = there.copy()
    kept[at[jump]] = False
    return kept


def fill_gaps(points: np.ndarray, there: np.ndarray, longest: int):
    """Points (T, 21, 3) with gaps of up to `longest` frames filled, and which (T,) were filled.

    Filled on straight lines between the hands before and after; what is longer, or has no hand on
    one side, is left as it is.
    """
    frames = np.flatnonzero(there)
    filled, where = points.copy(), np.zeros(len(there), bool)
    for before, after in pairwise(frames.tolist()):
        if 1 < after - before <= longest + 1:
            inside = np.arange(before + 1, after)
            part = ((inside - before) / (after - before)).astype(points.dtype)[:, None, None]
            filled[inside] = (1 - part) * points[before] + part * points[after]
            where[inside] = True
    return filled, where


def mend(points: np.ndarray, origin: np.ndarray, aspect: float, longest: int, filled: int):
    """Points (T, 2, 21, 3) and origin (T, 2) of both hands with jumps dropped and gaps filled.

    What is filled gets the origin `filled`; where no hand is, points are 0.
    """
    points, origin = points.copy(), origin.copy()
    for slot in range(points.shape[1]):
        kept = drop_jumps(points[:, slot], origin[:, slot] > 0, aspect, longest)
        origin[~kept, slot] = 0
        points[:, slot], new = fill_gaps(points[:, slot], kept, longest)
        origin[new, slot] = filled
    points[origin == 0] = 0
    return points, origin
