"""From a hand pose to the 21 joint positions: forward kinematics in palms."""

from dataclasses import dataclass

import numpy as np

from signkit.landmarks.hand import FINGERS, INDEX, WRIST
from signkit.samples.signs.table import THUMBS, HandPose

# Bases in the hand's frame (thumb side, along the fingers, out of the palm), and bone lengths;
# means of adult hands with the palm's length as the unit.
BASES = {
    "thumb": (0.23, 0.20, 0.08),
    "index": (0.27, 0.96, 0.00),
    "middle": (0.03, 1.00, -0.03),
    "ring": (-0.19, 0.94, -0.01),
    "pinky": (-0.38, 0.82, 0.04),
}
LENGTHS = {
    "thumb": (0.41, 0.34, 0.28),
    "index": (0.46, 0.27, 0.22),
    "middle": (0.51, 0.31, 0.23),
    "ring": (0.47, 0.29, 0.23),
    "pinky": (0.37, 0.21, 0.20),
}
SPREAD = {"index": 11.0, "middle": 1.0, "ring": -9.0, "pinky": -20.0}  # degrees at splay 1


@dataclass(frozen=True)
class Proportions:
    """How one person's hand departs from the mean hand; all 1 is the mean."""

    width: float = 1.0  # across the palm
    fingers: float = 1.0  # length of the fingers
    thumb: float = 1.0  # length of the thumb
    pinky: float = 1.0  # length of the little finger, on top of `fingers`

    def base(self, finger: str) -> np.ndarray:
        """The finger's base joint in the hand's frame, (3,) in palms."""
        return np.array(BASES[finger]) * (self.width, 1, 1)

    def lengths(self, finger: str) -> np.ndarray:
        """The finger's three bone lengths, (3,) in palms."""
        own = {"thumb": self.thumb, "pinky": self.fingers * self.pinky}
        return np.array(LENGTHS[finger]) * own.get(finger, self.fingers)


def hand_joints(pose: HandPose, proportions: Proportions, rng=None, jitter=1.0) -> np.ndarray:
    """Joints of a right hand in its own frame, (21, 3) palms; `rng` adds a little looseness."""
    rng = rng or _Still()
    points = np.zeros((21, 3))
    for finger in SPREAD:
        bends = np.array(getattr(pose, finger)) + rng.normal(0, 3.5 * jitter, 3)
        side = SPREAD[finger] * pose.splay + rng.normal(0, 1.5 * jitter)
        directions = _finger_directions(np.maximum(bends, 0), side)
        _chain(points, finger, directions, proportions)
    if pose.thumb == "pinch":
        target = points[INDEX["index_tip"]] + (0.02, -0.06, 0.06)
        directions = _reach(proportions.base("thumb"), target, proportions.lengths("thumb"))
    else:
        directions = np.array(THUMBS[pose.thumb]) + rng.normal(0, 0.05 * jitter, (1, 3))
    _chain(points, "thumb", directions, proportions)
    points[WRIST] = 0
    return points


def turned(points: np.ndarray, turn, at=(0, 0, 0)) -> np.ndarray:
    """`points` (..., 3) turned by degrees about up, right and towards the camera, then moved."""
    about_up, about_right, in_plane = np.radians(turn)
    matrix = _rotation(in_plane, 2) @ _rotation(about_right, 0) @ _rotation(about_up, 1)
    return points @ matrix.T + np.asarray(at, float)


def _finger_directions(bends: np.ndarray, side: float) -> np.ndarray:
    angles = np.radians(np.cumsum(bends))
    # A bent finger can't spread: it swings towards the thumb's base instead.
    side = np.radians(side * np.cos(np.clip(angles[0], 0, np.pi / 2)))
    along = np.array((np.sin(side), np.cos(side), 0))
    return np.cos(angles)[:, None] * along + np.sin(angles)[:, None] * np.array((0, 0, 1.0))


def _chain(points, finger, directions, proportions) -> None:
    at = proportions.base(finger)
    directions = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    joints = FINGERS[finger]
    points[joints[0]] = at
    for joint, direction, length in zip(
        joints[1:], directions, proportions.lengths(finger), strict=True
    ):
        at = at + direction * length
        points[joint] = at


def _reach(base, target, lengths) -> np.ndarray:
    """Directions of three bones that bow outwards from `base` and end at `target`."""
    gap = target - base
    distance = np.linalg.norm(gap)
    ahead = gap / distance
    outwards = np.array((1.0, 0, 0)) - ahead * ahead[0]
    outwards /= np.linalg.norm(outwards)
    low, high = 0.0, np.pi / 2
    for _ in range(30):  # the more each joint bends, the shorter the reach
        bend = (low + high) / 2
        span = _bow(bend) @ lengths
        low, high = (bend, high) if np.hypot(*span) > distance else (low, bend)
    span = _bow(bend) @ lengths
    lean = np.arctan2(span[1], span[0])
    angles = bend * np.array((1, 0, -1)) - lean
    return np.cos(angles)[:, None] * ahead + np.sin(angles)[:, None] * outwards


def _bow(bend: float) -> np.ndarray:
    angles = bend * np.array((1, 0, -1))
    return np.stack((np.cos(angles), np.sin(angles)))


def _rotation(angle: float, axis: int) -> np.ndarray:
    i, j = (axis + 1) % 3, (axis + 2) % 3
    matrix = np.eye(3)
    matrix[i, i] = matrix[j, j] = np.cos(angle)
    matrix[j, i], matrix[i, j] = np.sin(angle), -np.sin(angle)
    return matrix


class _Still:
    """Stands in for a random generator where nothing is to move."""

    def normal(self, mean, spread, shape=None):
        return np.full(shape or (), float(mean))
