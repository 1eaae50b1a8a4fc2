"""Pencil, eraser and paper, each drawn as it lies on a table."""

import cv2
import numpy as np

from signkit.samples.things.canvas import Place, noise, tone

WOOD = np.array((0.87, 0.68, 0.46))
GRAPHITE = np.array((0.2, 0.2, 0.22))
CORNER = 12  # points of an eraser's rounded corner


def draw_pencil(place: Place, rng) -> None:
    """A pencil of any colour: barrel, wooden cone, lead, often a ferrule with its rubber."""
    long, thick = rng.uniform(0.8, 1.15), rng.uniform(0.085, 0.125)
    x, y = long / 2, thick / 2
    outline = [(-x, -y), (x * 0.72, -y), (x, 0), (x * 0.72, y), (-x, y)]
    place.shadow(outline, thick * 0.8)
    place.paste(_pencil(long / thick, rng), long, thick, z=thick / 2)


def _pencil(ratio, rng, high=40):
    wide = int(high * ratio)
    v, u = np.mgrid[-1 : 1 : high * 1j, 0 : ratio : wide * 1j]  # u in thicknesses from the end
    cone = rng.uniform(1.3, 2.2)
    start = ratio - cone
    half = np.clip((ratio - u) / cone, 0.03, 1)
    across = np.clip(v / half, -1, 1)
    barrel = tone(rng, (0.3, 0.95), 0.95)
    lead = GRAPHITE if rng.random() < 0.65 else barrel * 0.85
    texture = np.empty((high, wide, 4), np.float32)
    texture[..., :3] = barrel
    if rng.random() < 0.6:  # the maker's print
        print_at = (u > 2.2) & (u < 4.2) & (abs(v) < 0.22) & (np.sin(u * 17) > -0.3)
        texture[print_at, :3] = barrel * 0.4 if barrel.mean() > 0.5 else (0.9, 0.8, 0.5)
    _pencil_end(texture, u, barrel, rng)
    texture[u > start + 0.16 * np.cos(across * np.pi * 3), :3] = WOOD * rng.uniform(0.9, 1.08)
    texture[u > ratio - cone * 0.36, :3] = lead
    texture[..., :3] *= _rounding(across, rng)[..., None]
    texture[..., 3] = abs(v) <= half
    return np.clip(texture, 0, 1)


def _pencil_end(texture, u, barrel, rng):
    if rng.random() < 0.6:
        texture[u < 1.3, :3] = (0.8, 0.76, 0.62) if rng.random() < 0.6 else (0.75, 0.75, 0.78)
        rings = (u < 1.3) & (np.sin(u * 24) > 0.4)
        texture[rings, :3] *= 0.72
        texture[u < 0.65, :3] = (0.9, 0.5, 0.5) if rng.random() < 0.7 else (0.9, 0.9, 0.87)
    else:
        texture[u < 0.25, :3] = barrel * 0.5


def _rounding(across, rng):
    if rng.random() < 0.6:  # six-sided: three faces are seen
        lit = np.where(across < -0.45, 1.12, np.where(across < 0.45, 0.95, 0.68))
        return lit + 0.06 * (abs(across + 0.2) < 0.06)
    return 0.62 + 0.5 * np.sqrt(1 - 0.98 * np.clip(across + 0.25, -1, 1) ** 2)


def draw_eraser(place: Place, rng) -> None:
    """A rounded block of rubber: one colour, two colours, or half in a paper sleeve."""
    long = rng.uniform(0.5, 0.66)
    wide, high = long * rng.uniform(0.42, 0.62), long * rng.uniform(0.2, 0.32)
    outline = _rounded(long, wide, wide * rng.uniform(0.14, 0.3))
    texture = _eraser(long / wide, rng)
    place.shadow(outline, high)
    _sides(place, outline, high, texture, long)
    cover = np.zeros(texture.shape[:2], np.uint8)
    size = np.array((texture.shape[1], texture.shape[0]))
    shape = (outline / (long, wide) + 0.5) * (size - 1)
    cv2.fillPoly(cover, [np.round(shape).astype(np.int32)], 1)
    place.paste(np.dstack((texture, cover)), long, wide, z=high)


