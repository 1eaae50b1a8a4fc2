import numpy as np

from signkit.inputs.changes.degrade import half_blanked, half_blurred
from signkit.inputs.samples import Samples


def some():
    rng = np.random.default_rng(0)
    photos = rng.integers(0, 256, (12, 48, 48, 3), np.uint8)
    hands = rng.normal(size=(12, 2, 21, 3)).astype(np.float32)
    return Samples(photos, hands, np.arange(12), np.arange(2, 12), classes=12)


def test_half_of_the_split_loses_its_hands_and_the_data_set_none():
    samples = some()
    before = samples.hands.copy()
    worse = half_blanked(samples)
    assert len(worse) == 10
    assert worse.hands.any(axis=(1, 2, 3)).sum() == 5
    assert np.array_equal(worse.photos, samples.photos[2:])
    assert np.array_equal(worse.one_hot(np.arange(10)), samples.one_hot(np.arange(10)))
    assert np.array_equal(samples.hands, before)


def test_half_of_the_split_is_blurred_until_nothing_is_left_to_read():
    samples = some()
    worse = half_blurred(samples)
    contrast = worse.photos.std(axis=(1, 2, 3))
    assert (contrast < 10).sum() == 5
    assert (contrast > 60).sum() == 5
    assert samples.photos.std(axis=(1, 2, 3)).min() > 60
    assert np.array_equal(worse.hands, samples.hands[2:])


def test_clips_lose_all_their_hands_and_every_picture():
    rng = np.random.default_rng(0)
    photos = rng.integers(0, 256, (6, 3, 48, 48, 3), np.uint8)
    hands = rng.normal(size=(6, 4, 2, 21, 3)).astype(np.float32)
    clips = Samples(photos, hands, np.arange(6), np.arange(6), classes=6)
    assert half_blanked(clips).hands.any(axis=(1, 2, 3, 4)).sum() == 3
    contrast = half_blurred(clips).photos.std(axis=(2, 3, 4))
    assert (contrast < 10).all(axis=1).sum() == 3
    assert (contrast > 60).all(axis=1).sum() == 3
