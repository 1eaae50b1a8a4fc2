"""One photo of a table with things on it: light, camera and JPEG included."""

import cv2
import numpy as np

from signkit.samples.things.canvas import Canvas, Place
from signkit.samples.things.table import draw_clutter, draw_table
from signkit.samples.things.things import THINGS

OVERSAMPLING = 2  # drawn so many times larger and averaged down: smooth edges
SPREAD = 0.08  # how far a thing lies from where it belongs, in shorter sides


def draw_photo(labels, size, rng, scale=(0.8, 1.2)) -> np.ndarray:
    """(height, width, 3) uint8 RGB of a table with one thing of each of `labels` (in THINGS).

    `size` is (height, width); `scale` how large the things are, as shares of their own size.
    """
    shape = tuple(side * OVERSAMPLING for side in size)
    turn = rng.uniform(0, 2 * np.pi)
    light = np.array((np.cos(turn), np.sin(turn)))
    canvas = Canvas(
        draw_table(shape, rng), rng.uniform(0.1, 0.75), light,
        rng.uniform(0.2, 0.5), rng.uniform(0.1, 1),
    )  # fmt: skip
    draw_clutter(canvas, rng)
    # Paper first: a sheet would otherwise hide whatever lies on it.
    order = sorted(labels, key=lambda label: label != "kertas")
    for label, centre in zip(order, _centres(len(order), size, rng), strict=True):
        place = Place(canvas, centre, rng.uniform(0, 2 * np.pi), rng.uniform(*scale))
        THINGS[label](place, rng)
    return _developed(canvas.pixels, size, light, rng)


def encode(image, rng) -> bytes:
    """The photo as a JPEG of a random, sometimes poor quality."""
    quality = int(rng.integers(45, 93))
    return cv2.imencode(".jpg", image[..., ::-1], (cv2.IMWRITE_JPEG_QUALITY, quality))[1].tobytes()


def _centres(count, size, rng):
    """Where the things lie: side by side along the longer side, each a little off."""
    room = size[1] / min(size)
    across = (np.arange(count) + 0.5) / max(count, 1) * room - room / 2
    centres = np.stack((rng.permutation(across), np.zeros(count)), 1)
    return centres + rng.normal(0, SPREAD, (count, 2)).clip(-2 * SPREAD, 2 * SPREAD)


def _developed(pixels, size, light, rng):
    h, w = size
    image = cv2.resize(pixels, (w, h), interpolation=cv2.INTER_AREA)
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    lit = 1 + rng.uniform(0, 0.22) * (light[0] * x + light[1] * y) - 0.06 * (x * x + y * y)
    warmth = 1 + rng.normal(0, 0.04, 3)
    image = image * lit[..., None] * warmth * rng.uniform(0.8, 1.18)
    blur = rng.uniform(0.2, 0.6) + (rng.random() < 0.25) * rng.uniform(0.3, 1.0)
    image = cv2.GaussianBlur(image.astype(np.float32), (0, 0), blur * min(size) / 160 + 0.05)
    image = image + rng.normal(0, rng.uniform(0.004, 0.03), image.shape)
    return (np.clip(image, 0, 1) * 255 + 0.5).astype(np.uint8)