def _rounded(long, wide, radius):
    turns = np.linspace(0, np.pi / 2, CORNER)
    arc = np.stack((np.cos(turns), np.sin(turns)), 1) * radius
    x, y = long / 2 - radius, wide / 2 - radius
    corners = ((x, y), (-x, y), (-x, -y), (x, -y))
    quarter = np.array(((0, 1), (-1, 0)))  # turns a row by 90 degrees
    return np.concatenate(
        [arc @ np.linalg.matrix_power(quarter, k) + at for k, at in enumerate(corners)]
    )


def _sides(place, outline, high, texture, long):
    """Fill the strips from the far side to the near one, each as lit as it faces the light."""
    after = np.roll(outline, -1, axis=0)
    middle = (outline + after) / 2
    middle_row = texture[texture.shape[0] // 2]
    for k in np.argsort(place.turned(middle)[:, 1]):
        a, b = outline[k], after[k]
        normal = place.turned([((b - a)[1], -(b - a)[0])])[0]
        normal = normal / (np.linalg.norm(normal) + 1e-9)
        column = int((middle[k, 0] / long + 0.5) * (len(middle_row) - 1))
        shade = 0.62 + 0.22 * float(normal @ place.canvas.light)
        strip = [(*a, 0), (*b, 0), (*b, high), (*a, high)]
        place.fill(strip, np.clip(middle_row[column] * shade, 0, 1))


def _eraser(ratio, rng, high=90):
    wide = int(high * ratio)
    y, x = np.mgrid[0 : 1 : high * 1j, 0 : 1 : wide * 1j]
    white = rng.random() < 0.5
    rubber = tone(rng, (0.86, 0.97), 0.08) if white else tone(rng, (0.5, 0.95), 0.65)
    texture = np.ones((high, wide, 3), np.float32) * rubber.astype(np.float32)
    if rng.random() < 0.6:
        _sleeve(texture, x, y, rng)
    elif rng.random() < 0.5:
        texture[x > rng.uniform(0.4, 0.65) + 0.15 * (y - 0.5)] = tone(rng, (0.4, 0.9), 0.8)
    dirt = np.clip(x - rng.uniform(0.7, 0.95), 0, 1) * rng.uniform(0.4, 1.4)
    worn = 0.02 * noise(rng, (high, wide), 5) - dirt * np.clip(noise(rng, (high, wide), 14), 0, 1)
    edge = np.minimum(np.minimum(x * ratio, (1 - x) * ratio), np.minimum(y, 1 - y)) < 0.035
    return np.clip(texture * (1 + worn[..., None]) + 0.08 * edge[..., None], 0, 1)


def _sleeve(texture, x, y, rng):
    end = rng.uniform(0.5, 0.72)
    sleeve = tone(rng, (0.15, 0.85), 0.9)
    inside = x < end
    texture[inside] = sleeve
    if rng.random() < 0.5:
        texture[inside & (abs(y - 0.5) > rng.uniform(0.22, 0.36))] = tone(rng, (0.2, 0.97), 0.9)
    ink = [0.95] * 3 if sleeve.mean() < 0.55 else [0.1, 0.12, 0.25]
    word = ("SOFT", "2B", "RUB", "ERASER")[rng.integers(4)]
    across, down = int(end * texture.shape[1]), texture.shape[0]
    size = min(1.1, 0.045 * across / len(word))
    cv2.putText(texture, word, (across // 10, int(down * 0.62)), 0, size, ink, 3, cv2.LINE_AA)
    texture[(x > end) & (x < end + 0.025)] *= 0.75


def draw_paper(place: Place, rng) -> None:
    """A sheet of paper, or a small stack: blank, ruled, squared or written on."""
    wide = rng.uniform(0.58, 0.74)
    high = wide * (1.41 if rng.random() < 0.7 else rng.uniform(1.0, 1.3))
    outline = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (wide / 2, high / 2)
    colour = tone(rng, (0.86, 0.98), 0.14 if rng.random() < 0.8 else 0.3)
    for _ in range(int(rng.integers(1, 5)) if rng.random() < 0.3 else 0):
        turn, shift = rng.normal(0, 0.06), rng.normal(0, 0.02, 2)
        below = Place(place.canvas, place.centre + shift, place.angle + turn, place.scale)
        below.shadow(outline, 0.012)
        below.paste(_sheet(high / wide, colour * rng.uniform(0.92, 1), "blank", rng), wide, high)
    kind = ("blank", "ruled", "squared", "text")[rng.choice(4, p=(0.2, 0.35, 0.15, 0.3))]
    place.shadow(outline, 0.02)
    place.paste(_sheet(high / wide, colour, kind, rng), wide, high)


def _sheet(ratio, colour, kind, rng, wide=220):
    high = int(wide * ratio)
    sheet = np.ones((high, wide, 4), np.float32)
    sheet[..., :3] = colour
    _PRINTS[kind](sheet, rng)
    bend = noise(rng, (high, wide), 160)
    shade = 1 + 0.03 * bend
    if rng.random() < 0.3:
        shade = shade + _creases(rng, high, wide)
    sheet[..., :3] = np.clip(sheet[..., :3] * shade[..., None], 0, 1)
    if rng.random() < 0.35:  # a folded corner shows the back of the sheet
        fold = int(rng.integers(28, 60))
        cv2.fillPoly(sheet, [np.int32([(wide - fold, 0), (wide, 0), (wide, fold)])], (0, 0, 0, 0))
        back = [float(v) for v in colour * 0.78]
        flap = [(wide - fold, 0), (wide, fold), (wide - fold, fold)]
        cv2.fillPoly(sheet, [np.int32(flap)], (*back, 1.0))
    return sheet


def _creases(rng, high, wide):
    """Light and dark sides of random folds, (high, wide)."""
    y, x = np.mgrid[0:high, 0:wide] / wide
    total = np.zeros((high, wide), np.float32)
    for _ in range(int(rng.integers(4, 12))):
        turn = rng.uniform(0, np.pi)
        off = np.cos(turn) * (x - rng.random()) + np.sin(turn) * (y - rng.random() * high / wide)
        total += rng.uniform(0.03, 0.1) * np.sign(off) * np.exp(-abs(off) * rng.uniform(8, 20))
    return total


def _ruled(sheet, rng):
    step, high = int(rng.integers(13, 20)), len(sheet)
    ink = np.array((0.45, 0.58, 0.82)) if rng.random() < 0.7 else np.array((0.6, 0.6, 0.6))
    for y in range(2 * step, high - step // 2, step):
        sheet[y : y + 2, :, :3] = ink
    if rng.random() < 0.6:
        sheet[:, 30:32, :3] = (0.85, 0.4, 0.42)


def _squared(sheet, rng):
    step, ink = int(rng.integers(13, 20)), (0.6, 0.7, 0.82)
    sheet[step::step, :, :3] = ink
    sheet[:, step::step, :3] = ink


def _text(sheet, rng):
    high, wide = sheet.shape[:2]
    step, ink = int(rng.integers(11, 17)), rng.uniform(0.1, 0.4)
    if rng.random() < 0.5:
        sheet[18:30, 50 : wide - 50, :3] = ink
    for y in range(44, high - 24, step):
        x, end = 22, wide - (22 if rng.random() < 0.8 else int(rng.integers(50, 140)))
        while x < end:
            word = int(rng.integers(8, 30))
            sheet[y : y + 4, x : min(x + word, end), :3] = ink + 0.15 * rng.random()
            x += word + 7


_PRINTS = {"blank": lambda sheet, rng: None, "ruled": _ruled, "squared": _squared, "text": _text}
THINGS = {"eraser": draw_eraser, "kertas": draw_paper, "pensil": draw_pencil}
