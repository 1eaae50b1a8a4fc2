"""Photos of more than 8 bits: which of their values is white, and their grey levels in 8."""

from collections.abc import Iterable

import cv2
import numpy as np
from PIL import Image

# What cameras and scanners store in 16 bits or more: 8, 10, 12, 14, 16 of them, 24, 32.
WHITES = tuple(2**bits - 1 for bits in (8, 10, 12, 14, 16, 24, 32))
_ORIENTATION = 0x0112  # of EXIF


def is_deep(image: Image.Image) -> bool:
    """Whether an opened photo, not yet loaded, has more than 8 bits a colour."""
    return image.mode.startswith(("I", "F")) or _is_deep_colour(image)


def white_of(values: Iterable[float] | float) -> float:
    """The value of white that the largest of some values leads to: the next of WHITES.

    Fractions up to 1 have their white there. What is all of one data set has one white: a dark
    photo among others of 16 bits stays dark.
    """
    most = float(np.max(np.asarray(values), initial=0))
    if 0 < most <= 1:
        return 1.0
    return float(next((white for white in WHITES if most <= white), WHITES[-1]))


def largest(image: Image.Image) -> float:
    """The largest value of a deep photo, not yet loaded, and not to be decoded after that."""
    return _most(_values(image))


def to_8_bits(image: Image.Image, white: float = 0) -> Image.Image:
    """A deep photo, not yet loaded, in 8 bits a colour: grey, or RGB with its transparency.

    `white` counts where no value lies beyond it; else what the photo's own values lead to.
    """
    values = _values(image)
    scaled = _scaled(values if values.ndim == 2 else values[..., :3], white)
    if values.ndim == 3 and values.shape[2] == 4:
        scaled = np.dstack([scaled, _scaled(values[..., 3:], 0)])
    found = Image.fromarray(scaled)
    if turned := image.getexif().get(_ORIENTATION):
        found.getexif()[_ORIENTATION] = turned
    return found


def _scaled(values: np.ndarray, white: float) -> np.ndarray:
    most = _most(values)
    white = white if most <= white else white_of(most)
    return np.clip(np.nan_to_num(values) * (255 / white), 0, 255).round().astype(np.uint8)


def _most(values: np.ndarray) -> float:
    return float(np.nanmax(values if values.ndim == 2 else values[..., :3], initial=0))


def _is_deep_colour(image: Image.Image) -> bool:
    """Pillow keeps the upper 8 of 16 bits of colours: of 12 bits nothing would be left."""
    tiles = getattr(image, "tile", None)
    return bool(tiles) and image.mode in ("RGB", "RGBA", "LA") and ";16" in str(tiles[0][3])


def _values(image: Image.Image) -> np.ndarray:
    """(H, W) of grey, (H, W, 3 or 4) of colours."""
    if not _is_deep_colour(image):
        return np.asarray(image, np.float32 if image.mode == "F" else np.float64)
    content = np.frombuffer(image.fp.getvalue(), np.uint8)
    image.load()  # OpenCV takes half a file for a whole one
    read = cv2.imdecode(content, cv2.IMREAD_UNCHANGED | cv2.IMREAD_IGNORE_ORIENTATION)
    if read is None:
        raise ValueError("its colours of 16 bits can't be decoded")
    order = {3: cv2.COLOR_BGR2RGB, 4: cv2.COLOR_BGRA2RGBA}
    return cv2.cvtColor(read, order[read.shape[2]]) if read.ndim == 3 else read
