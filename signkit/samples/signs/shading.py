"""Light on the drawn surface: skin, sleeves, nails, creases, shadow and shine."""

import cv2
import numpy as np

from signkit.samples.signs.body import BONE, CUFF, PALM, TIP
from signkit.samples.signs.scene import Scene
from signkit.samples.signs.signer import Signer
from signkit.samples.signs.surface import EMPTY, Surface

# Red light goes deepest into skin, so it reaches furthest past the edge of the light.
WRAP = np.array((0.45, 0.25, 0.18), np.float32)
GRAIN = 24  # size in cells of the skin's mottling


def to_linear(srgb) -> np.ndarray:
    """sRGB 0-255 to linear light 0-1 (gamma 2.2)."""
    return (np.asarray(srgb, np.float32) / 255) ** 2.2


def shade(surface: Surface, scene: Scene, signer: Signer, rng) -> np.ndarray:
    """(h, w, 3) float32 linear light of the surface, 0 where nothing is drawn."""
    window = surface.window()
    part = surface.cut(window)
    corner = (window[1].start, window[0].start)
    lit = np.zeros((*surface.cone.shape, 3), np.float32)
    lit[window] = _lit(part, scene, signer, rng, corner) * part.drawn[..., None]
    return lit


def _lit(surface, scene, signer, rng, corner):
    height = _filled(surface, scene.unit)
    normal = _normals(height, scene.unit)
    albedo, gloss = _materials(surface, scene, signer, normal, rng, corner)
    light = np.array(signer.light, np.float32)
    facing = normal @ light
    shadow = _shadow(height, light, scene.unit)[..., None]
    open_air = _openness(height, surface.drawn, scene.unit)[..., None]
    diffuse = np.clip((facing[..., None] + WRAP) / (1 + WRAP), 0, None) * shadow
    sun, sky = _light_colours(signer)
    sky_share = (0.65 + 0.35 * normal[..., 1:2]) * open_air
    half = light + np.array((0, 0, 1), np.float32)
    half /= np.linalg.norm(half)
    shine = gloss[..., None] * np.clip(normal @ half, 0, 1)[..., None] ** 22 * shadow
    return albedo * (sun * diffuse + sky * sky_share) + sun * shine


def _light_colours(signer):
    warm = signer.warmth * np.array((0.12, 0.02, -0.16), np.float32)
    sun = (1 + warm) * (1.25 - signer.ambient)
    sky = (1 - 0.5 * warm) * signer.ambient * 1.15
    return sun.astype(np.float32), sky.astype(np.float32)


def _filled(surface, unit):
    """Heights with the empty part a little below the hand's lowest, so that blurs stay tame."""
    floor = surface.height[surface.drawn].min() if surface.drawn.any() else 0.0
    height = np.where(surface.drawn, surface.height, EMPTY)
    near = cv2.dilate(height, np.ones((3, 3), np.uint8))
    return np.where(surface.drawn, height, np.maximum(near, np.float32(floor - 0.3 * unit)))


def _normals(height, unit):
    """Unit normals (h, w, 3): x right, y up, z towards the camera."""
    smooth = cv2.GaussianBlur(height, (0, 0), max(0.022 * unit, 0.6))
    slope_x = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    slope_y = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    length = np.sqrt(slope_x**2 + slope_y**2 + 1)
    return np.stack((-slope_x / length, slope_y / length, 1 / length), axis=-1)


def _openness(height, drawn, unit):
    """Ambient occlusion by depth alone: darker where the neighbourhood stands higher."""
    open_air = np.ones_like(height)
    for reach, strength in ((0.07, 0.9), (0.22, 0.75)):
        mean = _mean_around(height, drawn, reach * unit)
        above = np.clip(mean - height, 0, None) / (reach * 2.2 * unit)
        open_air *= 1 - strength * above / (1 + above)
    return open_air


