"""Clips of any length as arrays of one: what of a clip a network looks at."""

import numpy as np

from signkit.clips.sample import Clips

MARGIN = 2  # frames kept before the first hand and after the last


def clip_hands(clips: Clips, frames: int) -> np.ndarray:
    """Return (N, frames, 2, 21, 3) float32: from the first hand to the last, zeros after the end.

    Points are in units of the frame's width from its middle, absent hands zeros. What is longer
    than `frames` is resampled over time.
    """
    hands = np.zeros((len(clips), frames, 2, 21, 3), np.float32)
    for row in range(len(clips)):
        points = in_sight(clips, row)
        points = points if len(points) <= frames else resampled(points, frames)
        hands[row, : len(points)] = points
    return hands


def in_sight(clips: Clips, row: int) -> np.ndarray:
    """Return the hands (T, 2, 21, 3) of one clip from the first to the last, as `centred`."""
    part = clips.frames(row)
    present = clips.present[part]
    first, last = span(present)
    return centred(clips.image_points[part][first:last], present[first:last], clips.size[row])


def span(present: np.ndarray) -> tuple[int, int]:
    """From which frame to which (exclusive) hands (T, 2) are in sight, with a margin.

    All of the clip where there is none.
    """
    some = np.flatnonzero(present.any(axis=1))
    if not len(some):
        return 0, len(present)
    return max(0, some[0] - MARGIN), min(len(present), some[-1] + 1 + MARGIN)


def seconds_in_sight(clips: Clips, row: int) -> tuple[float, float]:
    """From when to when, in seconds from the start, a clip's hands are in sight; see `span`."""
    first, last = span(clips.present[clips.frames(row)])
    return first / float(clips.rate[row]), max(first, last - 1) / float(clips.rate[row])


def centred(points: np.ndarray, present: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Points (T, 2, 21, 3) as fractions of a frame -> frame widths from its middle.

    `size` is the frame's height and width; 0, 0 (unknown) counts as square. Absent hands are zeros.
    """
    height, width = size if np.all(size) else (1, 1)
    moved = (points - np.float32([0.5, 0.5, 0])) * np.float32([1, height / width, 1])
    return np.where(present[:, :, None, None], moved, 0).astype(np.float32)


def resampled(hands: np.ndarray, frames: int, places: np.ndarray | None = None) -> np.ndarray:
    """Return hands (T, 2, 21, 3) at `frames` moments evenly spread, or at `places` in 0..T-1.

    Between two frames that have a hand it is interpolated; next to one without, the nearer frame
    is taken as it is.
    """
    if places is None:
        places = np.linspace(0, len(hands) - 1, frames)
    before = np.floor(places).astype(int)
    after = np.minimum(before + 1, len(hands) - 1)
    share = (places - before).astype(np.float32)[:, None, None, None]
    there = hands.any(axis=(2, 3), keepdims=True)
    between = hands[before] * (1 - share) + hands[after] * share
    nearest = np.where(share < 0.5, hands[before], hands[after])
    return np.where(there[before] & there[after], between, nearest)
