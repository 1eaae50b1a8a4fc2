"""The ways in which a landmark sequence is written as numbers, and what they mean."""

import math
from typing import NoReturn

import numpy as np

from signkit.errors import ClipError, LayoutError
from signkit.landmarks.hand import HANDS, POINTS

HAND = len(POINTS) * 3
_BODY, _POSE, _FACE = 33 * 4, 33 * 3, 468 * 3  # a body with or without each point's visibility
# Numbers a frame: where its left hand and its right hand begin. Of several orders in use the one
# counts in which the wrists' z is 0, as MediaPipe gives it.
LAYOUTS = {
    2 * HAND: ((0, HAND),),
    _BODY + _FACE + 2 * HAND: ((_BODY + _FACE, _BODY + _FACE + HAND),),
    _BODY + 2 * HAND: ((_BODY, _BODY + HAND), (0, HAND)),
    _POSE + 2 * HAND: ((_POSE, _POSE + HAND), (0, HAND)),
    # Face, left hand, body, right hand; or body, face, hands.
    _FACE + _POSE + 2 * HAND: (
        (_FACE, _FACE + HAND + _POSE),
        (_POSE + _FACE, _POSE + _FACE + HAND),
    ),
}
_SHAPED = (
    (2 * len(POINTS), 3), (len(HANDS), len(POINTS), 3),
    (33 + 2 * len(POINTS), 3), (33 + 468 + 2 * len(POINTS), 3),
)  # fmt: skip
# What numbers of other widths may be.
_LACKING = {
    HAND: "one hand alone: put 63 zeros before it for a right hand, after it for a left one",
    2 * len(POINTS): "one hand without z, or x alone of two",
    4 * len(POINTS): "two hands without z: save x, y and z of every point",
}
_WRIST_Z = 1e-3  # frame widths; MediaPipe's are under a millionth, those of bodies over a hundredth
_FARTHEST = 2.0  # frame widths: half of a hand's points beyond this is no part of a frame
_UNDERSTOOD = (
    "Save (frames, width) numbers of a known width: 126 (left hand, right hand, 21 x (x, y, z) "
    "each), 258 or 225 (MediaPipe's body with or without visibility, left hand, right hand), 1662 "
    "(body, face, left hand, right hand) or 1629 (all of MediaPipe Holistic without visibility)."
)


def frame_width(shape: tuple[int, ...]) -> int | None:
    """The numbers a frame of this shape has, None where no layout has such frames."""
    known = (len(shape) == 1 and shape[0] in LAYOUTS) or shape in _SHAPED
    return math.prod(shape) if known else None


def hands_of(frames: np.ndarray, name) -> tuple[np.ndarray, np.ndarray]:
    """A sequence's image points (T, 2, 21, 3) float32 and which hands are there (T, 2) bool.

    Slot 0 is the right hand. `frames` is (T, width) of one of LAYOUTS, or the same as points,
    (T, 42, 3), (T, 2, 21, 3), (T, 75, 3) or (T, 543, 3); x and y over the frame's width and height;
    a hand of zeros, or with a NaN, is not there, and its points are 0. Raises ClipError, naming
    `name`, for anything else; LayoutError where these are numbers of no known width or order.
    """
    if frames.dtype.kind not in "fiu":
        raise ClipError(f"{name} holds no numbers ({frames.dtype}).", _UNDERSTOOD)
    width = frame_width(frames.shape[1:])
    if width is None:
        refuse_shape(frames.shape, name)
    if not len(frames):
        raise ClipError(f"{name} holds no frame.", "Record it again, or remove it.")
    flat = frames.reshape(len(frames), width).astype(np.float32)
    left, right = (flat[:, start : start + HAND] for start in hands_at(flat, name))
    points, present = _both(left, right)
    if np.isinf(points).any():
        raise ClipError(f"{name} holds infinite numbers.", "Write NaN or zeros for no hand.")
    points = np.where(present[..., None, None], points, np.float32(0))
    _check_unit(points[present], name)
    return points, present


def refuse_shape(shape: tuple[int, ...], name) -> NoReturn:
    """Raise LayoutError for an array of this shape, saying what its numbers may be."""
    raise LayoutError(f"{name} {_unknown(shape)}.", _UNDERSTOOD)


def _both(left, right) -> tuple[np.ndarray, np.ndarray]:
    points = np.stack([right, left], axis=1).reshape(len(left), len(HANDS), len(POINTS), 3)
    return points, points.any(axis=(2, 3)) & ~np.isnan(points).any(axis=(2, 3))


def hands_at(flat: np.ndarray, name) -> tuple[int, int]:
    """Where the left hand and the right hand begin in rows (T, width)."""
    orders = LAYOUTS[flat.shape[1]]
    if len(orders) == 1:
        return orders[0]
    fitting = [order for order in orders if _wrists_at_zero(flat, order)]
    if len(fitting) == 1 or (fitting and not np.nan_to_num(flat).any()):
        return fitting[0]
    raise LayoutError(
        f"{name} has {flat.shape[1]} numbers a frame, in which no order of body and hands fits: "
        "a hand's wrist has the z 0.",
        "Save the hands alone: 126 numbers, left hand, right hand.",
    )


def _wrists_at_zero(flat, order) -> bool:
    points, present = _both(*(flat[:, start : start + HAND] for start in order))
    wrists = points[present][:, 0]
    # Zeros of a hand that isn't there are no wrist of one that is.
    placed = wrists[:, :2].any(axis=1).all()
    return not len(wrists) or (placed and float(np.quantile(np.abs(wrists[:, 2]), 0.9)) < _WRIST_Z)


def _unknown(shape) -> str:
    """What is wrong with an array of this shape, in words."""
    if len(shape) == 1:
        return f"holds {shape[0]} numbers in one row, not frame after frame"
    if len(shape) == 2 and shape[0] in LAYOUTS:
        return (
            f"holds an array of the shape {shape}: {shape[0]} rows of {shape[1]} numbers, where "
            "frames should be rows"
        )
    inside = shape[1:] if len(shape) == 2 or shape[-1] in (2, 3, 4) else shape[-1:]
    width = math.prod(inside)
    seems = f" ({_LACKING[width]})" if width in _LACKING else ""
    return (
        f"holds an array of the shape {shape}: {width} numbers a frame{seems}, which is no known "
        "layout"
    )


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
