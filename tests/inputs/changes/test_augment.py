from dataclasses import replace

import numpy as np
import pytest

from signkit.inputs.changes.augment import (
    Policy,
    augment_hands,
    augment_photos,
    blur_beyond_use,
    draw,
    policy_from,
)
from signkit.inputs.changes.photo_changes import CHANGES
from signkit.landmarks.geometry import palm_size
from signkit.landmarks.hand import INDEX

OFF = dict.fromkeys(
    ("flip", "rotation", "zoom", "contrast", "brightness", "hand_scale", "hand_tilt"), 0.0
) | {"finger_length": 0.0, "hand_noise": 0.0}
STILL = Policy(**OFF)


def a_hand(rng):
    """A right hand of points around a wrist at the origin; the left is absent."""
    hands = np.zeros((1, 2, 21, 3), np.float32)
    hands[0, 0, 1:] = rng.uniform(-0.3, 0.3, (20, 3))
    return hands


def test_a_still_policy_changes_nothing():
    rng = np.random.default_rng(0)
    photos = rng.integers(0, 256, (2, 16, 16, 3), np.uint8)
    hands = np.repeat(a_hand(rng), 2, axis=0)
    drawn = draw(STILL, 2, rng)
    assert np.array_equal(augment_photos(photos, drawn), photos)
    assert np.allclose(augment_hands(hands, drawn, STILL, rng), hands)


def test_photo_and_landmarks_move_together():
    # A photo of a bright spot on each of two points; the spots must lie where the points go.
    size, rng = 101, np.random.default_rng(1)
    policy = Policy(**{**OFF, "flip": 0.5, "rotation": 15.0, "zoom": 0.15})
    wrist, tip = np.array([50, 50]), np.array([70, 40])
    photo = np.zeros((size, size, 3), np.uint8)
    photo[tip[1] - 1 : tip[1] + 2, tip[0] - 1 : tip[0] + 2] = 255
    hands = np.zeros((20, 2, 21, 3), np.float32)
    hands[:, 0, INDEX["index_tip"], :2] = (tip - wrist) / size
    drawn = draw(policy, 20, rng)
    moved = augment_photos(np.repeat(photo[None], 20, axis=0), drawn)
    points = augment_hands(hands, drawn, policy, rng)
    assert 0 < drawn.flip.sum() < 20
    for i in range(20):
        rows, columns = np.nonzero(moved[i, :, :, 0] > 100)
        slot = 1 if drawn.flip[i] else 0
        expected = points[i, slot, INDEX["index_tip"], :2] * size + wrist
        assert np.allclose([columns.mean(), rows.mean()], expected, atol=1)


def test_a_mirrored_right_hand_is_a_left_one():
    rng = np.random.default_rng(2)
    hands = a_hand(rng)
    policy = Policy(**{**OFF, "flip": 1.0})
    flipped = augment_hands(hands, draw(policy, 1, rng), policy, rng)
    assert not flipped[0, 0].any()
    assert np.allclose(flipped[0, 1], hands[0, 0] * (-1, 1, 1))


def test_an_absent_hand_stays_absent_and_the_wrist_stays_the_origin():
    rng = np.random.default_rng(3)
    policy = Policy(flip=0)
    moved = augment_hands(a_hand(rng), draw(policy, 1, rng), policy, rng)
    assert not moved[0, 1].any()
    assert not moved[0, 0, 0].any()


def test_noise_is_in_palm_sizes():
    rng = np.random.default_rng(4)
    hands = np.repeat(a_hand(rng), 2000, axis=0)
    policy = Policy(**{**OFF, "hand_noise": 0.01})
    moved = augment_hands(hands, draw(policy, len(hands), rng), policy, rng)
    spread = (moved - hands)[:, 0, 1:].std() / palm_size(hands[0, 0])
    assert abs(spread - 0.01) < 0.0005


def test_brightness_and_contrast_stay_in_range():
    photos = np.full((50, 4, 4, 3), 200, np.uint8)
    policy = Policy(**{**OFF, "contrast": 0.2, "brightness": 0.2})
    bright = augment_photos(photos, draw(policy, 50, np.random.default_rng(5)))
    assert 130 < bright.min() < 180
    assert bright.max() > 230


