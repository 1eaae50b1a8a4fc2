import numpy as np

from signkit.inputs.augment import Policy, augment_hands, augment_photos, blur_beyond_use, draw
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
