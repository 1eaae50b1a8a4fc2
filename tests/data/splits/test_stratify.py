import numpy as np
import pytest

from signkit.data.splits.stratify import stratify, teach_all

SHARES = np.array([0.7, 0.15, 0.15])


def labels(things=600, seed=0):
    """Labels from common to rare, some of which like each other's company."""
    rng = np.random.default_rng(seed)
    drawn = rng.random((things, 8)) < [0.5, 0.3, 0.2, 0.1, 0.08, 0.05, 0.03, 0.02]
    drawn[:, 7] |= drawn[:, 5] & drawn[:, 6]
    return drawn.astype(int)


def shares_of(counts, assigned, parts=3):
    sums = np.stack([counts[assigned == part].sum(0) for part in range(parts)])
    return sums / sums.sum(0)


@pytest.mark.parametrize("seed", range(4))
def test_every_label_keeps_the_shares(seed):
    counts = labels(seed=seed)
    assigned = stratify(counts, SHARES, np.random.default_rng(seed))
    near = np.abs(shares_of(counts, assigned) - SHARES[:, None]).max(0) * counts.sum(0)
    assert (near <= 1.5).all()  # photos off the shares, of 12 to 300
    np.testing.assert_allclose(np.bincount(assigned) / len(counts), SHARES, atol=0.02)


def test_the_seed_decides_and_repeats():
    counts = labels(200)
    first, again, other = (stratify(counts, SHARES, np.random.default_rng(s)) for s in (3, 3, 4))
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("seed", range(3))
def test_things_of_unequal_size(seed):
    rng = np.random.default_rng(seed)
    counts = labels(300, seed) * rng.choice([1, 2, 3, 10], (300, 1))
    assigned = stratify(counts, SHARES, rng)
    common = (counts > 0).sum(0) >= 20
    assert common.sum() >= 5
    assert np.abs(shares_of(counts, assigned)[:, common] - SHARES[:, None]).max() <= 0.03


def test_a_rare_label_reaches_as_many_parts_as_it_can():
    counts = np.zeros((60, 3), int)
    counts[:, 0] = 1
    counts[:3, 1] = 1
    counts[3, 2] = 1
    for seed in range(5):
        assigned = stratify(counts, SHARES, np.random.default_rng(seed))
        assert sorted(assigned[:3]) == [0, 1, 2]


def test_part_0_gets_the_smallest_thing_of_a_label_it_lacks():
    counts = np.array([[3, 0, 0], [1, 1, 0], [1, 9, 1], [1, 0, 0]])
    assert teach_all(counts, np.array([0, 1, 1, 2])).tolist() == [0, 1, 0, 2]
    assert teach_all(counts, np.array([1, 1, 1, 2])).tolist() == [1, 1, 0, 2]
    kept = np.array([0, 1, 0, 2])
    assert teach_all(counts, kept).tolist() == kept.tolist()
