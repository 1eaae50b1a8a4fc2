import cv2
import numpy as np
import pytest

from signkit.data.copies import registration
from signkit.data.copies.descriptors import SIDE
from signkit.data.copies.registration import Match, match


def turned(picture, degrees, scale=1.0, border=cv2.BORDER_CONSTANT):
    centre = (SIDE - 1) / 2
    matrix = cv2.getRotationMatrix2D((centre, centre), degrees, scale)
    return cv2.warpAffine(picture, matrix, (SIDE, SIDE), borderMode=border)


def test_the_same_pixels_score_one(scene):
    found = match(scene(1, SIDE), scene(1, SIDE))
    assert found.score == pytest.approx(1, abs=0.02)
    assert found.detail == pytest.approx(1, abs=0.01)
    assert found.residual < 0.03
    assert abs(found.turn) < 0.1
    assert found.shift < 0.002
    assert found.gain == pytest.approx(1, abs=0.01)
    assert found.copied


@pytest.mark.parametrize("degrees", [-10, -4, 4, 10])
def test_a_rotation_is_found_and_told(scene, degrees):
    found = match(scene(2, SIDE), turned(scene(2, SIDE), degrees))
    assert found.copied
    assert abs(found.turn) == pytest.approx(abs(degrees), abs=0.5)


def test_crop_brightness_and_both(scene):
    picture = scene(3, SIDE)
    cropped = cv2.resize(picture[3:60, 1:62], (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    darker = (picture * 0.8).astype(np.uint8)
    found = match(picture, darker)
    assert found.copied
    assert found.gain == pytest.approx(0.8, abs=0.02)
    assert match(picture, cropped).copied
    assert match(picture, turned((cropped * 0.8).astype(np.uint8), 8)).copied


def test_another_finger_is_no_copy(scene):
    picture = scene(4, SIDE)
    more = picture.copy()
    cv2.ellipse(more, (30, 26), (3, 11), 10, 0, 360, 255 if picture[26, 30] < 128 else 0, -1)
    found = match(picture, more)
    assert not found.copied
    assert found.residual > 0.5
    assert found.detail > 0.6


def test_other_photos_are_no_copies(scene):
    for seed in range(20):
        found = match(scene(seed, SIDE), scene(seed + 100, SIDE))
        assert found is None or not found.copied


def test_plain_walls_agree_in_all_but_their_grain():
    rng = np.random.default_rng(0)
    slope = np.linspace(120, 180, SIDE)[None] + np.zeros((SIDE, 1))
    one, other = ((slope + rng.normal(0, 2, slope.shape)).astype(np.uint8) for _ in range(2))
    found = match(one, other)
    assert found is None or (found.detail < registration.LEAST_DETAIL and not found.copied)


def test_both_thresholds_count():
    at = Match(registration.LEAST_SCORE, registration.LEAST_DETAIL, 0.2, 0, 0, 1)
    assert at.copied
    assert not Match(at.score - 0.01, 1, 0.2, 0, 0, 1).copied
    assert not Match(1, at.detail - 0.01, 0.2, 0, 0, 1).copied


def test_blank_photos_are_no_copies():
    blank = np.full((SIDE, SIDE), 200, np.uint8)
    found = match(blank, blank)
    assert found is None or not found.copied
