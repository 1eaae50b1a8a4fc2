"""Thumbnails to short vectors in which a copy lies near its original, whatever was done to it."""

import cv2
import numpy as np
from scipy.linalg import eigh

SIDE = 64  # pixels a side of a thumbnail; the photo is squeezed into a square
DIMENSIONS = 32
# What a copy may have gone through, as the projection is taught it.
TURN = 10.0  # degrees
CROP = 0.1  # of width and of height
_TAUGHT = 1500  # photos that are altered for it ...
_TIMES = 6  # ... so many times each, and more often where there are few ...
_LEAST = 600  # ... so that there are at least so many examples
_RIDGE = 0.02  # of the mean variance, added to each: few photos span few directions
_NOISE = 9.0  # grey levels squared; contrast below it counts as noise
_CENTRE = (SIDE - 1) / 2


def _disc() -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE] - _CENTRE
    return np.clip((SIDE / 2 - np.hypot(x, y)) / 3, 0, 1).astype(np.float32)


DISC = _disc()  # 1 inside, 0 in the corners, which a rotation fills with whatever it likes


def features(thumbnails: np.ndarray) -> np.ndarray:
    """Describe thumbnails (N, 64, 64) by (N, 512): brightness in 16 x 16 cells, edges in 8 x 8.

    Brightness and contrast are taken out, the corners don't count. Edges are split by the four
    directions in which it grows brighter; the root keeps strong ones from counting alone.
    """
    return np.stack([_describe(thumbnail) for thumbnail in thumbnails])


def seen(pictures: np.ndarray, look: int) -> np.ndarray:
    """Turn pictures (..., S, S) by `look % 4` quarters, mirrored first where `look` is 4 to 7."""
    return np.rot90(pictures[..., ::-1] if look >= 4 else pictures, look % 4, axes=(-2, -1))


def features_seen(described: np.ndarray, look: int) -> np.ndarray:
    """The `features` of thumbnails as `seen` shows them: the same cells elsewhere, at no cost."""
    number, split = len(described), 16 * 16
    cells = seen(described[:, :split].reshape(number, 16, 16), look)
    edges = described[:, split:].reshape(number, 4, 8, 8)
    if look >= 4:  # brighter to the right becomes brighter to the left
        edges = edges[:, [2, 1, 0, 3]]
    edges = seen(np.roll(edges, -(look % 4), axis=1), look)
    return np.concatenate([cells.reshape(number, -1), edges.reshape(number, -1)], axis=1)


def _describe(thumbnail) -> np.ndarray:
    grey = thumbnail.astype(np.float32)
    weight = DISC / DISC.sum()
    grey = grey - (grey * weight).sum()
    grey /= np.sqrt((grey * grey * weight).sum() + _NOISE)
    cells = cv2.resize(cv2.GaussianBlur(grey * DISC, (0, 0), 1.5), (16, 16), None, 0, 0, 3)
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0) * DISC
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1) * DISC
    edges = [
        np.sqrt(cv2.resize(np.maximum(slope, 0), (8, 8), interpolation=cv2.INTER_AREA))
        for slope in (across, down, -across, -down)
    ]
    return np.concatenate([cells.ravel(), *(edge.ravel() for edge in edges)])


def altered(thumbnail: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The thumbnail as it would look after a random rotation and crop within TURN and CROP."""
    turn = np.deg2rad(rng.uniform(-TURN, TURN))
    scale = 1 - rng.uniform(0, CROP, 2)
    move = rng.uniform(-1, 1, 2) * (1 - scale) / 2 * SIDE
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.diag(
        scale
    )
    shift = _CENTRE + move - matrix @ (_CENTRE, _CENTRE)
    border = (cv2.BORDER_REFLECT, cv2.BORDER_REPLICATE, cv2.BORDER_CONSTANT)[rng.integers(3)]
    return cv2.warpAffine(
        thumbnail,
        np.column_stack([matrix, shift]),
        (SIDE, SIDE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=border,
    )


class Projection:
    """The directions in which these photos differ most, measured by how little copies do.

    A linear discriminant analysis in which every photo is a class and its altered copies, made
    here, are the examples (Fisher 1936): distances come out in units of what an alteration does.
    """

    def __init__(self, thumbnails: np.ndarray, described: np.ndarray, seed=0):
        """Learn from (N, 64, 64) thumbnails and their `features`; N is 1 or more."""
        rng = np.random.default_rng(seed)
        chosen = rng.permutation(len(thumbnails))[:_TAUGHT]
        times = max(_TIMES, -(-_LEAST // len(chosen)))
        copies = np.repeat(chosen, times)
        changes = features([altered(thumbnails[i], rng) for i in copies]) - described[copies]
        within = changes.T @ changes / len(changes)
        within += np.eye(len(within)) * (np.trace(within) / len(within) * _RIDGE + 1e-9)
        self.mean = described.mean(0)
        centred = described - self.mean
        size = len(within)
        self.directions = eigh(
            centred.T @ centred / len(centred),
            within,
            subset_by_index=[size - DIMENSIONS, size - 1],
        )[1].astype(np.float32)

    def __call__(self, described: np.ndarray) -> np.ndarray:
        """Project `features` (N, 512) to (N, 32) float32."""
        return np.ascontiguousarray((described - self.mean) @ self.directions, np.float32)
