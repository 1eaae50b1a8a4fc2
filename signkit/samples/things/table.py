"""Table tops, and the clutter that lies on them whatever the photo shows."""

import cv2
import numpy as np

from signkit.samples.signs.background import draw_background
from signkit.samples.things.canvas import Place, noise, tone


def draw_table(shape, rng) -> np.ndarray:
    """(H, W, 3) float32 0-1: wood, plain, a gradient, a pattern, stone or a blurred room."""
    kind = list(TABLES)[rng.choice(len(TABLES), p=(0.28, 0.28, 0.16, 0.12, 0.08, 0.08))]
    table = np.clip(TABLES[kind](shape, rng), 0.02, 0.98)
    return np.ascontiguousarray(table, np.float32)  # as cv2 draws into it


def _wood(shape, rng):
    h, w = shape
    base = tone(rng, (0.3, 0.85), 0.1) * np.array((1.0, 0.76, 0.52)) ** rng.uniform(0.4, 1.3)
    grain = 0.07 * noise(rng, shape, (h / 90, w / 4)) + 0.05 * noise(rng, shape, (h / 22, w / 3))
    table = base * (1 + grain[..., None])
    planks = int(rng.integers(1, 5))
    for k in range(1, planks):
        y = h * k // planks
        table[y:] *= rng.uniform(0.9, 1.1)
        table[y : y + max(1, h // 110)] *= 0.55
    turned = rng.random() < 0.5
    return cv2.resize(table.transpose(1, 0, 2), (w, h)) if turned else table


def _plain(shape, rng):
    base = tone(rng, (0.2, 0.97), 0.6 if rng.random() < 0.5 else 0.08)
    return base * (1 + 0.015 * noise(rng, shape, 4)[..., None])


def _gradient(shape, rng):
    y, x = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    turn = rng.uniform(0, 2 * np.pi)
    share = np.clip(0.5 + np.cos(turn) * (x - 0.5) + np.sin(turn) * (y - 0.5), 0, 1)[..., None]
    return tone(rng, (0.3, 0.95)) * share + tone(rng, (0.3, 0.95)) * (1 - share)


def _pattern(shape, rng):
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] / min(shape)
    turn, step = rng.uniform(0, np.pi), rng.uniform(0.08, 0.22)
    u = (np.cos(turn) * x + np.sin(turn) * y) / step % 1
    v = (np.cos(turn) * y - np.sin(turn) * x) / step % 1
    kind = rng.integers(3)
    if kind == 0:
        share = (u < 0.5) * 1.0  # stripes
    elif kind == 1:
        share = ((u < 0.5) * 1.0 + (v < 0.5)) / 2  # checked cloth
    else:
        share = (np.hypot(u - 0.5, v - 0.5) < 0.26) * 1.0  # dots
    one, two = tone(rng, (0.3, 0.97), 0.6), tone(rng, (0.3, 0.97), 0.4)
    two = one + (two - one) * rng.uniform(0.15, 0.5)
    return one + (two - one) * share[..., None]


def _stone(shape, rng):
    base = tone(rng, (0.3, 0.9), 0.15)
    speckle = 0.1 * noise(rng, shape, 60) + 0.13 * (noise(rng, shape, 5) > 1.2)
    return base * (1 + speckle[..., None])


def _blurred(shape, rng):
    kind = ("wall", "room", "bokeh")[rng.integers(3)]
    room = draw_background(kind, int(rng.integers(1 << 30)), max(shape), rng)
    return room[: shape[0], : shape[1]] ** (1 / 2.2)  # that one is drawn in linear light


TABLES = {
    "wood": _wood, "plain": _plain, "gradient": _gradient,
    "pattern": _pattern, "stone": _stone, "blurred": _blurred,
}  # fmt: skip


def draw_clutter(canvas, rng, most=2) -> None:
    """Up to `most` of: coin, clip, ruler, cable, sticker, cup; mostly near the photo's edges."""
    wide = canvas.pixels.shape[1] / canvas.unit
    for _ in range(int(rng.integers(0, most + 1))):
        side = rng.uniform(-np.pi, np.pi)
        reach = rng.uniform(0.42, 0.55)
        centre = np.array((np.cos(side) * wide, np.sin(side))) * reach
        place = Place(canvas, centre, rng.uniform(0, 2 * np.pi), rng.uniform(0.8, 1.2))
        _CLUTTER[rng.integers(len(_CLUTTER))](place, rng)


def _disc(radius, points=28):
    turns = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.stack((np.cos(turns), np.sin(turns)), 1) * radius


def _flat(points, z=0.0):
    return np.c_[points, np.full(len(points), z)]


def _coin(place, rng):
    radius, metal = rng.uniform(0.05, 0.075), tone(rng, (0.55, 0.8), 0.3)
    place.shadow(_disc(radius), 0.015)
    place.fill(_flat(_disc(radius)), metal)
    place.fill(_flat(_disc(radius * 0.8)), metal * 0.86)


def _cup(place, rng):
    radius, glaze = rng.uniform(0.17, 0.24), tone(rng, (0.4, 0.97), 0.6)
    place.shadow(_disc(radius), 0.12)
    place.fill(_flat(_disc(radius)), glaze)
    place.fill(_flat(_disc(radius * 0.86)), glaze * 0.7)
    place.fill(_flat(_disc(radius * 0.8)), np.array((0.25, 0.15, 0.09)))


def _sticker(place, rng):
    side, colour = rng.uniform(0.07, 0.13), tone(rng, (0.6, 0.97), 0.8)
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * side
    place.shadow(square, 0.01)
    place.fill(_flat(square), colour)


def _ruler(place, rng):
    high, wide = 44, 400
    ruler = np.ones((high, wide, 4), np.float32)
    ruler[..., :3] = tone(rng, (0.6, 0.95), 0.7)
    ruler[:14, 6::10, :3] = 0.1
    ruler[:22, 6::50, :3] = 0.1
    place.shadow(np.array([(-0.5, -0.055), (0.5, -0.055), (0.5, 0.055), (-0.5, 0.055)]), 0.01)
    place.paste(ruler, 1.0, 0.11)


def _line(place, points, thick, colour):
    path = np.round(place.project(_flat(points))).astype(np.int32)
    width = max(1, round(thick * place.canvas.unit))
    shade = [float(v) for v in colour]
    cv2.polylines(place.canvas.pixels, [path], False, shade, width, cv2.LINE_AA)


def _clip(place, rng):
    bends = [(0.06, 0.02), (-0.05, 0.02), (-0.07, 0), (-0.05, -0.03), (0.07, -0.03)]
    bends += [(0.09, -0.005), (0.07, 0.035), (-0.03, 0.035)]
    _line(place, np.array(bends), 0.011, tone(rng, (0.4, 0.9), 0.6))


def _cable(place, rng):
    x = np.linspace(-0.7, 0.7, 40)
    y = 0.1 * np.sin(x * rng.uniform(3, 7) + rng.uniform(0, 6)) + 0.1 * x * rng.normal()
    _line(place, np.stack((x, y), 1), rng.uniform(0.014, 0.026), tone(rng, (0.05, 0.9), 0.5))


_CLUTTER = (_coin, _cup, _sticker, _ruler, _clip, _cable)
