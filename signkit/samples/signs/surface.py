"""A z-buffer of round cones: the height of the hand's surface over each pixel."""

from dataclasses import dataclass

import numpy as np

EMPTY = -1e5  # height where nothing is drawn


@dataclass
class Surface:
    """What is seen at each pixel of a (height, width) picture."""

    height: np.ndarray  # towards the camera, pixels; EMPTY where nothing is drawn
    cone: np.ndarray  # int16 number of the cone seen, -1 for none
    along: np.ndarray  # 0-1 from the cone's first end to its second

    @property
    def drawn(self) -> np.ndarray:
        """(height, width) bool: where a hand is."""
        return self.cone >= 0

    def window(self) -> tuple:
        """Row and column slices of the part where something is drawn."""
        drawn = self.drawn
        rows, columns = (np.flatnonzero(drawn.any(axis=axis)) for axis in (1, 0))
        return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)

    def cut(self, window: tuple) -> "Surface":
        """The part of the picture inside `window`."""
        return Surface(self.height[window], self.cone[window], self.along[window])


def draw(ends: np.ndarray, radii: np.ndarray, blend: np.ndarray, shape: tuple) -> Surface:
    """Draw cones with `ends` (n, 2, 3), `radii` (n, 2) and `blend` (n,), all in pixels.

    x to the right, y down, z towards the camera. Where two surfaces come nearer to each other
    than `blend` they flow together (a polynomial smooth maximum).
    """
    surface = Surface(
        np.full(shape, EMPTY, np.float32),
        np.full(shape, -1, np.int16),
        np.zeros(shape, np.float32),
    )
    for number, (pair, radius, soft) in enumerate(zip(ends, radii, blend, strict=True)):
        window = _window(pair, radius, shape)
        if window is None:
            continue
        height, along = _cone_height(pair, radius, window)
        old = surface.height[window]
        nearness = np.maximum(soft - np.abs(old - height), 0)
        wins = height > old
        surface.height[window] = np.maximum(old, height) + nearness**2 / (4 * soft)
        surface.cone[window][wins] = number
        surface.along[window][wins] = along[wins]
    return surface


def _window(pair, radius, shape):
    low = np.floor((pair[:, :2] - radius[:, None]).min(axis=0)).astype(int)
    high = np.ceil((pair[:, :2] + radius[:, None]).max(axis=0)).astype(int) + 1
    low, high = np.maximum(low, 0), np.minimum(high, (shape[1], shape[0]))
    if (low >= high).any():
        return None
    return slice(low[1], high[1]), slice(low[0], high[0])


def _cone_height(pair, radius, window):
    """Height of one round cone over the window's pixels, and where along it that is.

    The cone is the union of spheres with centre and radius running linearly over t in 0..1. The
    height of sphere t over a pixel is z(t) + sqrt(q(t)) with q(t) = a t^2 + b t + c; it is concave
    in t, so the best t solves a quadratic and is then clamped to the ends.
    """
    (x0, y0, z0), (dx, dy, dz) = pair[0], pair[1] - pair[0]
    r0, dr = radius[0], radius[1] - radius[0]
    py, px = np.ogrid[window]
    px, py = (px + 0.5 - x0).astype(np.float32), (py + 0.5 - y0).astype(np.float32)
    a = dr * dr - dx * dx - dy * dy
    b = 2 * (r0 * dr + px * dx + py * dy)
    c = r0 * r0 - px * px - py * py
    if a >= -1e-3:  # seen end-on: one of the end spheres hides the rest
        t = np.full(b.shape, float(z0 + dz + radius[1] > z0 + r0), np.float32)
    else:
        inside = np.maximum(b * b - 4 * a * c, 0)
        t = -b / (2 * a) + dz * np.sqrt(inside / (dz * dz - a)) / (-2 * a)
        t = np.clip(t, 0, 1)
    q = (a * t + b) * t + c
    height = np.where(q >= 0, z0 + t * dz + np.sqrt(np.maximum(q, 0)), EMPTY)
    return height.astype(np.float32), t
