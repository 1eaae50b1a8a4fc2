import cv2
import numpy as np
import pytest
from hand_poses import hand

from signkit.landmarks.detection.second_hand import (
    may_hold_second,
    mostly_inside,
    outline,
    paint_over,
    two_hands,
)

SKIN, SHADE, BLUE = (205, 150, 120), (165, 110, 85), (40, 60, 200)


def at(x, y, size):
    """The flat hand with its wrist at x, y; its outline spans 2 `size` each way but to the left."""
    return hand() * np.float32([size, size, size]) + np.float32([x, y, 0])


def test_outline_is_in_pixels():
    x, y = outline(at(0.5, 0.5, 0.1), 200, 100)[:, 0].T
    assert (x.min(), x.max()) == pytest.approx((100, 140))
    assert (y.min(), y.max()) == pytest.approx((40, 70))


def test_hands_apart_are_two():
    assert two_hands(at(0.1, 0.2, 0.1), at(0.6, 0.2, 0.1), 100, 100)


def test_one_hand_seen_twice_is_one():
    assert not two_hands(at(0.1, 0.2, 0.1), at(0.11, 0.21, 0.1), 100, 100)


def test_fingertip_is_no_hand():
    # A quarter of the area is half the size: just under and just over.
    assert not two_hands(at(0.1, 0.2, 0.1), at(0.6, 0.2, 0.049), 100, 100)
    assert two_hands(at(0.1, 0.2, 0.1), at(0.6, 0.2, 0.051), 100, 100)


def test_points_on_a_line_are_no_hand():
    assert not two_hands(at(0.1, 0.2, 0.1), at(0.6, 0.2, 0.1) * np.float32([1, 0, 1]), 100, 100)


def test_mostly_inside():
    assert mostly_inside(at(0.5, 0.5, 0.1))
    assert not mostly_inside(at(0.95, 0.5, 0.2))


def test_painting_hides_the_hand_only():
    image = np.zeros((100, 100, 3), np.uint8)
    image[:] = BLUE
    image[25:60, 12:40] = SKIN
    points = at(0.1, 0.4, 0.1)
    painted = paint_over(image, points)
    assert (painted[80:] == image[80:]).all()
    assert (painted[:, 60:] == image[:, 60:]).all()
    assert len(np.unique(painted[42:48, 14:18].reshape(-1, 3), axis=0)) == 1
    assert (image[42, 14] == SKIN).all()  # the photo itself is left alone


@pytest.mark.parametrize(
    ("other", "expected"), [(None, False), (BLUE, False), (SKIN, True), (SHADE, True)]
)
def test_second_hand_needs_the_first_ones_colour(other, expected):
    image = np.full((120, 240, 3), 250, np.uint8)
    for x, colour in ((0.1, SKIN), (0.6, other)):
        shape = np.round(outline(at(x, 0.45, 0.11), 240, 120)).astype(int)
        if colour:
            cv2.fillConvexPoly(image, shape, colour)
    assert may_hold_second(image, at(0.1, 0.45, 0.11)) is expected


def test_grey_photo_is_looked_at():
    image = np.full((120, 240, 3), 128, np.uint8)
    assert may_hold_second(image, at(0.1, 0.45, 0.11))


def test_hand_beyond_the_edge_is_looked_at():
    assert may_hold_second(np.zeros((50, 50, 3), np.uint8), at(3, 3, 0.1))
