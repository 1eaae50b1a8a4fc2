"""The hand skeleton drawn over a photo."""

import cv2
import numpy as np

from signkit.landmarks.hand import BONES, LEFT, PALM_EDGES, POINTS, RIGHT, TIPS

# RGB; told apart by those who confuse red and green, too, and bright on skin.
COLOURS = {RIGHT: (0, 190, 255), LEFT: (255, 196, 0)}
EDGE = (20, 20, 20)
LEAST_SIDE = 320  # smaller photos are enlarged first: lines have no room in a 100-pixel photo
_SHIFT = 4  # OpenCV draws at 1/16 of a pixel


def draw(image: np.ndarray, image_points: np.ndarray, present: np.ndarray) -> np.ndarray:
    """A copy of a photo (H, W, 3) uint8 RGB with its hands' skeletons, right blue, left yellow.

    `image_points` (2, 21, 3) with x, y as fractions of width and height; `present` (2,) bool.
    Lines grow with the photo; one smaller than 320 pixels comes back enlarged.
    """
    canvas = _enlarged(image)
    height, width = canvas.shape[:2]
    for slot in np.flatnonzero(present):
        pixels = image_points[slot, :, :2] * (width, height)
        # A hand that is small in the photo gets thinner lines than one that fills it.
        extent = float(np.ptp(pixels, axis=0).max())
        line = float(np.clip(extent / 60, min(height, width) / 300, min(height, width) / 90))
        _draw_hand(canvas, pixels, COLOURS[int(slot)], line)
    return canvas


def _draw_hand(canvas: np.ndarray, pixels: np.ndarray, colour, line: float) -> None:
    ends = np.round(pixels * 2**_SHIFT).astype(int).tolist()
    # A dark rim first, all round, so that it never crosses a bright line.
    for thickness, tint in ((max(3, round(line * 2.2)), EDGE), (max(1, round(line)), colour)):
        for start, end in (*BONES, *PALM_EDGES):
            cv2.line(canvas, ends[start], ends[end], tint, thickness, cv2.LINE_AA, _SHIFT)
    for point in range(len(POINTS)):
        radius = line * (1.9 if point in TIPS else 1.3)
        for grown, tint in ((radius + max(1, line * 0.5), EDGE), (radius, colour)):
            size = round(grown * 2**_SHIFT)
            cv2.circle(canvas, ends[point], size, tint, cv2.FILLED, cv2.LINE_AA, _SHIFT)


def _enlarged(image: np.ndarray) -> np.ndarray:
    scale = LEAST_SIDE / max(image.shape[:2])
    if scale <= 1:
        return np.array(image)
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
