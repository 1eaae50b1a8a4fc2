import numpy as np

from signkit.inputs.augment import Policy, augment_hands, augment_photos, draw
from signkit.landmarks.geometry import palm_size
from signkit.landmarks.hand import INDEX

STILL = Policy(flip=0, rotation=0, zoom=0, contrast=0, brightness=0, hand_scale=0, hand_noise=0)


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
    policy = Policy(contrast=0, brightness=0, hand_scale=0, hand_noise=0)
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
    policy = Policy(1, 0, 0, 0, 0, 0, 0)
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
    policy = Policy(0, 0, 0, 0, 0, 0, hand_noise=0.01)
    moved = augment_hands(hands, draw(policy, len(hands), rng), policy, rng)
    spread = (moved - hands)[:, 0, 1:].std() / palm_size(hands[0, 0])
    assert abs(spread - 0.01) < 0.0005


def test_brightness_and_contrast_stay_in_range():
    photos = np.full((50, 4, 4, 3), 200, np.uint8)
    policy = Policy(0, 0, 0, 0.2, 0.2, 0, 0)
    bright = augment_photos(photos, draw(policy, 50, np.random.default_rng(5)))
    assert 130 < bright.min() < 180
    assert bright.max() > 230
