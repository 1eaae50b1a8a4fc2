"""Hand geometry in plain numpy: comparable points, and 34 features a hand.

Every function takes any number of hands at once and returns finite numbers for any input; a hand
that isn't there (all zeros) gives zeros, to be masked by `Landmarks.present`.
"""

from itertools import combinations

import numpy as np

from signkit.landmarks.hand import BONES, FINGERS, INDEX, JOINTS, TIPS, WRIST

FEATURES = (
    *(f"{finger}_to_wrist" for finger in FINGERS),
    *(f"{a}_to_{b}" for a, b in combinations(FINGERS, 2)),
    *(f"{finger}_angle_{k}" for finger in FINGERS for k in (1, 2, 3)),
    *(f"palm_normal_{axis}" for axis in "xyz"),
    "openness",
)
DISTANCES = slice(0, 15)
ANGLES = slice(15, 30)
NORMAL = slice(30, 33)
OPENNESS = 33

_KNUCKLES = [INDEX[f"{finger}_mcp"] for finger in ("index", "middle", "ring", "pinky")]
_PAIRS = [*((WRIST, tip) for tip in TIPS), *combinations(TIPS, 2)]
_FROM, _TO = (list(points) for points in zip(*_PAIRS, strict=True))
_BEFORE, _AT, _AFTER = (list(points) for points in zip(*JOINTS, strict=True))
_BONE_FROM, _BONE_TO = (list(points) for points in zip(*BONES, strict=True))
_TINY = 1e-8
_CHUNK = 1024  # hands at a time: the temporaries then stay in the processor's cache


def relative_points(image_points: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Points (..., 21, 3) from the wrist, in units of photo width on all three axes.

    `size` (..., 2) is height, width; its leading axes are the first ones of `image_points`, so
    (N, 2) sizes go with (N, 2, 21, 3) points. Multiplying y by height/width makes lengths and
    angles those of the photo, whatever its aspect ratio.
    """
    points = np.array(image_points, np.float32)
    size = np.asarray(size, np.float32)
    aspect = size[..., 0] / np.maximum(size[..., 1], 1)
    points[..., 1] *= aspect.reshape(aspect.shape + (1,) * (points.ndim - 1 - aspect.ndim))
    return points - points[..., WRIST : WRIST + 1, :]


def palm_size(points: np.ndarray) -> np.ndarray:
    """Mean distance (...,) from the wrist to the four knuckles of points (..., 21, 3).

    Knuckles move little against the wrist whatever the fingers do, and a mean of four in three
    dimensions bears one misplaced point and a palm seen from its edge.
    """
    points = np.asarray(points)
    spokes = points[..., _KNUCKLES, :] - points[..., WRIST : WRIST + 1, :]
    return np.sqrt((spokes**2).sum(-1)).mean(-1)


def normalise(points: np.ndarray) -> np.ndarray:
    """Points (..., 21, 3) with the wrist at the origin and a palm size of 1 (0 if it has none)."""
    points = np.asarray(points)
    centred = points - points[..., WRIST : WRIST + 1, :]
    return centred * _inverse(palm_size(points))[..., None, None].astype(points.dtype)


def hand_features(points: np.ndarray) -> np.ndarray:
    """The 34 `FEATURES` (..., 34) float32 of hands (..., 21, 3) given in one unit on all axes.

    5 fingertip-wrist and 10 fingertip-fingertip distances over palm size; 15 joint angles in
    radians, 3 a finger, pi when straight; the palm's unit normal (wrist to index knuckle) x (wrist
    to little-finger knuckle); openness, the sum of fingertip-wrist distances over the sum of the
    fingers' lengths along their bones: 1 for a flat hand, less for a fist.
    """
    points = np.asarray(points)
    hands = points.reshape(-1, *points.shape[-2:])
    features = np.empty((len(hands), len(FEATURES)), np.float32)
    for start in range(0, len(hands), _CHUNK):
        part = slice(start, start + _CHUNK)
        _fill(features[part].T, hands[part].transpose(2, 1, 0).astype(np.float64, order="C"))
    return features.reshape(*points.shape[:-2], len(FEATURES))


def _fill(features: np.ndarray, points: np.ndarray) -> None:
    """Write the features (34, n) of points (3, 21, n), hands last so that loops run over hands."""
    spans = _length(points[:, _TO] - points[:, _FROM])
    spokes = points[:, _KNUCKLES] - points[:, WRIST, None]
    features[DISTANCES] = spans * _inverse(_length(spokes).mean(0))
    back, ahead = points[:, _BEFORE] - points[:, _AT], points[:, _AFTER] - points[:, _AT]
    # atan2 of sine and cosine: exact near 0 and pi, where arccos loses half the digits, and 0
    # for a joint whose bones have no length.
    features[ANGLES] = np.arctan2(_length(_cross(back, ahead)), (back * ahead).sum(0))
    normal = _cross(spokes[:, 0], spokes[:, -1])
    features[NORMAL] = normal * _inverse(_length(normal))
    bones = _length(points[:, _BONE_TO] - points[:, _BONE_FROM]).sum(0)
    features[OPENNESS] = spans[: len(TIPS)].sum(0) * _inverse(bones)


def _inverse(lengths: np.ndarray) -> np.ndarray:
    """1/length, and 0 where there is no length to divide by."""
    return np.where(lengths > _TINY, 1 / np.maximum(lengths, _TINY), 0)


def _length(vectors: np.ndarray) -> np.ndarray:
    x, y, z = vectors
    return np.sqrt(x * x + y * y + z * z)


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    # Written out: np.cross moves axes about and takes three times as long.
    return np.stack(
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    )
