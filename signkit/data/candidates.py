"""Which photos may be copies of which: the nearest few of each, upright and mirrored."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

from signkit.data.descriptors import Projection, features

# Looked at for each photo, and once more for its mirror image. Fixed, however near or far they are:
# the time grows with the photos, not with how crowded they lie.
NEIGHBOURS = 4
_TREES = 8
_CHECKS = 256  # leaves visited a query, whatever the number of photos
_BATCH = 512


def candidates(thumbnails: np.ndarray, workers=1, seed=0) -> np.ndarray:
    """Pairs (P, 3) int of `first` < `second` and whether the second must be mirrored (0 or 1).

    `thumbnails` is (N, 64, 64) uint8. Neighbours come from randomised k-d trees (Muja and Lowe
    2009, as OpenCV builds them), which take n log n; they may miss one that exact search finds.
    """
    if len(thumbnails) < 2:
        return np.empty((0, 3), int)
    described = _described(thumbnails, workers)
    mirrored = _described(thumbnails[:, :, ::-1], workers)
    project = Projection(thumbnails, described, seed)
    here = project(described)
    cv2.setRNGSeed(seed + 1)  # the trees draw from OpenCV's own generator
    index = cv2.flann_Index(here, {"algorithm": 1, "trees": _TREES})
    found = [_near(index, points, flip) for flip, points in enumerate((here, project(mirrored)))]
    return np.unique(np.concatenate(found), axis=0)


def _described(thumbnails, workers):
    parts = [thumbnails[i : i + _BATCH] for i in range(0, len(thumbnails), _BATCH)]
    with ThreadPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(features, map(np.ascontiguousarray, parts))))


def _near(index, points, flip):
    count = min(NEIGHBOURS + 1, len(points))  # each photo finds itself, too
    near, _ = index.knnSearch(points, count, params={"checks": _CHECKS})
    own = np.arange(len(points))[:, None]
    rows, columns = np.nonzero((near != own) & (near >= 0))
    pairs = np.sort(np.column_stack([rows, near[rows, columns]]), axis=1)
    return np.column_stack([pairs, np.full(len(pairs), flip)])
