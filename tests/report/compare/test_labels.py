import numpy as np
import pytest
from sklearn.metrics import f1_score

from signkit.report.compare.labels import compare_given, macro_f1


@pytest.fixture
def tables():
    """What is true of 120 photos, and two runs: one errs in a tenth, the other in a third."""
    rng = np.random.default_rng(3)
    true = (rng.random((120, 4)) < 0.4).astype(int)
    return true, *(true ^ (rng.random(true.shape) < share) for share in (0.1, 0.33))


def test_macro_f1_is_scikit_learn_s(tables):
    true, good, _ = tables
    assert macro_f1(good, true) == pytest.approx(f1_score(true, good, average="macro"))
    absent = np.column_stack([true, np.zeros(len(true), int)])
    given = np.column_stack([good, np.ones(len(true), int)])
    assert macro_f1(given, absent) == pytest.approx(macro_f1(good, true))


def test_the_better_run_is_told(tables):
    true, good, bad = tables
    found = compare_given(good, bad, true)
    assert found["difference"] == pytest.approx(macro_f1(good, true) - macro_f1(bad, true))
    assert 0 < found["interval"][0] < found["difference"] < found["interval"][1]
    assert found["p"] < 0.01
    turned = compare_given(bad, good, true)
    assert turned["difference"] == -found["difference"]
    assert turned["interval"][1] < 0


def test_equal_runs_are_not_told_apart(tables):
    true, good, _ = tables
    found = compare_given(good, good, true)
    assert (found["difference"], found["p"]) == (0, 1)


def test_groups_widen_the_interval_and_bound_p(tables):
    true, good, bad = tables
    groups = np.repeat(["a", "b", "c"], 40)
    found = compare_given(good, bad, true, groups)
    assert found["over"] == "groups"
    alone = compare_given(good, bad, true)["interval"]
    assert found["interval"][0] <= alone[0]
    assert found["p"] > 0.1  # three groups can't say more
