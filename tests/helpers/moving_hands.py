"""Hands that move as hands do: one shape, that opens and closes, on a smooth way of its own."""

import numpy as np

from signkit.clips.sample import TRACKED, Clips


def hand_way(seed, frames=30, start=0.0, step=1.0, noise=0.0005):
    """Points (T, 21, 3) of recording `seed`, from frame `start` on, each `step` frames."""
    rng = np.random.default_rng(seed)
    shape = rng.uniform(-0.08, 0.08, (21, 2))
    opening = rng.uniform(-0.03, 0.03, (21, 2))
    rates, angles = rng.uniform(0.05, 0.25, 3), rng.uniform(0, 6.28, (3, 2))
    reach = rng.uniform(0.06, 0.12, (3, 2))
    time = start + step * np.arange(frames)
    middle = 0.5 + (reach * np.sin(rates[:, None] * time[:, None, None] + angles)).sum(1)
    swing = np.sin(rates[0] * time)[:, None, None]
    points = np.zeros((frames, 21, 3), np.float32)
    points[..., :2] = middle[:, None] + shape + opening * swing
    again = np.random.default_rng((seed, frames, int(start * 100), int(step * 100)))
    return points + again.normal(0, noise, points.shape).astype(np.float32)


def clips_of(ways, slots=None, rate=15, size=(100, 100)):
    """Clips of one hand each, in slot 0 where not said otherwise."""
    clips = Clips.empty([len(way) for way in ways])
    clips.rate[:], clips.size[:] = rate, size
    clips.hash[:] = [f"{number:032x}" for number in range(len(ways))]
    for row, way in enumerate(ways):
        slot = slots[row] if slots else 0
        clips.image_points[clips.frames(row), slot] = way
        clips.origin[clips.frames(row), slot] = TRACKED
    return clips


def mirrored(way):
    """What a mirror shows."""
    return np.concatenate([1 - way[..., :1], way[..., 1:]], axis=-1)
