"""Which photos may be copies of which: the nearest few of each, upright, mirrored and turned."""

from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

from signkit.data.copies.descriptors import Projection, features, features_seen

LOOKS = range(8)  # the ways a square can lie, as descriptors.seen numbers them
UPRIGHT, MIRRORED = 0, 4
# Which look takes back what a look does: mirror images are their own.
_BACK = np.array([0, 3, 2, 1, 4, 5, 6, 7])
# Looked at for each photo: (neighbours, squared distance). Fixed numbers, so that the time grows
# with the photos, not with how crowded they lie. Distances are in units of what an alteration does:
# of planted copies all are within 500, 98 % within 250 (scripts/benchmark_copies.py, seed 1).
_USUAL = (4, 500.0)  # upright and mirrored
_TURNED = (1, 250.0)  # the six others, which are rare: they may cost little
NEIGHBOURS = _USUAL[0]
_TREES = 8
_CHECKS = 256  # leaves visited a query, whatever the number of photos
_BATCH = 512


def candidates(thumbnails: np.ndarray, workers=1, seed=0) -> np.ndarray:
    """Pairs (P, 3) int of `first` < `second` and how the second must be looked at (in LOOKS).

    `thumbnails` is (N, 64, 64) uint8. Neighbours come from randomised k-d trees (Muja and Lowe
    2009, as OpenCV builds them), which take n log n; they may miss one that exact search finds.
    """
    if len(thumbnails) < 2:
        return np.empty((0, 3), int)
    described = _described(thumbnails, workers)
    project = Projection(thumbnails, described, seed)
    cv2.setRNGSeed(seed + 1)  # the trees draw from OpenCV's own generator
    here = project(described)
    index = cv2.flann_Index(here, {"algorithm": 1, "trees": _TREES})
    found = [_near(index, project(features_seen(described, look)), look) for look in LOOKS]
    return np.unique(np.concatenate(found), axis=0)


def _described(thumbnails, workers):
    parts = [thumbnails[i : i + _BATCH] for i in range(0, len(thumbnails), _BATCH)]
    with ThreadPoolExecutor(workers) as pool:
        return np.concatenate(list(pool.map(features, map(np.ascontiguousarray, parts))))


def _near(index, points, look):
    most, far = _USUAL if look in (UPRIGHT, MIRRORED) else _TURNED
    count = min(most + 1, len(points))  # upright each photo finds itself, too
    near, apart = index.knnSearch(points, count, params={"checks": _CHECKS})
    near = np.where((near != np.arange(len(points))[:, None]) & (apart <= far), near, -1)
    rows, columns = np.nonzero((near >= 0) & (np.cumsum(near >= 0, axis=1) <= most))
    others = near[rows, columns]
    looks = np.where(others < rows, look, _BACK[look])  # the row is the second, or the first
    return np.column_stack([np.minimum(rows, others), np.maximum(rows, others), looks])
