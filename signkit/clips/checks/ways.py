"""Two hands' ways through two clips laid over each other: how far apart are they at best?

A way is what the tracker saw of a clip: points (T, 2, 21, 2) in frame widths from the frame's
middle, and how many hands (T,) each frame has. A hand that is alone stands first, whichever it is:
a mirrored right hand is taken for a left one.
"""

from dataclasses import dataclass

import numpy as np

from signkit.clips.sample import Clips
from signkit.clips.tracking.gaps import extent
from signkit.landmarks.hand import POINTS

PHASES = (0.0, 0.25, 0.5, 0.75)  # of a frame: a clip that was cut begins between two moments
FEWEST = 12  # frames that must be laid over each other
OVERLAP = 0.75  # and so many of the frames with hands of the shorter clip: it may be cut, too
ZOOM = (0.6, 1.7)  # by which a copy may be scaled within its frame
KEPT = 0.7  # of the frames, the nearest: where the tracker slipped doesn't pull at the others
SMOOTH = 0.5  # weight of the frames before and after; noise jumps, hands glide


@dataclass(frozen=True)
class Way:
    """The hands of one clip from the first frame with one to the last."""

    points: np.ndarray  # (T, 2, 21, 2)
    hands: np.ndarray  # (T,) 0, 1 or 2

    def mirrored(self) -> "Way":
        """The same seen in a mirror: left and right hand change places."""
        points = self.points * np.float32([-1, 1])
        both = self.hands == 2
        points[both] = points[both][:, ::-1]
        return Way(points, self.hands)

    def smooth(self) -> "Way":
        """The same with each frame's points averaged with those before and after."""
        points, hands = self.points.copy(), self.hands
        whole = (hands[1:-1] == hands[:-2]) & (hands[1:-1] == hands[2:])
        around = self.points[1:-1] + SMOOTH * (self.points[:-2] + self.points[2:])
        points[1:-1][whole] = around[whole] / (1 + 2 * SMOOTH)
        return Way(points, hands)

    def later(self, phase: float, speed: float = 1.0) -> "Way":
        """The same at the moments phase, phase + speed, phase + 2 speed, ..., in frames."""
        places = np.arange(phase, len(self.points) - 1 + 1e-6, speed)
        before = places.astype(int)
        after = np.minimum(before + 1, len(self.points) - 1)
        share = (places - before).astype(np.float32)[:, None, None, None]
        points = self.points[before] * (1 - share) + self.points[after] * share
        whole = (self.hands[before] == self.hands[after]) | (share.ravel() == 0)
        return Way(points, np.where(whole, self.hands[before], 0))

    @property
    def seen(self) -> int:
        """How many frames have a hand."""
        return int(np.count_nonzero(self.hands))


@dataclass(frozen=True)
class Agreement:
    """How one way lies best over another; lengths are in extents of the hand."""

    apart: float  # between their points (rms) in the median frame
    motion: float  # of the points about where they are on average (rms), in the nearest frames
    frames: int  # laid over each other
    lag: float  # frames by which the second is later
    speed: float  # frames of the second to one of the first


def way_of(clips: Clips, row: int) -> Way:
    """The smoothed way of one of the clips."""
    part = clips.frames(row)
    present = clips.present[part]
    some = np.flatnonzero(present.any(axis=1))
    if not len(some):
        return Way(np.zeros((0, 2, len(POINTS), 2), np.float32), np.zeros(0, int))
    first, last = some[0], some[-1] + 1
    present = present[first:last]
    height, width = clips.size[row] if clips.size[row].all() else (1, 1)
    points = clips.image_points[part][first:last, ..., :2] - np.float32(0.5)
    points = points * np.float32([1, height / width]) * present[..., None, None]
    alone = present[:, 1] & ~present[:, 0]
    points[alone] = points[alone][:, ::-1]
    return Way(points.astype(np.float32), present.sum(axis=1)).smooth()


