"""Out-of-focus backgrounds: a wall, a room, points of light, outdoors."""

import cv2
import numpy as np

SMALL = 64  # drawn small and enlarged: it is out of focus anyway


def draw_background(kind: str, room: int, size: int, rng) -> np.ndarray:
    """(size, size, 3) float32 linear light, 0-1; `room` fixes what stands there, `rng` the shot."""
    canvas = _KINDS[kind](np.random.default_rng(room))
    shift = rng.normal(0, 2.5, 2)
    move = np.float32(((1.1, 0, shift[0] - 3), (0, 1.1, shift[1] - 3)))
    canvas = cv2.warpAffine(canvas, move, (SMALL, SMALL), borderMode=cv2.BORDER_REFLECT)
    canvas = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_CUBIC)
    return np.clip(canvas * rng.uniform(0.9, 1.1), 0.004, 1).astype(np.float32)


def _slope(top, bottom, lean=0.0):
    y, x = np.mgrid[0 : 1 : SMALL * 1j, 0 : 1 : SMALL * 1j]
    share = np.clip(y + lean * (x - 0.5), 0, 1)[..., None]
    return (np.array(top) * (1 - share) + np.array(bottom) * share).astype(np.float32)


def _tone(rng, low, high, colour=0.25):
    grey = rng.uniform(low, high)
    return np.clip(grey * (1 + rng.normal(0, colour, 3)), 0.01, 0.95)


def _wall(rng):
    tone = _tone(rng, 0.3, 0.75, 0.08)
    canvas = _slope(tone * 1.15, tone * 0.75, rng.uniform(-0.8, 0.8))
    edge = int(rng.integers(8, 56))
    canvas[:, edge:] *= rng.uniform(0.75, 0.95)
    return cv2.GaussianBlur(canvas, (0, 0), 3.0)


def _room(rng):
    canvas = _slope(_tone(rng, 0.25, 0.5, 0.12), _tone(rng, 0.08, 0.3, 0.2))
    for _ in range(9):  # shelves, frames, furniture
        x, y = rng.integers(-8, 60, 2)
        w, h = rng.integers(6, 26, 2)
        colour = [float(v) for v in _tone(rng, 0.03, 0.5, 0.35)]
        cv2.rectangle(canvas, (int(x), int(y)), (int(x + w), int(y + h)), colour, -1)
    return cv2.GaussianBlur(canvas, (0, 0), 1.8)


def _bokeh(rng):
    canvas = _slope(_tone(rng, 0.03, 0.1), _tone(rng, 0.05, 0.15))
    for _ in range(26):
        x, y = (int(v) for v in rng.integers(0, SMALL, 2))
        glow = np.zeros_like(canvas)
        tone = np.array((1.0, 0.8, 0.5)) * rng.uniform(0.1, 0.5) * (1 + rng.normal(0, 0.3, 3))
        cv2.circle(glow, (x, y), int(rng.integers(2, 7)), [float(v) for v in tone.clip(0)], -1)
        canvas += glow
    return cv2.GaussianBlur(canvas.clip(0, 0.9), (0, 0), 1.1)


def _outdoors(rng):
    sky, ground = np.array((0.5, 0.62, 0.8)), np.array((0.14, 0.22, 0.09))
    canvas = _slope(sky * rng.uniform(0.8, 1.1), sky * 0.9)
    horizon = int(rng.integers(26, 46))
    canvas[horizon:] = ground * rng.uniform(0.7, 1.4)
    for _ in range(30):  # leaves
        x, radius = int(rng.integers(0, SMALL)), int(rng.integers(2, 8))
        y = int(horizon + rng.normal(-6, 7))
        tone = [float(v) for v in ground * rng.uniform(0.4, 1.6) * (1 + rng.normal(0, 0.1, 3))]
        cv2.circle(canvas, (x, y), radius, tone, -1)
    return cv2.GaussianBlur(canvas, (0, 0), 1.8)


_KINDS = {"wall": _wall, "room": _room, "bokeh": _bokeh, "outdoors": _outdoors}
