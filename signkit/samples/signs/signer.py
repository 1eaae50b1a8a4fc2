"""The drawn signers: each has their own hands, skin, light, room, camera and habits."""

from dataclasses import dataclass

import numpy as np

from signkit.samples.signs.kinematics import Proportions

# Skin from light to dark, sRGB 0-255, spread over the range of human skin.
SKINS = (
    (238, 200, 178), (226, 178, 146), (208, 154, 118), (186, 130, 94), (156, 102, 72),
    (110, 70, 50),
)  # fmt: skip
BACKGROUNDS = ("wall", "room", "bokeh", "outdoors")
SLEEVES = (None, (52, 66, 98), None, (150, 54, 52), (210, 206, 196), None, (46, 50, 50))


@dataclass(frozen=True)
class Signer:
    """One drawn person and their photo corner. Colours are sRGB 0-255."""

    number: int
    left_handed: bool
    proportions: Proportions
    thickness: float  # of palm and fingers, 1 the mean
    skin: tuple
    sleeve: tuple | None
    light: tuple  # unit vector towards the light: photo's right, up, towards the camera
    warmth: float  # colour of the light: below 0 bluish, above 0 yellowish
    ambient: float  # light from all sides, 0-1
    background: str  # a name in BACKGROUNDS
    room: int  # seed of what stands in the background
    distance: float  # of the camera, in palms: near cameras exaggerate depth
    fill: float  # share of the photo that the hands take
    tilt: tuple  # habitual turn of the hand, degrees about up, right, in plane


def make_signer(number: int, seed: int = 0) -> Signer:
    """Signer `number` (from 1) of the world `seed`; the same numbers give the same signer."""
    rng = np.random.default_rng((seed, number, 1))
    step = number - 1 + int(np.random.default_rng((seed, 2)).integers(12))
    skin = np.clip(np.array(SKINS[step * 5 % len(SKINS)]) + rng.normal(0, 5, 3), 30, 250)
    light = np.array((rng.uniform(-0.9, 0.9), rng.uniform(0.25, 0.9), rng.uniform(0.6, 1.1)))
    return Signer(
        number=number,
        left_handed=number % 4 == 3,
        proportions=Proportions(
            width=rng.uniform(0.9, 1.1),
            fingers=rng.uniform(0.92, 1.12),
            thumb=rng.uniform(0.94, 1.08),
            pinky=rng.uniform(0.92, 1.08),
        ),
        thickness=rng.uniform(0.9, 1.12),
        skin=tuple(float(v) for v in skin),
        sleeve=SLEEVES[step % len(SLEEVES)],
        light=tuple(float(v) for v in light / np.linalg.norm(light)),
        warmth=rng.uniform(-0.6, 1.0),
        ambient=rng.uniform(0.3, 0.5),
        background=BACKGROUNDS[step % len(BACKGROUNDS)],
        room=int(rng.integers(2**31)),
        distance=rng.uniform(5.0, 9.0),
        fill=rng.uniform(0.6, 0.76),
        tilt=tuple(float(v) for v in rng.normal(0, (7, 6, 5))),
    )
