import pandas as pd
import pytest

from signkit.data.answers.table import each_label, label_matrix
from signkit.data.labels import joined, marks, none_of, with_labels


@pytest.fixture
def several():
    rows = pd.DataFrame({"path": ["1.png", "2.png", "3.png"], "split": "train"}, index=[4, 7, 9])
    return with_labels(rows, [["b", "a", "b"], [], ["c"]])


def test_labels_are_sorted_and_named_in_one_word(several):
    assert several["labels"].tolist() == [("a", "b"), (), ("c",)]
    assert several["label"].tolist() == ["a + b", "no label", "c"]
    assert joined(["x"]) == "x"


def test_a_label_that_reads_like_several_or_none_is_told_apart():
    assert joined(["a + b", "c"]) == '"a + b" + c'
    assert joined(["no label"]) == '"no label"'
    assert none_of(["a"]) == "no label"
    assert none_of(["a", "no label"]) == "(no label)"


def test_a_row_a_label(several):
    rows = each_label(several)
    assert list(zip(rows.index, rows["label"], rows["path"], strict=True)) == [
        (4, "a", "1.png"), (4, "b", "1.png"), (9, "c", "3.png"),
    ]  # fmt: skip
    one = several.drop(columns="labels")
    assert each_label(one) is one


def test_which_classes_each_photo_shows(several):
    assert label_matrix(several, ["a", "b", "c"]).tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert label_matrix(several, ["b", "z"]).tolist() == [[1, 0], [0, 0], [0, 0]]
    assert label_matrix(pd.DataFrame({"label": ["b", "a"]}), ["a", "b"]).tolist() == [
        [0, 1],
        [1, 0],
    ]


def test_marks():
    found = marks([["b"], [], ["c", "a"]], ["a", "b", "c"])
    assert found.tolist() == [[False, True, False], [False] * 3, [True, False, True]]
