"""Two thumbnails laid upon each other, and how well they agree where they agree least."""

from dataclasses import dataclass

import cv2
import numpy as np

from signkit.data.copies.descriptors import SIDE

# Chosen on asl-alphanumeric and on sld-digits with copies planted by seed 1 (see
# scripts/benchmark_copies.py): above it are 98 % of the altered copies, and no photos of one sign
# by two known signers.
LEAST_SCORE = 0.58
# Two plain walls agree everywhere but in their grain: fine detail has to agree as well.
LEAST_DETAIL = 0.6
_STARTS = (0.0, 7.0, -7.0)  # degrees; the others are tried where the first came to nothing
_ENOUGH = 0.7  # correlation at half size that needs no other start
# And one that is not worth full size: copies reach .89 on the digits with planted copies (seed 1)
# and .91 on asl-alphanumeric, half of the other candidates less than .8.
_HOPELESS = 0.8
_ROUGH, _FINE = 20, 20  # steps of the registration at half and at full size
_SCALES = (0.75, 1.33)  # a copy isn't stretched beyond these, also where the photo isn't square
_OVERLAP = 0.55  # of the disc that both photos must show
_WINDOW, _BLOCK = 15, 8  # pixels a side: of a local correlation, of a local residual
_GRAIN = 0.15  # of the photo's contrast, below which a window holds noise only
_NOISE = 3.0  # grey levels

_EYE = np.eye(2, 3, dtype=np.float32)
_INVERSE = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


def _inside() -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    return (np.hypot(x, y) < SIDE / 2 - 1).astype(np.float32)


_DISC = _inside()
_SHOWN = (_DISC * 255).astype(np.uint8)  # the registration looks at nothing else
# Points of the disc (n, 3) as x, y, 1.
_POINTS = np.column_stack([np.argwhere(_DISC)[::16, ::-1], np.ones(len(np.argwhere(_DISC)[::16]))])


@dataclass(frozen=True)
class Match:
    """How the second thumbnail lies on the first, and how much alike they then are."""

    score: float  # 1 for the same pixels: weakest local correlation less half the worst residual
    detail: float  # correlation of the fine detail, -1 to 1
    residual: float  # the worst block's, in units of the photo's contrast
    turn: float  # degrees
    shift: float  # mean distance that a point moves, as a share of the photo's side
    gain: float  # contrast of the second over that of the first

    @property
    def copied(self) -> bool:
        """Whether both thresholds are passed."""
        return self.score >= LEAST_SCORE and self.detail >= LEAST_DETAIL


def match(first: np.ndarray, second: np.ndarray) -> Match | None:
    """Register two thumbnails (64, 64) uint8 and compare them; None where no registration holds.

    The registration maximises the enhanced correlation coefficient (Evangelidis and Psarakis
    2008), first turned and moved at half size, then by a whole affine map.
    """
    warp = _register(first, second)
    return None if warp is None else _compare(first, second, warp)


def _register(first, second):
    halves = [cv2.resize(each, None, None, 0.5, 0.5, cv2.INTER_AREA) for each in (first, second)]
    likeness, warp = 0.0, None
    for start in _STARTS:
        turned = _turned(halves, start)
        if turned and turned[0] > likeness:
            likeness, warp = turned
        if likeness > _ENOUGH:
            break
    if likeness < _HOPELESS:
        return None
    # Pixel i of the half size covers 2i and 2i + 1: its centre is at 2i + 0.5.
    warp[:, 2] = 2 * warp[:, 2] + 0.5 - warp[:, :2] @ (0.5, 0.5)
    try:
        return cv2.findTransformECC(
            first, second, warp, cv2.MOTION_AFFINE, _stop(_FINE), _SHOWN, 5
        )[1]
    except cv2.error:  # it did not converge: these two can't be laid upon each other
        return None


def _turned(halves, start):
    """Correlation and warp of the rough registration that begins at an angle, if it converges."""
    centre = (SIDE / 2 - 1) / 2
    warp = cv2.getRotationMatrix2D((centre, centre), start, 1).astype(np.float32)
    try:
        return cv2.findTransformECC(
            *halves, warp, cv2.MOTION_EUCLIDEAN, _stop(_ROUGH), _SHOWN[::2, ::2].copy(), 5
        )
    except cv2.error:
        return None


def _stop(steps):
    return (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, steps, 1e-3)


def _compare(first, second, warp) -> Match | None:
    scales = np.linalg.svd(warp[:, :2], compute_uv=False)
    if scales[1] < _SCALES[0] or scales[0] > _SCALES[1] or np.linalg.det(warp[:, :2]) < 0:
        return None
    moved = cv2.warpAffine(second, warp, (SIDE, SIDE), flags=_INVERSE)
    shown = cv2.warpAffine(_DISC, warp, (SIDE, SIDE), flags=_INVERSE)
    mask = _DISC * (shown > 0.99)
    if mask.sum() < _OVERLAP * _DISC.sum():
        return None
    one, other = (_centred(each, mask) for each in (first, moved))
    spread = [float(np.sqrt((each * each * mask).sum() / mask.sum())) for each in (one, other)]
    residual = _worst_residual(one, other, mask, spread)
    return Match(
        score=_weakest_correlation(one, other, mask, spread) - residual / 2,
        detail=max(_detail(one, other, mask, size) for size in (2, 4)),
        residual=residual,
        turn=float(np.degrees(np.arctan2(warp[1, 0] - warp[0, 1], warp[0, 0] + warp[1, 1]))),
        shift=float(np.hypot(*(warp - _EYE) @ _POINTS.T).mean()) / SIDE,
        gain=spread[1] / (spread[0] + 1e-6),
    )


def _centred(grey, mask):
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 0.8)
    return smooth - (smooth * mask).sum() / mask.sum()


def _worst_residual(one, other, mask, spread) -> float:
    """What a block lacks to the other photo's, at equal contrast: another finger is in a block."""
    rest = (one - other * (spread[0] / (spread[1] + 1e-6))) / (spread[0] + _NOISE)
    area = cv2.boxFilter(mask, -1, (_BLOCK, _BLOCK))
    squares = cv2.boxFilter(rest * rest * mask, -1, (_BLOCK, _BLOCK))
    full = area > 0.5
    return float(np.sqrt((squares[full] / area[full]).max()))


def _weakest_correlation(one, other, mask, spread) -> float:
    """The smallest correlation of a window; where both are flat it is 1."""
    area = np.maximum(cv2.boxFilter(mask, -1, (_WINDOW, _WINDOW)), 0.05)

    def mean(values):
        return cv2.boxFilter(values * mask, -1, (_WINDOW, _WINDOW)) / area

    a, b = mean(one), mean(other)
    floors = [(_GRAIN * each) ** 2 + _NOISE**2 for each in spread]
    both = mean(one * other) - a * b + np.sqrt(floors[0] * floors[1])
    alone = (mean(one * one) - a * a + floors[0]) * (mean(other * other) - b * b + floors[1])
    return float((both / np.sqrt(np.maximum(alone, 1e-9)))[area > 0.5].min())


def _detail(one, other, mask, size) -> float:
    one, other = ((each - cv2.GaussianBlur(each, (0, 0), size)) * mask for each in (one, other))
    return float((one * other).sum() / np.sqrt((one * one).sum() * (other * other).sum() + 1e-6))
