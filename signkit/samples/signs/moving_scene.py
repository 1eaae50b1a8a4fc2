"""The pictures of a moving sign: one hand before one background, frame by frame."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from signkit.samples.signs.background import draw_background
from signkit.samples.signs.body import Cones, hand_cones, palm_lines
from signkit.samples.signs.kinematics import hand_joints, turned
from signkit.samples.signs.moving_signs import MovingSign, Style, way
from signkit.samples.signs.scene import MIRROR, Scene
from signkit.samples.signs.shading import shade
from signkit.samples.signs.signer import Signer
from signkit.samples.signs.surface import draw

OVERSAMPLING = 2  # drawn so many times larger and averaged down: smooth edges
NOISE = 0.01  # of the sensor, as a share of white


def moving_pictures(
    sign: MovingSign, signer: Signer, style: Style, size, seconds: np.ndarray, rng
) -> Iterator[np.ndarray]:
    """Draw a sign at moments (n,) of a recording: pictures (H, W, 3) uint8 RGB, `size` H, W.

    `rng` (numpy Generator) makes the recording this one and no other.
    """
    height, width = size
    offsets, turns = way(sign, style, seconds, rng)
    side = max(size)
    background = draw_background(signer.background, signer.room, side, rng)[:height, :width]
    light, hand = rng.uniform(0.92, 1.1), _Hand(sign, signer, rng)
    grain = int(rng.integers(2**31))
    camera = _Camera(signer, style, (height * OVERSAMPLING, width * OVERSAMPLING))
    for offset, turn in zip(offsets, turns, strict=True):
        scene = camera.see(hand, offset, turn)
        surface = draw(scene.cones.ends, scene.cones.radii, scene.cones.blend, camera.size)
        # The same chance for every frame: the skin's grain moves with the hand.
        lit = shade(surface, scene, signer, np.random.default_rng(grain))
        cover = _smaller(surface.drawn.astype(np.float32), size)[..., None]
        shown = np.clip((_smaller(lit, size) + background * (1 - cover)) * light, 0, 1)
        shown = shown ** (1 / 2.2) + rng.normal(0, NOISE, shown.shape)
        yield (np.clip(shown, 0, 1) * 255 + 0.5).astype(np.uint8)


class _Hand:
    """A right hand in its own frame, as its signer holds it in one recording."""

    def __init__(self, sign, signer, rng):
        self.pose = sign.pose
        self.joints = hand_joints(sign.pose, signer.proportions, rng)
        sleeve = signer.sleeve is not None
        self.cones = hand_cones(self.joints, signer.thickness, sleeve, (0.0, -0.1))
        self.lines = palm_lines(signer.proportions.width)


@dataclass(frozen=True)
class _Camera:
    """From palms about the wrist at rest to the picture's pixels."""

    signer: Signer
    style: Style
    size: tuple[int, int]

    def see(self, hand: _Hand, offset: np.ndarray, turn: np.ndarray) -> Scene:
        """The scene of a hand whose wrist is `offset` palms from rest, turned by `turn`."""

        def place(points):
            points = turned(points, np.array(hand.pose.turn) + turn)
            points = turned(points, self.signer.tilt, (*offset, 0))
            # A left-handed signer is the mirror image.
            return points * MIRROR if self.signer.left_handed else points

        unit, cones = self.style.palm * self.size[0], hand.cones
        ends, scale = self._pixels(place(cones.ends))
        own = {
            "ends": ends,
            "radii": cones.radii * scale,
            "blend": cones.blend * unit,
            "palmar": place(cones.palmar) - place(np.zeros(3)),
        }
        lines = [self._pixels(place(line))[0][:, :2] for line in hand.lines]
        joints = self._pixels(place(hand.joints))[0]
        slot = int(self.signer.left_handed)
        points, present = np.zeros((2, 21, 3), np.float32), np.arange(2) == slot
        points[slot] = (joints - (0, 0, joints[0, 2])) / (*self.size[::-1], -self.size[1])
        return Scene(Cones(**{**vars(cones), **own}), lines, unit, points, present)

    def _pixels(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        unit = self.style.palm * self.size[0]
        scale = unit / (1 - points[..., 2] / self.signer.distance)
        rest = np.multiply(self.style.place, self.size[::-1])
        flat = points[..., :2] * (1, -1) * scale[..., None] + rest
        return np.concatenate([flat, points[..., 2:] * unit], axis=-1), scale


def _smaller(picture: np.ndarray, size) -> np.ndarray:
    return cv2.resize(picture, size[::-1], interpolation=cv2.INTER_AREA)
