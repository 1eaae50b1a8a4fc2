"""A photo made small, with the hands that were found in it."""

import cv2
import numpy as np
from PIL import Image

from signkit.landmarks.hand import BONES, PALM_EDGES, TIPS
from signkit.landmarks.overlay import COLOURS, EDGE

FINE = 4  # hands are drawn on a photo so much larger, for lines finer than a pixel
LINE, RIM, TIP = 6, 9, 10  # thickness of a line and of its dark rim, radius of a fingertip, there


def thumbnail(image: np.ndarray, pixels: int, points: np.ndarray | None = None) -> np.ndarray:
    """A photo (H, W, 3) uint8 RGB whose longer side has `pixels`, with thin skeletons on it.

    `points` (2, 21, 2) are x, y as fractions of width and height, right hand first, NaN where a
    hand is absent. Lines are thinner than in `landmarks.overlay`: at this size those would hide
    the fingers, and what is looked for is whether a line lies on its finger.
    """
    scale = pixels / max(image.shape[:2])
    height, width = (max(1, round(scale * side)) for side in image.shape[:2])
    way = Image.Resampling.LANCZOS
    if points is None or not np.isfinite(points).any():
        return np.asarray(Image.fromarray(image).resize((width, height), way))
    large = Image.fromarray(image).resize((FINE * width, FINE * height), way)
    canvas = np.array(large)
    for slot in np.flatnonzero(np.isfinite(points).all(axis=(1, 2))):
        ends = np.rint(points[slot] * (FINE * width, FINE * height)).astype(int).tolist()
        _draw_hand(canvas, ends, COLOURS[int(slot)])
    return np.asarray(Image.fromarray(canvas).resize((width, height), way))


def _draw_hand(canvas, ends, colour):
    for thickness, tint, grown in ((RIM, EDGE, 2), (LINE, colour, 0)):
        for start, end in (*BONES, *PALM_EDGES):
            cv2.line(canvas, ends[start], ends[end], tint, thickness, cv2.LINE_AA)
        for tip in TIPS:
            cv2.circle(canvas, ends[tip], TIP + grown, tint, cv2.FILLED, cv2.LINE_AA)