def test_modality_dropout_takes_the_photo_or_the_hands_never_both():
    rng = np.random.default_rng(6)
    policy = Policy(**OFF, drop_photo=0.3, drop_hands=0.2)
    drawn = draw(policy, 2000, rng)
    assert not (drawn.drop_photo & drawn.drop_hands).any()
    assert abs(drawn.drop_photo.mean() - 0.3) < 0.03
    assert abs(drawn.drop_hands.mean() - 0.2) < 0.03
    hands = np.repeat(a_hand(rng), 2000, axis=0)
    moved = augment_hands(hands, drawn, policy, rng)
    assert np.array_equal(moved[:, 0].any(axis=(1, 2)), ~drawn.drop_hands)
    photos = rng.integers(0, 256, (20, 32, 32, 3), np.uint8)
    seen = augment_photos(photos, drawn.take(np.arange(20)))
    same = (seen == photos).all(axis=(1, 2, 3))
    assert np.array_equal(same, ~drawn.drop_photo[:20])


def test_a_photo_blurred_beyond_use_keeps_its_light_alone():
    photo = np.zeros((48, 48, 3), np.uint8)
    photo[::2] = 200  # stripes
    blurred = blur_beyond_use(photo)
    assert np.abs(blurred.astype(int) - 100).max() <= 2


def test_a_tilt_keeps_lengths_and_the_wrist():
    rng = np.random.default_rng(7)
    hands = np.repeat(a_hand(rng), 500, axis=0)
    policy = Policy(**{**OFF, "hand_tilt": 10.0})
    tilted = augment_hands(hands, draw(policy, 500, rng), policy, rng)
    lengths = np.linalg.norm(hands[:, 0], axis=-1)
    assert np.allclose(np.linalg.norm(tilted[:, 0], axis=-1), lengths, atol=1e-5)
    cosines = (hands * tilted)[:, 0, 1:].sum(-1) / lengths[:, 1:] ** 2
    angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
    assert 3 < angles.mean() < 10
    assert angles.max() < 14.2  # both axes at their most: sqrt(2) * 10


def test_fingers_are_lengthened_from_their_first_joint():
    rng = np.random.default_rng(8)
    hands = np.repeat(a_hand(rng), 300, axis=0)
    policy = Policy(**{**OFF, "finger_length": 0.1})
    other = augment_hands(hands, draw(policy, 300, rng), policy, rng)
    base, tip = INDEX["ring_mcp"], INDEX["ring_tip"]
    assert np.allclose(other[:, 0, base], hands[:, 0, base])
    factors = (other[:, 0, tip] - other[:, 0, base]) / (hands[:, 0, tip] - hands[:, 0, base])
    assert np.allclose(factors, factors[:, :1], atol=1e-3)  # one factor a finger
    assert 0.9 <= factors.min() < 0.92
    assert 1.08 < factors.max() <= 1.1


def test_draws_of_signs_are_those_they_always_were():
    # Numbers of the generator itself, in the order that runs begun before are resumed with.
    rng, same = np.random.default_rng(11), np.random.default_rng(11)
    drawn = draw(Policy(drop_photo=0.3), 3, rng)
    assert np.array_equal(drawn.flip, same.random(3) < 0.5)
    angle, zoom = np.radians(same.uniform(-15, 15, 3)), same.uniform(0.85, 1.15, 3)
    assert np.array_equal(drawn.linear[:, 0, 1], -np.sin(angle) * zoom)
    assert np.array_equal(drawn.contrast, same.uniform(0.8, 1.2, 3))
    assert np.array_equal(drawn.brightness, same.uniform(-0.2, 0.2, 3) * 255)
    assert np.array_equal(drawn.drop_photo, same.random(3) < 0.3)
    assert rng.random() == same.random()  # nothing else was drawn


def test_what_is_turned_on_later_leaves_the_draws_before_as_they_were():
    more = replace(policy_from("flip rotation zoom"), shift=0.1, looks=(("noise", 0.1),))
    few = draw(policy_from("flip rotation zoom"), 5, np.random.default_rng(3))
    many = draw(more, 5, np.random.default_rng(3))
    assert np.array_equal(few.linear, many.linear)
    assert many.shift.any()


def test_no_names_change_nothing_and_names_set_their_fields():
    photos = np.random.default_rng(0).integers(0, 256, (3, 20, 32, 3), np.uint8)
    still = draw(policy_from(""), 3, np.random.default_rng(0))
    assert np.array_equal(augment_photos(photos, still), photos)
    policy = policy_from("rotation=30 erase brightness, flip=0")
    assert (policy.rotation, policy.brightness, policy.flip, policy.zoom) == (30, 0.2, 0, 0)
    assert policy.looks == (("erase", 0.5),)
    assert (policy.border, policy.hand_noise, Policy().border) == ("reflect", 0, "black")


