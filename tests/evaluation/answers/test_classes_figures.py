import json
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk

from signkit.errors import DataError
from signkit.evaluation.answers.classes_figures import evaluate, top_k_accuracy

LETTERS = list("abcdefgh")


def random_case(seed, photos=120, classes=8, absent=()):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(classes), photos)
    targets = rng.choice(np.setdiff1d(range(classes), absent), photos)
    return probabilities, targets


@pytest.mark.parametrize("absent", [(), (2, 5)])
@pytest.mark.parametrize("seed", range(3))
def test_equals_scikit_learn(seed, absent):
    probabilities, targets = random_case(seed, absent=absent)
    predicted, present = probabilities.argmax(axis=1), np.unique(targets)
    found = evaluate(probabilities, targets, LETTERS)
    assert found["accuracy"] == pytest.approx(sk.accuracy_score(targets, predicted))
    f1 = sk.f1_score(targets, predicted, labels=present, average="macro", zero_division=0)
    assert found["macro_f1"] == pytest.approx(f1)
    recalls = sk.recall_score(targets, predicted, labels=range(8), average=None, zero_division=0)
    assert found["balanced_accuracy"] == pytest.approx(recalls[present].mean())
    top5 = sk.top_k_accuracy_score(targets, probabilities, k=5, labels=range(8))
    assert found["top5"] == pytest.approx(top5)
    expected = sk.confusion_matrix(targets, predicted, labels=range(8))
    assert found["confusion"] == expected.tolist()
    precisions = sk.precision_score(
        targets, predicted, labels=range(8), average=None, zero_division=0
    )
    assert [row["precision"] for row in found["per_class"]] == pytest.approx(precisions)


def hard_case(seed):
    """Random photos, some with absent classes, ties, a class never named, or one class only."""
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(8, 0.5), 50)
    if seed % 2:
        probabilities = np.round(probabilities, 1)  # many ties
    targets = rng.integers(0, 8, 50)
    if seed % 3 == 0:
        targets[np.isin(targets, (1, 6))] = 4
    if seed % 5 == 0:
        targets[:] = 3
    if seed % 7 == 0:
        probabilities[:, 2] = 0
    return probabilities, targets


@pytest.mark.parametrize("seed", range(60))
def test_all_means_equal_scikit_learn(seed):
    probabilities, targets = hard_case(seed)
    predicted, present = probabilities.argmax(axis=1), np.unique(targets)
    found = evaluate(probabilities, targets, LETTERS)
    for average in ("macro", "micro", "weighted"):
        for name in ("precision", "recall", "f1"):
            expected = getattr(sk, f"{name}_score")(
                targets, predicted, labels=present, average=average, zero_division=0
            )
            assert found[average][name] == pytest.approx(expected, abs=1e-9)
    areas = []
    for k, row in enumerate(found["per_class"]):
        if 0 < row["support"] < len(targets):
            areas.append(sk.roc_auc_score(targets == k, probabilities[:, k]))
            assert row["roc_auc"] == pytest.approx(areas[-1], abs=1e-9)
        else:
            assert row["roc_auc"] is None
    assert found["roc_auc"] == (pytest.approx(np.mean(areas), abs=1e-9) if areas else None)
    low, high = found["macro_f1_interval"]
    assert low <= found["macro_f1"] <= high


@pytest.mark.parametrize("seed", range(60))
def test_all_other_figures_equal_scikit_learn(seed):
    probabilities, targets = hard_case(seed)
    totals = probabilities.sum(axis=1, keepdims=True)
    uniform = np.full_like(probabilities, 1 / 8)
    probabilities = np.divide(probabilities, totals, out=uniform, where=totals > 0)
    predicted, labels = probabilities.argmax(axis=1), range(8)
    found = evaluate(probabilities, targets, LETTERS)
    assert found["accuracy"] == pytest.approx(sk.accuracy_score(targets, predicted), abs=1e-9)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes that are named and absent
        balanced = sk.balanced_accuracy_score(targets, predicted)
    assert found["balanced_accuracy"] == pytest.approx(balanced, abs=1e-9)
    assert found["confusion"] == sk.confusion_matrix(targets, predicted, labels=labels).tolist()
    expected = sk.precision_recall_fscore_support(
        targets, predicted, labels=labels, average=None, zero_division=0
    )
    for row, precision, recall, f1, support in zip(found["per_class"], *expected, strict=True):
        assert row["precision"] == pytest.approx(precision, abs=1e-9)
        assert row["support"] == support
        if support:
            assert (row["recall"], row["f1"]) == pytest.approx((recall, f1), abs=1e-9)
        else:
            assert row["recall"] is row["f1"] is None
    shown = np.maximum(probabilities, 1e-7)
    loss = -np.log(shown[np.arange(50), targets]).mean()
    if (probabilities > 0).all():
        loss = sk.log_loss(targets, probabilities, labels=labels)
    assert found["calibration"]["nll"] == pytest.approx(loss, abs=1e-9)
    brier = sum(sk.brier_score_loss(targets == k, probabilities[:, k]) for k in labels)
    assert found["calibration"]["brier"] == pytest.approx(brier, abs=1e-9)
    if seed % 2 == 0 and seed % 7:  # no ties
        top5 = sk.top_k_accuracy_score(targets, probabilities, k=5, labels=labels)
        assert found["top5"] == pytest.approx(top5, abs=1e-9)


