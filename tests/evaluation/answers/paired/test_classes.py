import numpy as np
import pandas as pd
import pytest

from signkit.evaluation.answers.paired.classes import PairedClasses
from signkit.evaluation.paired import difference_interval, mcnemar


def rows(right, groups=None):
    """The rows of a run that are compared."""
    index = [str(k) for k in range(len(right))]
    return pd.DataFrame({"label": "a", "right": right, "group": groups}, index=index)


@pytest.fixture
def two():
    """Which of 90 photos two runs get right: 81 and 45."""
    photos = np.arange(90)
    return photos % 10 > 0, photos % 2 > 0


def test_accuracy_is_compared_by_mcnemar_s_test(two):
    found = PairedClasses().compare(*map(rows, two))
    test = mcnemar(*two)
    assert (found.first, found.second) == (0.9, 0.5)
    assert (found.p, found.first_only, found.second_only) == (test.p, 36, 0)
    assert found.interval == difference_interval(*two)
    assert (found.over, found.verdict) == ("photos", "better")


def test_three_groups_are_drawn_whole(two):
    groups = np.repeat(["a", "b", "c"], 30)
    found = PairedClasses().compare(*(rows(right, groups) for right in two))
    assert found.over == "groups"
    assert found.interval == difference_interval(*two, groups)


def test_a_photo_of_several_repetitions_counts_once(two):
    one = PairedClasses().over_repetitions([rows(two[0])], [rows(two[1])])
    thrice = PairedClasses().over_repetitions([rows(two[0])] * 3, [rows(two[1])] * 3)
    assert thrice == one == difference_interval(*two)
