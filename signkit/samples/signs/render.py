"""A photo of a sign: scene, surface, light, background and camera put together."""

import cv2
import numpy as np

from signkit.samples.signs.background import draw_background
from signkit.samples.signs.scene import make_scene
from signkit.samples.signs.shading import shade
from signkit.samples.signs.signer import Signer
from signkit.samples.signs.surface import draw

OVERSAMPLING = 2  # drawn so many times larger and averaged down: smooth edges
NOISE = 0.007  # of the sensor, as a share of white


def render(sign: str, signer: Signer, size: int = 224, rng=None, loose: float = 1.0):
    """Draw one photo: ((size, size, 3) uint8 RGB, its Scene with the true joints).

    `rng` (numpy Generator) decides pose and framing; `loose` 0 draws the sign as tabled.
    """
    rng = rng if rng is not None else np.random.default_rng(0)
    large = size * OVERSAMPLING
    scene = make_scene(sign, signer, large, rng, loose)
    surface = draw(scene.cones.ends, scene.cones.radii, scene.cones.blend, (large, large))
    lit = shade(surface, scene, signer, rng)
    drawn = surface.drawn.astype(np.float32)[..., None]
    cover = cv2.resize(drawn, (size, size), interpolation=cv2.INTER_AREA)[..., None]
    hand = cv2.resize(lit, (size, size), interpolation=cv2.INTER_AREA)
    back = draw_background(signer.background, signer.room, size, rng)
    return _developed(hand + back * (1 - cover), signer, rng), scene


def _developed(linear: np.ndarray, signer: Signer, rng) -> np.ndarray:
    """The camera's part: exposure, a little blur, vignetting, noise, gamma."""
    size = linear.shape[0]
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    linear = linear * (1 - 0.12 * (x * x + y * y))[..., None] * rng.uniform(0.92, 1.1)
    linear = cv2.GaussianBlur(linear.astype(np.float32), (0, 0), rng.uniform(0.35, 0.65))
    shown = np.clip(linear, 0, None) ** (1 / 2.2)
    shown = shown + rng.normal(0, NOISE, shown.shape)
    return (np.clip(shown, 0, 1) * 255 + 0.5).astype(np.uint8)
