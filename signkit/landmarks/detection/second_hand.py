"""Looking for a second hand without inventing one: where to look, and what to believe.

Points are (21, 3) with x, y as fractions of the photo's width and height. The figures were chosen
on photos of two-handed and one-handed signs; see the test on real photos.
"""

import cv2
import numpy as np

from signkit.landmarks.hand import BONES

# Two outlines that share more than this part of the smaller one are one hand seen twice ...
MOST_OVERLAP = 0.5
# ... and one this much smaller than the other is a fingertip taken for a hand.
LEAST_SIZE_RATIO = 0.25
# A hand whose points lie mostly beyond the photo's edge is a guess into the border.
LEAST_INSIDE = 0.5

# The colour test looks at every n-th pixel, about this many along the longer side; a second hand of
# the same person under the same light differs from the first by less than this (L, a, b of OpenCV's
# 8-bit Lab) ...
THUMBNAIL = 96
SPREAD = np.array([70.0, 12.0, 12.0])
# ... and shows at least this part of the first one's outline. On 93 photos where a second hand was
# there to be found, the least was 0.5; nine in ten photos of one hand on black stay under 0.2.
LEAST_LIKE = 0.2
MARGIN = 0.12  # around the first hand, in roots of its outline's area: its own rim isn't counted


def outline(points: np.ndarray, width: int, height: int) -> np.ndarray:
    """The convex hull of a hand's points in pixels, as OpenCV's (n, 1, 2) float32 contour."""
    return cv2.convexHull(np.float32(points[:, :2] * (width, height)))


def two_hands(points: np.ndarray, other: np.ndarray, width: int, height: int) -> bool:
    """Whether two sets of points can be two hands, by the overlap and sizes of their outlines."""
    a, b = outline(points, width, height), outline(other, width, height)
    small, large = sorted((cv2.contourArea(a), cv2.contourArea(b)))
    if small <= 0:
        return False
    shared, _ = cv2.intersectConvexConvex(a, b)
    return shared < MOST_OVERLAP * small and small > LEAST_SIZE_RATIO * large


def mostly_inside(points: np.ndarray) -> bool:
    """Whether at least half of a hand's points lie within the photo."""
    return ((points[:, :2] >= 0) & (points[:, :2] <= 1)).all(axis=1).mean() >= LEAST_INSIDE


def paint_over(image: np.ndarray, points: np.ndarray) -> np.ndarray:
    """A copy of the photo (H, W, 3) with the hand's outline filled by its own mean colour.

    Its own colour, since a patch that stands out is taken for a hand more often, and hides the
    hand that touches it.
    """
    height, width = image.shape[:2]
    contour = np.round(outline(points, width, height)).astype(np.int32)
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, contour, 255)
    painted = image.copy()
    cv2.fillConvexPoly(painted, contour, cv2.mean(image, mask)[:3])
    return painted


def may_hold_second(image: np.ndarray, points: np.ndarray) -> bool:
    """Whether enough of the photo outside the found hand has that hand's colour.

    A cheap test, far cheaper than a look by the detector: where nothing else in the photo has the
    colour of skin as this light shows it, there is no second hand. On a grey photo all is like.
    """
    step = max(1, round(max(image.shape[:2]) / THUMBNAIL))
    lab = cv2.cvtColor(np.ascontiguousarray(image[::step, ::step]), cv2.COLOR_RGB2LAB)
    height, width = lab.shape[:2]
    inside = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(inside, np.round(outline(points, width, height)).astype(np.int32), 1)
    bones = np.zeros_like(inside)
    ends = np.round(points[:, :2] * (width, height)).astype(int).tolist()
    for start, end in BONES:
        cv2.line(bones, ends[start], ends[end], 1)
    if not bones.any():
        return True  # the hand lies outside the photo: nothing known about its colour
    colour = np.median(lab[bones > 0], axis=0)
    like = cv2.inRange(lab, colour - SPREAD, colour + SPREAD)
    area = np.count_nonzero(inside)
    margin = max(1, round(MARGIN * area**0.5))
    reach = cv2.dilate(inside, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))
    return bool(np.count_nonzero(like[reach == 0]) > LEAST_LIKE * area)
