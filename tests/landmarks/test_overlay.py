import numpy as np
import pytest
from hand_poses import hand

from signkit.landmarks.hand import LEFT, RIGHT
from signkit.landmarks.overlay import COLOURS, LEAST_SIDE, draw


def both_hands():
    points = hand() * 0.15
    return np.stack([points + np.float32([0.2, 0.5, 0]), points + np.float32([0.6, 0.5, 0])])


def share(image, colour):
    return (np.abs(image.astype(int) - colour).max(axis=2) < 40).mean()


@pytest.mark.parametrize("shape", [(100, 100), (400, 400), (1080, 1920), (2000, 900)])
def test_readable_at_any_size(shape):
    photo = np.full((*shape, 3), 128, np.uint8)
    drawn = draw(photo, both_hands(), np.array([True, True]))
    assert max(drawn.shape[:2]) >= LEAST_SIDE
    # The lines cover about the same part of a photo whatever its size.
    assert 0.002 < share(drawn, COLOURS[RIGHT]) < 0.05
    assert 0.002 < share(drawn, COLOURS[LEFT]) < 0.05
    assert (photo == 128).all()


def test_only_present_hands_are_drawn():
    photo = np.full((400, 400, 3), 128, np.uint8)
    drawn = draw(photo, both_hands(), np.array([False, True]))
    assert share(drawn, COLOURS[RIGHT]) == 0
    assert share(drawn, COLOURS[LEFT]) > 0
    assert (draw(photo, both_hands(), np.array([False, False])) == photo).all()


def test_the_hand_is_where_it_is():
    drawn = draw(np.full((400, 800, 3), 128, np.uint8), both_hands(), np.array([True, False]))
    changed = np.argwhere((drawn != 128).any(axis=2))
    assert changed.min(axis=0) == pytest.approx((400 * 0.35, 800 * 0.2), abs=12)
    assert changed.max(axis=0) == pytest.approx((400 * 0.8, 800 * 0.5), abs=12)


def test_points_far_outside_do_no_harm():
    drawn = draw(np.zeros((50, 60, 3), np.uint8), both_hands() * 40 - 20, np.array([True, True]))
    assert drawn.dtype == np.uint8
