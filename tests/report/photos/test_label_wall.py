import numpy as np
import pandas as pd
import pytest

from signkit.report.answers.label_tables import Answers
from signkit.report.photos.label_wall import choose, log_losses

NAMES = ["a", "b", "c"]


def told(targets, scores):
    scores, number = np.array(scores, float), len(targets)
    table = pd.DataFrame({"path": [f"{k}.jpg" for k in range(number)], "label": "x"})
    table["predicted"] = "y"
    return Answers(table, np.array(targets, bool), scores >= 0.5, scores)


def test_most_wrong_labels_come_first_then_the_surer():
    found = told(
        [[1, 0, 0], [1, 0, 0], [1, 1, 0], [0, 0, 1]],
        [[0.9, 0.1, 0.1], [0.9, 0.6, 0.1], [0.1, 0.1, 0.1], [0.1, 0.1, 0.01]],
    )
    wrong, right = choose(found, NAMES)
    assert [one.path for one in wrong] == ["2.jpg", "3.jpg", "1.jpg"]
    assert (wrong[0].found, wrong[0].missed, wrong[0].extra) == ((), ("a", "b"), ())
    assert (wrong[2].found, wrong[2].missed, wrong[2].extra) == (("a",), (), ("b",))
    assert [one.path for one in right] == ["0.jpg"]


def test_one_mistake_does_not_fill_the_wall():
    found = told([[1, 0, 0]] * 6 + [[0, 1, 0]], [[0.1, 0.1, 0.1]] * 7)
    kinds = [one.missed for one in choose(found, NAMES)[0]]
    assert sorted(kinds) == [("a",), ("a",), ("a",), ("b",)]


def test_log_loss_by_hand():
    found = told([[1, 0]], [[0.5, 0.25]])
    assert log_losses(found) == pytest.approx([-(np.log(0.5) + np.log(0.75)) / 2])
