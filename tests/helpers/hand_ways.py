"""Hands whose way through time is known: a slanted line of points, as wide as said."""

import numpy as np

from signkit.landmarks.detection.detector import Hand


def hand_at(x, y=0.5, wide=0.1):
    """Points (21, 3) around (x, y), `wide` frame widths from first to last."""
    points = np.zeros((21, 3), np.float32)
    points[:, 0] = x + np.linspace(-wide / 2, wide / 2, 21)
    points[:, 1] = y + np.linspace(-wide / 4, wide / 4, 21) * np.cos(np.arange(21))
    return points


def way(xs, wide=0.1):
    """Points (T, 21, 3) and (T,) bool of a hand at each x, None where it isn't there."""
    points = np.stack([hand_at(0 if x is None else x, wide=wide) for x in xs])
    return points, np.array([x is not None for x in xs])


def found(x, right=True, score=0.9, by=0, **more):
    """A hand as MediaPipe finds it; `by` 0 is followed."""
    return Hand(right, score, hand_at(x, **more), hand_at(0), found_by=by)
