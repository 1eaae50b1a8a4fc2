from dataclasses import replace

import numpy as np
import pytest

from signkit.landmarks.hand import INDEX, LEFT, RIGHT, WRIST
from signkit.samples import SIGNS, TWO_HANDED, make_signer, render
from signkit.samples.signs.scene import make_scene

SIZE = 72


def _rng(seed=0):
    return np.random.default_rng(seed)


def test_the_table_has_enough_signs():
    assert len(SIGNS) >= 8
    assert sum(name in TWO_HANDED for name in list(SIGNS)[:8]) >= 2


def test_the_same_seed_draws_the_same_photo_and_another_does_not():
    image, scene = render("victory", make_signer(1), SIZE, _rng(5))
    again, same = render("victory", make_signer(1), SIZE, _rng(5))
    other, moved = render("victory", make_signer(1), SIZE, _rng(6))
    assert image.shape == (SIZE, SIZE, 3)
    assert image.dtype == np.uint8
    np.testing.assert_array_equal(image, again)
    np.testing.assert_array_equal(scene.image_points, same.image_points)
    assert np.abs(image.astype(int) - other).mean() > 2
    assert np.abs(scene.image_points - moved.image_points).max() > 0.01


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("number", [2, 3])
def test_joints_lie_inside_the_photo_and_on_the_drawn_hand(sign, number):
    # The same photo before a light and a dark background: what stays the same is the hand.
    signer = replace(make_signer(number), background="wall")
    image, scene = render(sign, signer, 192, _rng(number))
    elsewhere, _ = render(sign, replace(signer, background="bokeh"), 192, _rng(number))
    hand = np.abs(image.astype(int) - elsewhere).max(axis=-1) < 24
    assert 0.03 < hand.mean() < 0.6
    points = scene.image_points[scene.present][..., :2].reshape(-1, 2)
    assert points.min() > 0.04
    assert points.max() < 0.96
    x, y = (points * 192).astype(int).T
    assert hand[y, x].all()
    assert not hand[y, 191 - x].all()  # the check can fail


def test_a_right_palm_shows_its_thumb_on_the_photos_right():
    scene = make_scene("open_palm", replace(make_signer(1), tilt=(0, 0, 0)), SIZE, _rng(), loose=0)
    assert scene.present.tolist() == [True, False]
    x, y, z = scene.image_points[RIGHT].T
    assert x[INDEX["thumb_tip"]] > x[INDEX["index_tip"]] > x[INDEX["pinky_tip"]]
    assert y[INDEX["middle_tip"]] < y[INDEX["middle_mcp"]] < y[WRIST]
    assert z[WRIST] == 0
    assert z[INDEX["thumb_tip"]] < 0  # the thumb stands out of the palm, to the camera
    assert not scene.image_points[LEFT].any()


def test_two_hands_are_each_on_their_own_side():
    for sign in TWO_HANDED:
        scene = make_scene(sign, make_signer(1), SIZE, _rng(1))
        assert scene.present.all()
        assert scene.image_points[RIGHT, WRIST, 0] < scene.image_points[LEFT, WRIST, 0]


@pytest.mark.parametrize("sign", ["thumb_up", "house", "ok"])
def test_a_left_handed_signer_is_the_mirror_image(sign):
    signer = replace(make_signer(2), left_handed=False)
    right = make_scene(sign, signer, SIZE, _rng(), loose=0)
    left = make_scene(sign, replace(signer, left_handed=True), SIZE, _rng(), loose=0)
    np.testing.assert_array_equal(left.present, right.present[::-1])
    mirrored = right.image_points[::-1] * (-1, 1, 1) + (1, 0, 0)
    shown = left.present
    np.testing.assert_allclose(left.image_points[shown], mirrored[shown], atol=1e-5)


def test_signers_differ_and_are_the_same_each_time():
    signers = [make_signer(number) for number in range(1, 9)]
    assert signers == [make_signer(number) for number in range(1, 9)]
    assert make_signer(1, seed=1) != make_signer(1)
    for field in ("proportions", "thickness", "skin", "light", "distance", "room", "tilt"):
        assert len({getattr(signer, field) for signer in signers}) == 8, field
    for field in ("left_handed", "background", "sleeve"):
        assert len({getattr(signer, field) for signer in signers}) >= 2, field
    brightness = [sum(signer.skin) for signer in signers]
    assert max(brightness) > 1.8 * min(brightness)


def test_skin_keeps_its_colour_and_the_dark_is_darker():
    looks = {}
    for name, skin in (("light", (238, 200, 178)), ("dark", (110, 70, 50))):
        signer = replace(make_signer(1), skin=skin, sleeve=None)
        image, scene = render("open_palm", signer, SIZE, _rng())
        at = (scene.image_points[RIGHT, INDEX["middle_mcp"], :2] * SIZE).astype(int)
        looks[name] = image[at[1] - 2 : at[1] + 3, at[0] - 2 : at[0] + 3].reshape(-1, 3).mean(0)
    assert looks["light"].sum() > looks["dark"].sum() + 60
    for red, green, blue in looks.values():
        assert red > green > blue