def lay_over(one: Way, other: Way, speeds=(1.0,)) -> Agreement | None:
    """The best agreement of two ways, of which one may be moved in time, moved and scaled in space.

    `speeds` are frames of the second to one of the first. None where too little of them can be
    laid over each other.
    """
    best = None
    for speed in speeds:
        least = max(FEWEST, OVERLAP * min(one.seen, other.seen / speed))
        for phase in PHASES:
            moved = other.later(phase * speed, speed)
            found = _best_lag(one, moved, least)
            if found and (best is None or found[0] < best[0]):
                best = (*found, moved, phase, speed)
    if best is None:
        return None
    _, lag, moved, phase, speed = best
    apart, motion, frames = _compare(one, moved, lag)
    return Agreement(apart, motion, frames, (lag + phase) * speed, speed)


def _best_lag(one: Way, other: Way, least: float) -> tuple[float, int] | None:
    """The mean square between two ways at the best whole lag, and this lag.

    The fit of scale and shift at every lag needs sums over the pairs of frames (i, j) of one j - i
    alone: they are taken for all lags at once.
    """
    fits = (one.hands[:, None] == other.hands) & (one.hands[:, None] > 0)
    row, column = np.nonzero(fits)
    if len(row) < least:
        return None
    a, b = (way.points.reshape(len(way.points), -1, 2).astype(np.float64) for way in (one, other))
    place = column - row + len(a) - 1

    def total(values):
        return np.bincount(place, values, minlength=len(a) + len(b) - 1)

    frames, points = total(np.ones(len(row))), total(one.hands[row] * float(len(POINTS)))
    with np.errstate(divide="ignore", invalid="ignore"):
        middle_a = np.stack([total(a.sum(1)[row, axis]) for axis in (0, 1)]) / points
        middle_b = np.stack([total(b.sum(1)[column, axis]) for axis in (0, 1)]) / points
        spread_a = total((a**2).sum((1, 2))[row]) / points - (middle_a**2).sum(0)
        spread_b = total((b**2).sum((1, 2))[column]) / points - (middle_b**2).sum(0)
        across = a.reshape(len(a), -1) @ b.reshape(len(b), -1).T
        shared = total(across[fits]) / points - (middle_a * middle_b).sum(0)
        zoom, square = shared / spread_b, spread_a - shared**2 / spread_b
    usable = (frames >= least) & (zoom > ZOOM[0]) & (zoom < ZOOM[1])
    if not usable.any():
        return None
    best = int(np.where(usable, square, np.inf).argmin())
    return float(square[best]), best - len(a) + 1


def _compare(one: Way, other: Way, lag: int) -> tuple[float, float, int]:
    """How far apart, how much motion (both in extents of the hand), and how many frames."""
    rows = np.arange(max(0, -lag), min(len(one.points), len(other.points) - lag))
    rows = rows[(one.hands[rows] == other.hands[rows + lag]) & (one.hands[rows] > 0)]
    there = np.arange(2) < one.hands[rows][:, None]
    a, b = one.points[rows], other.points[rows + lag]
    size = max(float(np.median(extent(a[there], 1.0))), 1e-6)
    near = np.ones(len(rows), bool)
    for _ in range(3):
        counted = there & near[:, None]
        from_a, from_b = a - a[counted].mean((0, 1)), b - b[counted].mean((0, 1))
        zoom = (from_a * from_b)[counted].sum() / max((from_b[counted] ** 2).sum(), 1e-12)
        square = ((from_a - zoom * from_b) ** 2).sum(-1).mean(-1)
        apart = np.sqrt((square * there).sum(1) / there.sum(1)) / size
        near = apart <= np.quantile(apart, KEPT)
    # Coming and going, where trackers slip most, is no motion to know a recording by.
    kept = there & near[:, None]
    ways = [a[kept[:, hand], hand] for hand in (0, 1) if kept[:, hand].any()]
    moved = np.concatenate([((way - way.mean(0)) ** 2).sum(-1).ravel() for way in ways])
    return float(np.median(apart)), float(np.sqrt(moved.mean())) / size, len(rows)
