"""One photo's set-up: a sign made by a signer, posed with a little looseness and projected."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from signkit.landmarks.hand import LEFT, POINTS, RIGHT, WRIST
from signkit.samples.signs.body import Cones, hand_cones, palm_lines
from signkit.samples.signs.kinematics import hand_joints, turned
from signkit.samples.signs.signer import Signer
from signkit.samples.signs.table import SIGNS, TWO_HANDED

MARGIN = 0.06  # of the photo: no joint comes nearer to the edge
LOOSE_TURN = (8.0, 7.0, 7.0)  # degrees a photo's hands turn by chance
MIRROR = np.array((-1.0, 1, 1))
SWAPPED = {RIGHT: LEFT, LEFT: RIGHT}


@dataclass(frozen=True)
class Scene:
    """Hands ready to draw, in pixels: x right, y down, z towards the camera."""

    cones: Cones  # ends and radii in pixels
    lines: list  # of the palms, (k, 2) pixels each
    unit: float  # pixels a palm
    image_points: np.ndarray  # (2, 21, 3) as MediaPipe gives them: right hand, left hand
    present: np.ndarray  # (2,) bool


def make_scene(sign: str, signer: Signer, size: int, rng, loose: float = 1.0) -> Scene:
    """Pose `sign` by `signer` for a photo of `size` x `size`; `loose` 0 leaves chance out.

    `image_points` are x, y over the photo's size and z over its width from the wrist, negative
    nearer to the camera; absent hands are 0.
    """
    hands = _posed_hands(sign, signer, rng, loose)
    joints = np.concatenate([points for _, points, _, _ in hands])
    project, unit = _camera(joints, signer, size, rng, loose)
    image_points, present = np.zeros((2, 21, 3), np.float32), np.zeros(2, bool)
    for slot, points, _, _ in hands:
        pixels, _ = project(points)
        pixels[:, 2] = -(pixels[:, 2] - pixels[WRIST, 2])
        image_points[slot], present[slot] = pixels / size, True
    cones = Cones.joined([cones for _, _, cones, _ in hands])
    ends, scale = project(cones.ends)
    in_pixels = {"ends": ends, "radii": cones.radii * scale, "blend": cones.blend * unit}
    lines = [project(line)[0][:, :2] for _, _, _, own in hands for line in own]
    drawn = Cones(**{**vars(cones), **in_pixels})
    return Scene(drawn, lines, float(unit), image_points, present)


def _posed_hands(sign, signer, rng, loose):
    """(slot, joints, cones, palm lines) of each hand in palms, as the camera sees the signer."""
    hands = []
    # Two hands lean on each other: they turn less.
    steady = 0.5 if sign in TWO_HANDED else 1.0
    shared = (np.array(signer.tilt) + rng.normal(0, LOOSE_TURN) * loose) * steady
    for slot, pose in zip((RIGHT, LEFT), SIGNS[sign], strict=True):
        if pose is None:
            continue
        joints = hand_joints(pose, signer.proportions, rng, loose)
        arm = rng.normal(0, (0.08, 0.08)) * loose - (0, 0.1)
        cones = hand_cones(joints, signer.thickness, signer.sleeve is not None, arm)
        turn = np.array(pose.turn) + rng.normal(0, 3, 3) * loose
        at = np.array(pose.at) + rng.normal(0, 0.04, 3) * loose
        place = partial(_placed, left=slot == LEFT, turn=turn, at=at, shared=shared, signer=signer)
        palmar = place(cones.palmar) - place(np.zeros(3))
        cones = Cones(**{**vars(cones), "ends": place(cones.ends), "palmar": palmar})
        lines = [place(line) for line in palm_lines(signer.proportions.width)]
        # A left-handed signer is the mirror image: the right hand's part falls to the left.
        hands.append((SWAPPED[slot] if signer.left_handed else slot, place(joints), cones, lines))
    return hands


def _placed(points, left, turn, at, shared, signer):
    """From the hand's own frame to the photo's: right, up, towards the camera, in palms."""
    points = turned(points * MIRROR if left else points, turn, at)
    points = turned(points, shared)
    return points * MIRROR if signer.left_handed else points


def _camera(joints, signer, size, rng, loose):
    """A function from palms (..., 3) to pixels and scale, framing `joints`, and pixels a palm."""
    middle = (joints.min(axis=0) + joints.max(axis=0)) / 2
    # Two hands are wider than one: the camera stands back accordingly.
    distance = signer.distance * max(1.0, np.ptp(joints[:, :2], axis=0).max() / 2)

    def flat(points):
        away = points - middle
        scale = 1 / (1 - away[..., 2] / distance)
        return away[..., :2] * (1, -1) * scale[..., None], scale

    seen, _ = flat(joints)
    low, high = seen.min(axis=0), seen.max(axis=0)
    fill = signer.fill + rng.uniform(-0.1, 0.06) * loose + 0.1 * (len(joints) > len(POINTS))
    fill = np.clip(fill, 0.4, 1 - 2 * MARGIN - 0.02)
    unit = fill * size / (high - low).max()
    free = size * (1 - 2 * MARGIN) - (high - low) * unit
    corner = size * MARGIN + free * (0.5 + rng.uniform(-0.32, 0.32, 2) * loose)

    def project(points):
        xy, scale = flat(points)
        pixels = np.concatenate(
            ((xy - low) * unit + corner, (points[..., 2:] - middle[2]) * unit), axis=-1
        )
        return pixels, scale * unit

    return project, unit
