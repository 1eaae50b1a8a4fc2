import itertools

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score

from signkit.evaluation.answers.labels_f1 import macro_f1
from signkit.evaluation.answers.paired.labels import PairedLabels, interval, permuted


@pytest.fixture
def tables():
    """What is true of 120 photos, and two runs: one errs in a tenth, the other in a third."""
    rng = np.random.default_rng(3)
    true = (rng.random((120, 4)) < 0.4).astype(int)
    return true, *(true ^ (rng.random(true.shape) < share) for share in (0.1, 0.33))


def rows(true, given, groups=None):
    """The rows of a run that are compared."""
    table = {"right": (true == given).all(axis=1), "group": groups, "given": list(given)}
    return pd.DataFrame(table | {"true": list(true)}, index=[str(k) for k in range(len(true))])


def compare(first, second, true, groups=None):
    return PairedLabels().compare(rows(true, first, groups), rows(true, second, groups))


def counts(given, true):
    return (given * true).sum(0), given.sum(0), true.sum(0)


def test_macro_f1_is_scikit_learn_s(tables):
    true, good, _ = tables
    assert macro_f1(*counts(good, true)) == pytest.approx(f1_score(true, good, average="macro"))
    absent = np.column_stack([true, np.zeros(len(true), int)])
    given = np.column_stack([good, np.ones(len(true), int)])
    assert macro_f1(*counts(given, absent)) == pytest.approx(macro_f1(*counts(good, true)))


def test_the_better_run_is_told(tables):
    true, good, bad = tables
    found = compare(good, bad, true)
    assert found.first == pytest.approx(f1_score(true, good, average="macro"))
    assert found.second == pytest.approx(f1_score(true, bad, average="macro"))
    assert 0 < found.interval[0] < found.difference < found.interval[1]
    assert (found.p < 0.01, found.verdict, found.over) == (True, "better", "photos")
    turned = compare(bad, good, true)
    assert (turned.difference, turned.verdict) == (-found.difference, "worse")
    assert turned.interval == pytest.approx((-found.interval[1], -found.interval[0]), abs=0.01)


def test_equal_runs_are_not_told_apart_and_not_the_same_for_sure(tables):
    true, good, _ = tables
    found = compare(good, good, true)
    assert (found.difference, found.p) == (0, 1)
    assert -0.05 < found.interval[0] < 0 < found.interval[1] < 0.05


def test_groups_widen_the_interval_and_bound_p(tables):
    true, good, bad = tables
    groups = np.repeat(["a", "b", "c"], 40)
    found = compare(good, bad, true, groups)
    assert found.over == "groups"
    alone = compare(good, bad, true).interval
    assert found.interval[0] <= alone[0]
    assert found.p == 2 / 2**3  # three groups can't say more


def test_every_way_of_few_groups_to_change_places_is_counted(tables):
    true, good, bad = tables
    groups, both, gaps = np.repeat(list("abc"), 40), np.stack([good, bad]), []
    for signs in itertools.product([0, 1], repeat=3):
        side, photos = np.repeat(signs, 40), np.arange(120)
        each = both[side, photos], both[1 - side, photos]
        gaps.append(np.subtract(*[f1_score(true, given, average="macro") for given in each]))
    one, two, p = permuted(good, bad, true, groups)
    assert p == np.mean(np.abs(gaps) >= abs(one - two) - 1e-12)


def test_equal_skill_is_seldom_called_different():
    rng, small = np.random.default_rng(0), []
    for _ in range(60):
        true = (rng.random((60, 5)) < 0.3).astype(int)
        first, second = (true ^ (rng.random(true.shape) < 0.15) for _ in range(2))
        low, high = interval(first, second, true)
        small.append((permuted(first, second, true, repeats=200)[2] < 0.05, low <= 0 <= high))
    wrong, held = np.mean(small, axis=0)
    assert (wrong <= 0.15, held >= 0.85) == (True, True)


def test_a_label_on_five_photos_keeps_its_doubt():
    # All five found by both: that says little about a sixth.
    true = np.zeros((100, 2), int)
    true[:5, 0] = true[5:60, 1] = 1
    low, high = interval(true, true, true)
    assert (low, high) == pytest.approx((-0.1, 0.1), abs=0.06)


def test_photos_without_any_label_say_nothing():
    none = np.zeros((30, 3), int)
    assert permuted(none, 1 - none, none) == (0, 0, 1)
    assert interval(none, 1 - none, none) == (-1, 1)


def test_what_is_not_on_record_is_not_compared(tables):
    true, good, bad = tables
    told, untold = rows(true, good), rows(true, bad).drop(columns=["given", "true"])
    assert PairedLabels().compare(told, untold) is None
    assert PairedLabels().over_repetitions([told], [untold]) == (-1, 1)


def test_repetitions_are_taken_together(tables):
    true, good, bad = tables
    once = interval(good, bad, true)
    low, high = PairedLabels().over_repetitions([rows(true, good)] * 3, [rows(true, bad)] * 3)
    assert once[0] < low < high < once[1]
