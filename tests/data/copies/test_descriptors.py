import numpy as np

from signkit.data.copies.descriptors import (
    CROP,
    DIMENSIONS,
    DISC,
    SIDE,
    Projection,
    altered,
    features,
)


def test_brightness_contrast_and_corners_do_not_count(scene):
    picture = scene(0, SIDE).astype(np.float32) / 2
    corner = picture.copy()
    corner[:4, :4] = 255
    one, brighter, flatter, cornered = features(
        np.stack([picture, picture + 40, picture * 0.8, corner])
    )
    assert one.shape == (512,)
    assert np.abs(one - brighter).max() < 1e-3
    assert np.abs(one - flatter).max() < 0.02
    assert np.abs(one - cornered).max() < 1e-3
    assert DISC[0, 0] == 0
    assert DISC[SIDE // 2, SIDE // 2] == 1


def test_edges_are_split_by_direction():
    step = np.zeros((1, SIDE, SIDE), np.uint8)
    step[:, :, SIDE // 2 :] = 200
    across, down, back, up = features(step)[0, 256:].reshape(4, 64).sum(1)
    assert across > 5
    assert max(down, back, up) < 0.2 * across


def test_an_alteration_stays_within_its_bounds(scene):
    rng = np.random.default_rng(0)
    marked = np.zeros((SIDE, SIDE), np.uint8)
    marked[SIDE // 2 - 1 : SIDE // 2 + 1, SIDE // 2 - 1 : SIDE // 2 + 1] = 255
    places = []
    for _ in range(40):
        moved = altered(marked, rng).astype(float)
        y, x = np.mgrid[:SIDE, :SIDE]
        places.append((np.average(x, weights=moved), np.average(y, weights=moved)))
    apart = np.abs(np.array(places) - (SIDE - 1) / 2).max()
    assert 1 < apart < CROP / 2 * SIDE / (1 - CROP) + 0.5


def test_copies_come_nearer_than_other_photos(scene):
    photos = np.stack([scene(seed, SIDE) for seed in range(60)])
    rng = np.random.default_rng(1)
    copies = np.stack([altered(photo, rng) for photo in photos])
    everything = np.concatenate([photos, copies])
    described = features(everything)
    points = Projection(everything, described)(described)
    assert points.shape == (120, DIMENSIONS)
    apart = np.linalg.norm(points[60:, None] - points[None, :60], axis=2)
    assert (apart.argmin(1) == np.arange(60)).mean() > 0.95


def test_one_photo_and_blank_photos_are_no_trouble():
    blank = np.zeros((1, SIDE, SIDE), np.uint8)
    described = features(blank)
    assert np.isfinite(Projection(blank, described)(described)).all()
