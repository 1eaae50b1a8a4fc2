import numpy as np
import pandas as pd
import pytest

from signkit.report.answers.label_tables import answers, f1_scores, swapped

TRUE = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0]], bool)
GIVEN = np.array([[0, 1, 0], [1, 1, 0], [1, 1, 0]], bool)


def test_f1_by_hand():
    # a: 1 right, 2 given, 2 true; b: 2 right, 3 given, 2 true; c is nowhere.
    assert f1_scores(TRUE, GIVEN)[:2] == pytest.approx([2 / 4, 4 / 5])
    assert np.isnan(f1_scores(TRUE, GIVEN)[2])


def test_one_label_in_another_s_place():
    assert swapped(TRUE, GIVEN, ["a", "b", "c"]) == [{"missed": "a", "given": "b", "photos": 1}]


def test_answers_of_the_split_alone():
    table = pd.DataFrame({"split": ["test", "validation"], "p_0000": [0.2, 0.4]})
    assert answers(table, ["a"]) is None
    table = table.assign(labels=[["a"], []], predicted_labels=[[], ["a"]])
    told = answers(table, ["a"])
    assert (told.targets.tolist(), told.given.tolist()) == ([[True]], [[False]])
    assert told.scores.tolist() == [[0.2]]
    assert answers(table.drop(columns="p_0000"), ["a"]).scores is None