@pytest.mark.parametrize("shape", [(20, 20), (21, 33), (48, 30)])
def test_flips_are_exact_in_any_shape(shape):
    photos = np.random.default_rng(0).integers(0, 256, (2, *shape, 3), np.uint8)
    rng = np.random.default_rng(0)
    sides = augment_photos(photos, draw(policy_from("flip=1"), 2, rng))
    assert np.array_equal(sides, photos[:, :, ::-1])
    ends = augment_photos(photos, draw(policy_from("vertical_flip=1"), 2, rng))
    assert np.array_equal(ends, photos[:, ::-1])
    both = augment_photos(photos, draw(policy_from("flip=1 vertical_flip=1"), 2, rng))
    assert np.array_equal(both, photos[:, ::-1, ::-1])


def test_quarter_turns_are_exact_in_squares():
    photos = np.random.default_rng(0).integers(0, 256, (40, 16, 16, 3), np.uint8)
    drawn = draw(policy_from("quarter_turns"), 40, np.random.default_rng(0))
    turned = augment_photos(photos, drawn)
    assert set(drawn.turns) == {0, 1, 2, 3}
    for photo, after, turns in zip(photos, turned, drawn.turns, strict=True):
        assert np.array_equal(after, np.rot90(photo, -turns))


def test_photos_that_are_not_square_turn_by_halves():
    photos = np.random.default_rng(0).integers(0, 256, (40, 12, 20, 3), np.uint8)
    drawn = draw(policy_from("quarter_turns"), 40, np.random.default_rng(0))
    for photo, after, turns in zip(photos, augment_photos(photos, drawn), drawn.turns, strict=True):
        assert np.array_equal(after, photo[::-1, ::-1] if turns >= 2 else photo)


def test_a_wide_photo_turns_about_its_own_centre_without_bending():
    # A spot 40 to the right of the centre of 101 x 201, turned by the angle drawn.
    photo = np.zeros((101, 201, 3), np.uint8)
    photo[49:52, 139:142] = 255
    drawn = draw(replace(policy_from("rotation=60"), border="black"), 10, np.random.default_rng(2))
    for linear, after in zip(
        drawn.linear, augment_photos(np.repeat(photo[None], 10, axis=0), drawn), strict=True
    ):
        rows, columns = np.nonzero(after[:, :, 0] > 100)
        place = np.array([columns.mean() - 100, rows.mean() - 50])
        assert np.allclose(place, linear @ (40, 0), atol=0.5)
        assert abs(np.hypot(*place) - 40) < 0.5


def test_a_shift_is_a_share_of_each_side():
    photo = np.zeros((1, 50, 100, 3), np.uint8)
    photo[0, 25, 50] = 255
    drawn = draw(replace(policy_from("shift=.2"), border="black"), 1, np.random.default_rng(0))
    drawn.shift[0] = 0.1, -0.2
    assert np.argwhere(augment_photos(photo, drawn)[0, :, :, 0] == 255).tolist() == [[15, 60]]


def test_what_comes_in_is_black_or_a_reflection():
    photo = np.full((1, 40, 40, 3), 200, np.uint8)
    for border, expected in (("black", 0), ("reflect", 200)):
        drawn = draw(replace(policy_from("zoom=.5"), border=border), 1, np.random.default_rng(0))
        drawn.linear[0] = np.eye(2) / 2
        assert augment_photos(photo, drawn)[0, 0, 0, 0] == expected


def test_the_same_chance_gives_the_same_photos_whatever_part_is_taken():
    photos = np.random.default_rng(0).integers(0, 256, (8, 24, 40, 3), np.uint8)
    policy = policy_from(" ".join(CHANGES))
    drawn = draw(policy, 8, np.random.default_rng(9))
    whole = augment_photos(photos, drawn)
    part = np.array([5, 2])
    assert np.array_equal(augment_photos(photos[part], drawn.take(part)), whole[part])
    again = draw(policy, 8, np.random.default_rng(9))
    assert np.array_equal(augment_photos(photos, again), whole)
    assert not np.array_equal(whole, photos)


def test_hands_follow_every_way_a_photo_moves():
    rng = np.random.default_rng(4)
    hands = np.repeat(a_hand(rng), 30, axis=0)
    policy = policy_from("vertical_flip quarter_turns")
    drawn = draw(policy, 30, rng)
    moved = augment_hands(hands, drawn, policy, rng)
    for hand, after, mirrored, turns in zip(hands, moved, drawn.flip, drawn.turns, strict=True):
        x, y, z = hand[0].T
        y = -y if mirrored else y
        for _ in range(turns):
            x, y = -y, x
        assert np.allclose(after[1 if mirrored else 0], np.stack([x, y, z], axis=-1), atol=1e-6)
    assert 0 < drawn.flip.sum() < 30