def _mean_around(height, drawn, reach):
    """Mean height of the drawn pixels around each pixel; taken on a smaller picture for speed."""
    weight = drawn.astype(np.float32)
    sums = cv2.merge((np.where(drawn, height, np.float32(0)), weight))
    shrink = min(1.0, 2.0 / reach)
    small = cv2.resize(sums, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), reach * shrink)
    mean = small[..., 0] / np.maximum(small[..., 1], 1e-3)
    return cv2.resize(mean, height.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _shadow(height, light, unit):
    """Shadows the hand casts on itself: 1 in the light, down to .35; soft-edged."""
    step = 0.035 * unit
    flat = np.hypot(light[0], light[1])
    if flat < 0.05:
        return np.ones_like(height)
    small = cv2.resize(height, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    blocked = np.zeros_like(small)
    for k in range(2, 22, 2):
        shift = np.float32(((1, 0, -light[0] * step * k / 2), (0, 1, light[1] * step * k / 2)))
        moved = cv2.warpAffine(
            small, shift, small.shape[::-1], borderMode=cv2.BORDER_CONSTANT, borderValue=EMPTY
        )
        rise = moved - small - light[2] * step * k
        blocked = np.maximum(blocked, np.clip(rise / (0.05 * unit), 0, 1))
    blocked = cv2.GaussianBlur(blocked, (0, 0), max(0.02 * unit, 0.5))
    blocked = cv2.resize(blocked, height.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return 1 - 0.65 * blocked


def _materials(surface, scene, signer, normal, rng, corner):
    """Albedo (h, w, 3) and gloss (h, w) of each pixel."""
    cones, number, along = scene.cones, np.maximum(surface.cone, 0), surface.along
    kind = cones.kind[number]
    palmar = np.einsum("hwc,hwc->hw", normal, cones.palmar.astype(np.float32)[number])
    skin = to_linear(signer.skin)
    pale = 0.55 * skin + 0.45 * np.array((0.62, 0.36, 0.25), np.float32)
    inner = _smooth(np.clip(palmar * 1.5 + 0.4, 0, 1), scene.unit, 0.03)[..., None]
    albedo = skin * (1 - inner) + np.where(skin.mean() < 0.35, pale, skin * 1.04) * inner
    ends = cones.redness.astype(np.float32)[number]
    red = _smooth(ends[..., 0] * (1 - along) + ends[..., 1] * along, scene.unit, 0.05)[..., None]
    albedo = albedo * (1 + red * np.array((0.08, -0.20, -0.18), np.float32))
    albedo = albedo * _mottling(rng, albedo.shape[:2])
    albedo = albedo * (1 - _creases(cones, number, kind, along, palmar))[..., None]
    albedo = albedo * (1 - 0.3 * _palm_marks(scene, kind, palmar, corner))[..., None]
    gloss = np.full(kind.shape, 0.07, np.float32)
    nail = _nails(cones, number, kind, along, palmar)
    albedo = albedo + nail[..., None] * (0.25 * albedo + np.array((0.06, 0.04, 0.04), np.float32))
    gloss += 0.2 * nail
    if signer.sleeve is not None:
        cuff = kind == CUFF
        albedo = np.where(cuff[..., None], to_linear(signer.sleeve), albedo)
        gloss[cuff] = 0.0
    return albedo.astype(np.float32), gloss


def _smooth(values, unit, reach):
    return cv2.GaussianBlur(values.astype(np.float32), (0, 0), max(reach * unit, 0.5))


def _mottling(rng, shape):
    coarse = rng.normal(0, 1, (GRAIN, GRAIN, 3)).astype(np.float32) * np.float32(
        (0.02, 0.035, 0.03)
    )
    coarse += rng.normal(0, 0.025, (GRAIN, GRAIN, 1))
    mottled = cv2.resize(coarse.astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return 1 + mottled


def _creases(cones, number, kind, along, palmar):
    """Dark lines across the fingers where they bend; 0-1."""
    finger = (kind == BONE) | (kind == TIP)
    length = np.linalg.norm(cones.ends[:, 1] - cones.ends[:, 0], axis=-1)
    thick = np.maximum(cones.radii[:, 0], 1e-6)
    away = along * (length / thick)[number].astype(np.float32)  # from the joint, in finger radii
    line = np.exp(-((away / 0.16) ** 2)) * (away > 0)
    second = 0.5 * np.exp(-(((away - 0.42) / 0.12) ** 2))
    return finger * np.clip(0.24 + 0.16 * palmar, 0, 1) * (line + second)


def _palm_marks(scene, kind, palmar, corner):
    """Where the palm's long lines are, 0-1, on the palm seen from its own side."""
    marks = np.zeros(kind.shape, np.float32)
    for line in scene.lines:
        corners = [np.round((line - corner) * 16).astype(np.int32)]  # 4 bits below the pixel
        cv2.polylines(marks, corners, False, 1.0, max(round(0.03 * scene.unit), 1), cv2.LINE_AA, 4)
    marks = _smooth(marks, scene.unit, 0.012)
    return marks * (kind == PALM) * np.clip(palmar * 2 - 0.4, 0, 1)


def _nails(cones, number, kind, along, palmar):
    """Where finger nails are, 0-1: the back of the last bone, towards its tip."""
    back = np.clip((-palmar - 0.62) / 0.1, 0, 1)
    return (kind == TIP) * back * np.clip((along - 0.42) / 0.06, 0, 1)
