import pandas as pd
import pytest

from signkit.report.parts.curves import best_row, judged_by, judged_words, measures, stage_starts
from signkit.report.texts import texts


def history(**columns):
    return pd.DataFrame(columns)


def test_measures_have_the_usual_order_and_one_name_for_both_splits():
    table = history(stage=["a"] * 2, epoch=[1, 2], seconds=[2.0] * 2, val_loss=[1.0] * 2)
    table = table.assign(loss=1.0, recall=0.5, val_accuracy=0.5, empty=float("nan"))
    table["learning_rate"] = [1e-3, 5e-4]
    assert measures(table) == ["accuracy", "loss", "learning_rate", "recall"]
    assert "learning_rate" not in measures(table.assign(learning_rate=1e-3))


def test_the_epoch_within_a_stage_is_no_measure():
    assert measures(history(epoch=[1, 2], stage_epoch=[1, 2], seconds=[2.0, 2.0])) == []


def test_stages_begin_where_their_name_changes():
    assert stage_starts(history(stage=["a", "a", "b"])) == [(0, "a"), (2, "b")]
    assert stage_starts(history(loss=[1.0])) == []


def test_the_best_epoch_is_of_the_last_stage():
    table = history(stage=["a", "b", "b", "b"], val_accuracy=[0.9, 0.2, 0.6, 0.6])
    assert best_row(table) == 2
    assert best_row(history(val_loss=[3.0, 1.0, 2.0])) == 1
    assert best_row(history(val_accuracy=[None, 0.5, None])) == 1
    assert best_row(history(val_accuracy=[0.5, 0.9, 0.9], val_loss=[3.0, 2.0, 1.0])) == 2
    assert best_row(history(loss=[1.0])) is None


def test_what_chose_the_epoch_tells_the_best_one():
    table = history(val_accuracy=[0.9, 0.8, 0.7], val_loss=[0.3, 0.4, 0.5])
    assert best_row(table) == 0
    assert judged_by(table) == "accuracy"
    rare = table.assign(val_balanced_accuracy=[0.5, 0.7, 0.7], balanced_accuracy=0.5)
    assert best_row(rare) == 1
    assert measures(rare) == ["accuracy", "balanced_accuracy", "loss"]
    assert judged_by(history(val_map=[0.5], val_loss=[1.0])) == "map"
    assert judged_by(history(loss=[1.0])) is None


@pytest.mark.parametrize("language", ["en", "id"])
def test_it_is_said_where_the_accuracy_did_not_choose(language):
    words = texts(language)
    assert judged_words(None, words) == judged_words(history(val_accuracy=[1.0]), words) == ""
    said = judged_words(history(val_accuracy=[1.0], val_balanced_accuracy=[1.0]), words)
    assert words["measures"]["balanced_accuracy"].lower() in said