def test_where_all_is_right_macro_f1_is_not_certain():
    found = evaluate(np.eye(4).repeat(5, axis=0), np.arange(4).repeat(5), list("abcd"))
    assert found["macro_f1_interval"] == pytest.approx([0.025 ** (1 / 20), 1])
    assert found["macro_f1"] == found["roc_auc"] == 1


def test_by_hand():
    # a: 2 of 3 right, the third taken for b; b: 1 of 1; c: has no photo
    probabilities = [[0.8, 0.1, 0.1], [0.6, 0.4, 0], [0.2, 0.7, 0.1], [0.1, 0.9, 0]]
    found = evaluate(probabilities, [0, 0, 0, 1], ["a", "b", "c"], hands=[1, 0, 0, 2])
    assert found["accuracy"] == 0.75
    assert found["top5"] is None
    assert found["confusion"] == [[2, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert found["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert found["balanced_accuracy"] == pytest.approx(5 / 6)
    assert found["worst_class"] == {"label": "a", "recall": pytest.approx(2 / 3)}
    assert found["without_hand"] == {"photos": 2, "accuracy": 0.5}
    first, second, third = found["per_class"]
    assert (first["hands_found"], first["without_hand"]) == (pytest.approx(1 / 3), 2)
    assert (second["precision"], second["recall"], second["support"]) == (0.5, 1, 1)
    assert (third["recall"], third["f1"], third["support"], third["hands_found"]) == (
        *(None, None, 0),
        None,
    )


def test_ties_at_the_border_count_by_their_chance():
    # No opinion among 10: 5 / 10. Three above, four tied with the true one: (5 - 3) / 4.
    assert top_k_accuracy(np.full((4, 10), 0.1), [0, 3, 5, 9], 5) == 0.5
    row = [[0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0, 0, 0]]
    assert top_k_accuracy(row, [4], 5) == 0.5
    assert top_k_accuracy(row, [0], 5) == 1
    assert top_k_accuracy(row, [9], 5) == 0


def test_what_the_interval_is_over():
    probabilities, targets = random_case(0, photos=30)

    def over(groups):
        found = evaluate(probabilities, targets, LETTERS, groups=groups)
        return found["interval_over"], found["groups"]

    assert over(None) == ("photos", None)
    assert over(["x"] * 30) == ("photos", 1)
    assert over(["x", "y"] * 15) == ("photos", 2)
    assert over(["x", "y", "z"] * 10) == ("groups", 3)
    assert over(pd.array(["x", "y", pd.NA] * 10, dtype="string")) == ("photos", None)


def test_of_equally_bad_classes_the_one_with_more_photos_is_worst():
    probabilities = np.eye(3)[[2, 2, 2, 2]]
    found = evaluate(probabilities, [0, 1, 1, 2], ["a", "b", "c"])
    assert found["worst_class"] == {"label": "b", "recall": 0}


def test_without_hands_nothing_is_said_about_hands():
    found = evaluate(*random_case(0), LETTERS)
    assert found["without_hand"] is None
    assert found["per_class"][0]["hands_found"] is None
    everywhere = evaluate(*random_case(0), LETTERS, hands=[1] * 120)
    assert everywhere["without_hand"] == {"photos": 0, "accuracy": None}


def test_json_holds_it_all():
    found = evaluate(
        *random_case(1, absent=(3,)), LETTERS, groups=np.repeat(list("uvwx"), 30), hands=[0, 1] * 60
    )
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_what_does_not_fit_is_said():
    with pytest.raises(DataError, match="no photos"):
        evaluate(np.zeros((0, 2)), [], ["a", "b"])
    with pytest.raises(DataError, match="2 photos and 3 classes"):
        evaluate(np.ones((2, 2)), [0, 1], ["a", "b", "c"])
    with pytest.raises(DataError, match="1 of 2 photos.*learning rate"):
        evaluate([[0.5, 0.5], [np.nan, 0.5]], [0, 1], ["a", "b"])


def test_loads_nothing_heavy():
    code = "import sys, signkit.evaluation; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    assert not {"tensorflow", "keras", "mediapipe", "matplotlib"} & set(loaded.stdout.split())
