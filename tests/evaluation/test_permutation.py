import numpy as np

from signkit.evaluation.permutation import exchanges, share_as_far


def test_all_ways_of_few_units_are_taken():
    ways = exchanges(3, 1000, np.random.default_rng(0))
    assert sorted(map(tuple, ways)) == [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]


def test_of_many_units_some_ways_are_drawn_and_that_as_they_are():
    ways = exchanges(40, 500, np.random.default_rng(0))
    assert ways.shape == (500, 40)
    assert ways[0].sum() == 0
    assert 0.48 < ways[1:].mean() < 0.52


def test_p_is_two_sided_and_never_zero():
    assert share_as_far(np.array([0.2, -0.2, 0.1, 0.3]), 0.2) == 0.75
    assert share_as_far(np.array([0.2, 0, 0, 0]), -0.2) == 0.25
