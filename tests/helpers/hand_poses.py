"""A hand whose measures are known without computing: every joint on a grid."""

import numpy as np

from signkit.landmarks.hand import FINGERS, POINTS


def hand() -> np.ndarray:
    """A flat hand (21, 3): wrist at 0, each finger straight away from it along its own ray.

    Knuckles of the four fingers lie at distance 1 and the tips at 2; the thumb's joints at .25,
    .5, .75 and 1. Index along +x, little finger along +y, the two others between; thumb along -y.
    """
    points = np.zeros((len(POINTS), 3), np.float32)
    rays = {"thumb": -90, "index": 0, "middle": 30, "ring": 60, "pinky": 90}
    for finger, degrees in rays.items():
        steps = (0.25, 0.5, 0.75, 1.0) if finger == "thumb" else (1, 4 / 3, 5 / 3, 2)
        ray = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees)), 0])
        for point, step in zip(FINGERS[finger], steps, strict=True):
            points[point] = step * ray
    return points
