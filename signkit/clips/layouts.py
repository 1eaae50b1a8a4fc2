"""The ways in which a landmark sequence is written as numbers, and what they mean."""

import math

import numpy as np

from signkit.errors import ClipError
from signkit.landmarks.hand import HANDS, POINTS

HAND = len(POINTS) * 3
# Width of a frame: where its left hand and its right hand begin. Files have the left hand first.
LAYOUTS = {
    2 * HAND: (0, HAND),
    # MediaPipe Holistic: pose 33 x (x, y, z, visibility), face 468 x 3, left hand, right hand.
    33 * 4 + 468 * 3 + 2 * HAND: (33 * 4 + 468 * 3, 33 * 4 + 468 * 3 + HAND),
}
_SHAPED = ((2 * len(POINTS), 3), (len(HANDS), len(POINTS), 3))  # of a frame, left hand first, too
_FARTHEST = 2.0  # frame widths: half of a hand's points beyond this is no part of a frame
_UNDERSTOOD = (
    f"Save (frames, width) numbers with a width of {' or '.join(map(str, LAYOUTS))} (hands alone, "
    "left first, or MediaPipe Holistic's pose, face, left hand, right hand)."
)


def frame_width(shape: tuple[int, ...]) -> int | None:
    """The numbers a frame of this shape has, None where no layout has such frames."""
    known = (len(shape) == 1 and shape[0] in LAYOUTS) or shape in _SHAPED
    return math.prod(shape) if known else None


def hands_of(frames: np.ndarray, name) -> tuple[np.ndarray, np.ndarray]:
    """A sequence's image points (T, 2, 21, 3) float32 and which hands are there (T, 2) bool.

    Slot 0 is the right hand. `frames` is (T, 126), (T, 1662), (T, 42, 3) or (T, 2, 21, 3), the
    left hand first, x and y over the frame's width and height; a hand of zeros, or with a NaN, is
    not there, and its points are 0. Raises ClipError, naming `name`, for anything else.
    """
    if frames.dtype.kind not in "fiu":
        raise ClipError(f"{name} holds no numbers ({frames.dtype}).", _UNDERSTOOD)
    width = frame_width(frames.shape[1:])
    if width is None:
        raise ClipError(f"{name} holds an array of the shape {frames.shape}.", _UNDERSTOOD)
    if not len(frames):
        raise ClipError(f"{name} holds no frame.", "Record it again, or remove it.")
    flat = frames.reshape(len(frames), width).astype(np.float32)
    left, right = (flat[:, start : start + HAND] for start in LAYOUTS[width])
    points = np.stack([right, left], axis=1).reshape(len(frames), len(HANDS), len(POINTS), 3)
    if np.isinf(points).any():
        raise ClipError(f"{name} holds infinite numbers.", "Write NaN or zeros for no hand.")
    present = points.any(axis=(2, 3)) & ~np.isnan(points).any(axis=(2, 3))
    points = np.where(present[..., None, None], points, np.float32(0))
    _check_unit(points[present], name)
    return points, present


def _check_unit(hands, name) -> None:
    if not len(hands):
        return
    places = hands[..., :2]
    if np.median(np.abs(places)) > _FARTHEST:
        raise ClipError(
            f"The points of {name} go up to {np.abs(places).max():.0f}: they look like pixels.",
            "Divide x by the width and y by the height of the frames, z by the width.",
        )
    if not places[:, 0].any():
        raise ClipError(
            f"In {name} every wrist lies at 0, 0: its points are relative to the wrist.",
            "Save them as fractions of the frame: where hands are, and their motion, counts.",
        )
