import cv2
import numpy as np

from signkit.data.candidates import NEIGHBOURS, candidates
from signkit.data.descriptors import SIDE, altered


def test_copies_and_mirror_images_are_among_them(scene):
    photos = [scene(seed, SIDE) for seed in range(80)]
    rng = np.random.default_rng(0)
    photos += [altered(photos[7], rng), np.ascontiguousarray(altered(photos[9], rng)[:, ::-1])]
    found = candidates(np.stack(photos))
    rows = {tuple(row) for row in found.tolist()}
    assert (7, 80, 0) in rows
    assert (9, 81, 1) in rows
    assert (found[:, 0] < found[:, 1]).all()
    assert len(rows) == len(found) <= 2 * NEIGHBOURS * len(photos)


def test_the_same_photos_give_the_same_candidates(scene):
    photos = np.stack([scene(seed, SIDE) for seed in range(50)])
    first = candidates(photos)
    cv2.setRNGSeed(99)
    assert np.array_equal(candidates(photos, workers=2), first)


def test_too_few_photos_for_a_pair():
    assert candidates(np.zeros((0, SIDE, SIDE), np.uint8)).shape == (0, 3)
    assert candidates(np.zeros((1, SIDE, SIDE), np.uint8)).shape == (0, 3)
    assert candidates(np.zeros((2, SIDE, SIDE), np.uint8))[:, :2].tolist()[0] == [0, 1]
