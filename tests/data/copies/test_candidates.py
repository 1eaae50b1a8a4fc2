import cv2
import numpy as np

from signkit.data.copies.candidates import NEIGHBOURS, candidates
from signkit.data.copies.descriptors import SIDE, altered, features, features_seen, seen


def test_copies_and_mirror_images_are_among_them(scene):
    photos = [scene(seed, SIDE) for seed in range(80)]
    rng = np.random.default_rng(0)
    photos += [altered(photos[7], rng), np.ascontiguousarray(altered(photos[9], rng)[:, ::-1])]
    found = candidates(np.stack(photos))
    rows = {tuple(row) for row in found.tolist()}
    assert (7, 80, 0) in rows
    assert (9, 81, 4) in rows
    assert (found[:, 0] < found[:, 1]).all()
    assert len(rows) == len(found) <= (2 * NEIGHBOURS + 6) * len(photos)


def test_how_a_turned_copy_must_be_looked_at(scene):
    photos = [scene(seed, SIDE) for seed in range(60)]
    turned = [np.rot90(photos[look], look) for look in range(1, 4)]
    upside_down = photos[5][::-1]
    found = candidates(np.ascontiguousarray(np.stack([*photos, *turned, upside_down])))
    rows = {tuple(row) for row in found.tolist()}
    # A quarter to the left is undone by three more; mirrored and turned by half is upside down.
    assert {(1, 60, 3), (2, 61, 2), (3, 62, 1), (5, 63, 6)} <= rows
    for first, second, look in ((1, 60, 3), (3, 62, 1), (5, 63, 6)):
        both = np.stack([*photos, *turned, upside_down])
        assert np.array_equal(seen(both[second], look), both[first])


def test_features_of_a_turned_photo_are_the_same_cells_elsewhere(scene):
    photos = np.stack([scene(seed, SIDE) for seed in range(3)])
    described = features(photos)
    for look in range(8):
        again = features(np.ascontiguousarray(seen(photos, look)))
        assert np.allclose(features_seen(described, look), again, atol=1e-3)
    # Worked out by hand: mirrored by columns, then a quarter to the left.
    small = np.array([[1, 2], [3, 4]])
    assert seen(small, 1).tolist() == [[2, 4], [1, 3]]
    assert seen(small, 4).tolist() == [[2, 1], [4, 3]]
    assert seen(small, 5).tolist() == [[1, 3], [2, 4]]
    assert seen(small, 6).tolist() == [[3, 4], [1, 2]]


def test_the_same_photos_give_the_same_candidates(scene):
    photos = np.stack([scene(seed, SIDE) for seed in range(50)])
    first = candidates(photos)
    cv2.setRNGSeed(99)
    assert np.array_equal(candidates(photos, workers=2), first)


def test_too_few_photos_for_a_pair():
    assert candidates(np.zeros((0, SIDE, SIDE), np.uint8)).shape == (0, 3)
    assert candidates(np.zeros((1, SIDE, SIDE), np.uint8)).shape == (0, 3)
    assert candidates(np.zeros((2, SIDE, SIDE), np.uint8))[:, :2].tolist()[0] == [0, 1]
