import io

import numpy as np
from PIL import Image

from signkit.data.duplicates import THUMBNAIL, near_duplicates, perceptual_bits


def thumbnail(image):
    return np.asarray(image.convert("L").resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX))


def scene(seed):
    """A smooth random picture, with the strong low frequencies that photos have."""
    small = np.random.default_rng(seed).integers(0, 256, (6, 6), dtype=np.uint8)
    return Image.fromarray(small).resize((200, 200), Image.Resampling.BICUBIC)


def saved_again(image, quality):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer)


def test_bits_are_balanced_and_ignore_brightness():
    picture = np.asarray(thumbnail(scene(0)), float) / 2
    bits = perceptual_bits(np.stack([picture, picture + 40]))
    assert bits.shape == (2, 63)
    assert (bits[0] == bits[1]).all()
    assert (bits[0] > 0).sum() == 31


def test_saved_again_and_resized_are_found_and_others_are_not():
    pictures = [scene(seed) for seed in range(40)]
    pictures += [saved_again(pictures[3], 50), pictures[7].resize((128, 128)), pictures[3]]
    pairs = near_duplicates(np.stack([thumbnail(picture) for picture in pictures]))
    assert [later for later, _ in pairs] == [40, 41, 42]
    assert pairs[0][1] == 3
    assert pairs[1][1] == 7
    assert pairs[2][1] == 3


def test_the_threshold_spares_a_shifted_hand():
    picture = scene(5)
    moved = picture.transform(picture.size, Image.Transform.AFFINE, (1, 0, 6, 0, 1, 0))
    assert len(near_duplicates(np.stack([thumbnail(picture), thumbnail(moved)]))) == 0


def test_two_walls_of_one_grey_are_two_photos():
    walls = [128 + (np.asarray(thumbnail(scene(seed))) > 190).astype(np.uint8) for seed in (1, 2)]
    assert np.abs(walls[0].astype(float) - walls[1]).mean() < 0.6
    assert len(near_duplicates(np.stack(walls))) == 0


def test_pairs_across_chunks_are_those_of_a_plain_loop():
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (1300, THUMBNAIL, THUMBNAIL), dtype=np.uint8)
    for later, earlier in ((1299, 0), (700, 699), (600, 20)):
        pictures[later] = pictures[earlier]
    assert near_duplicates(pictures).tolist() == [[600, 20], [700, 699], [1299, 0]]


def test_nothing_and_one():
    assert near_duplicates(np.zeros((0, 32, 32), np.uint8)).shape == (0, 2)
    assert near_duplicates(np.zeros((1, 32, 32), np.uint8)).shape == (0, 2)
