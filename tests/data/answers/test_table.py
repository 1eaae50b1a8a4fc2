import numpy as np
import pandas as pd
import pytest

from signkit.data.answers.table import CLASSES, LABELS, asked_for, told_by
from signkit.data.labels import with_labels
from signkit.errors import SettingsError

ONE = pd.DataFrame({"label": ["b", "a", "z"], "split": ["train", "test", "unknown"]})
MANY = with_labels(ONE, [["b", "a"], [], ["b"]])


def test_the_columns_say_which():
    assert told_by(ONE) is CLASSES
    assert told_by(MANY) is LABELS
    assert (asked_for(False), asked_for(True)) == (CLASSES, LABELS)


def test_targets_are_places_or_a_one_for_each_label():
    assert CLASSES.targets(ONE, ["a", "b"]).tolist() == [1, 0, -1]
    targets = LABELS.targets(MANY, ["a", "b"])
    assert targets.tolist() == [[1, 1], [0, 0], [0, 1]]
    assert LABELS.one_hot(targets, 2) is targets
    assert CLASSES.one_hot(np.array([1, 0]), 2).tolist() == [[0, 1], [1, 0]]


def test_what_a_file_holds_comes_back_as_it_was():
    lists = MANY.assign(labels=MANY["labels"].map(list))
    assert LABELS.read(lists)["labels"].tolist() == MANY["labels"].tolist()
    assert LABELS.said(MANY).tolist() == ['["a", "b"]', "[]", '["b"]']


def test_only_labels_are_parted_in_cells():
    CLASSES.check_ways("t.csv", None, "")
    LABELS.check_ways("t.csv", None, ",")
    for told, csv, voc, separator in ((CLASSES, "t.csv", None, ","), (LABELS, None, True, ",")):
        with pytest.raises(SettingsError, match="LABEL_SEPARATOR"):
            told.check_ways(csv, voc, separator)
    with pytest.raises(SettingsError, match="SEVERAL_LABELS"):
        LABELS.check_ways(None, None, "")


def test_a_class_needs_a_unit_a_fold_and_a_label_two():
    held = np.array([1, 2, 3])
    assert CLASSES.enough(held, 2, validated=False).tolist() == [False, True, True]
    assert LABELS.enough(held, 2, validated=True).tolist() == [False, True, True]
    inside = np.array([[0, 2], [1, 0]])
    assert CLASSES.lacking(inside).tolist() == [[True, False], [False, True]]
    assert LABELS.lacking(inside).tolist() == [[False, True], [True, False]]
