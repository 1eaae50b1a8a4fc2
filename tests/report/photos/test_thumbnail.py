import numpy as np
import pytest

from signkit.report.photos.thumbnail import thumbnail


def hands(right=None, left=None):
    """Points (2, 21, 2): all of a hand in a row at the given height, or none."""
    points = np.full((2, 21, 2), np.nan)
    for slot, height in enumerate((right, left)):
        if height is not None:
            points[slot] = np.stack([np.linspace(0.1, 0.9, 21), np.full(21, height)], axis=1)
    return points


@pytest.mark.parametrize("shape", [(300, 600, 3), (30, 60, 3)])
def test_size_keeps_the_photo_s_proportions(shape):
    assert thumbnail(np.zeros(shape, np.uint8), 100).shape == (50, 100, 3)


def test_right_is_blue_and_left_is_yellow():
    small = thumbnail(np.zeros((400, 400, 3), np.uint8), 200, hands(right=0.25, left=0.75))
    red, _, blue = small.astype(int).transpose(2, 0, 1)
    assert blue[50, 20:180].min() > 150 > 20 > red[50, 60]
    assert red[150, 20:180].min() > 150 > 20 > blue[150, 60]
    assert small[[30, 100, 180]].max() == 0


def test_without_a_hand_the_photo_stays_as_it_is():
    photo = np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8)
    np.testing.assert_array_equal(thumbnail(photo, 80, hands()), photo)
    np.testing.assert_array_equal(thumbnail(photo, 80), photo)
