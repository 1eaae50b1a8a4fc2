import json

import numpy as np
import pytest
from sklearn import metrics as sk

from signkit.errors import DataError
from signkit.evaluation.answers.labels_calibration import calibration, fit_temperature, scaled
from signkit.evaluation.answers.labels_figures import best_thresholds, evaluate, top_k

LABELS = list("abcdef")


def random_case(seed):
    """Random photos; some have absent labels, ties, labels that all or none were given."""
    rng = np.random.default_rng(seed)
    scores = rng.random((40, 6)) if seed % 2 else rng.integers(0, 5, (40, 6)) / 4
    targets = (rng.random((40, 6)) < rng.uniform(0.1, 0.9, 6)).astype(int)
    if seed % 3 == 0:
        targets[:, 1] = 0
    if seed % 4 == 0:
        targets[:, 2] = 1
    if seed % 5 == 0:
        scores[:, 3] = 0.1
    return scores, targets


@pytest.mark.parametrize("seed", range(30))
def test_equals_scikit_learn(seed):
    scores, targets = random_case(seed)
    thresholds = np.linspace(0.3, 0.7, 6) if seed % 2 else 0.5
    given, there = (scores >= thresholds).astype(int), np.flatnonzero(targets.any(axis=0))
    found = evaluate(scores, targets, LABELS, thresholds)
    assert found["exact_match"] == pytest.approx(sk.accuracy_score(targets, given), abs=1e-9)
    assert found["hamming_loss"] == pytest.approx(sk.hamming_loss(targets, given), abs=1e-9)
    for average in ("macro", "micro", "weighted", "samples"):
        labels = None if average == "samples" else there
        kept = "per_photo" if average == "samples" else average
        for name in ("precision", "recall", "f1"):
            figure = getattr(sk, f"{name}_score")
            expected = figure(targets, given, labels=labels, average=average, zero_division=0)
            assert found[kept][name] == pytest.approx(expected, abs=1e-9)
    assert found["samples"] == len(targets)
    assert found["macro_f1"] == found["macro"]["f1"]
    assert found["confusion"] == sk.multilabel_confusion_matrix(targets, given).tolist()
    expected = sk.average_precision_score(targets[:, there], scores[:, there], average="macro")
    assert found["mean_average_precision"] == pytest.approx(expected, abs=1e-9)
    for k, row in enumerate(found["per_class"]):
        if row["support"] in (0, 40):
            assert row["roc_auc"] is None
            continue
        mine, said = targets[:, k], scores[:, k]
        assert row["roc_auc"] == pytest.approx(sk.roc_auc_score(mine, said), abs=1e-9)
        expected = sk.balanced_accuracy_score(mine, given[:, k])
        assert row["balanced_accuracy"] == pytest.approx(expected, abs=1e-9)
    columns = list(zip(targets.T, scores.T, strict=True))
    losses = [
        sk.log_loss(mine, np.clip(said, 1e-7, 1 - 1e-7), labels=[0, 1]) for mine, said in columns
    ]
    assert found["calibration"]["nll"] == pytest.approx(np.mean(losses), abs=1e-9)
    brier = [sk.brier_score_loss(mine, said, pos_label=1) for mine, said in columns]
    assert found["calibration"]["brier"] == pytest.approx(np.mean(brier), abs=1e-9)
    for name in ("exact_match", "macro_f1", "micro_f1"):
        value = found[name] if name == "exact_match" else found[name[:5]]["f1"]
        low, high = found[f"{name}_interval"]
        assert low <= value <= high


@pytest.mark.parametrize("seed", range(30))
def test_each_label_equals_scikit_learn(seed):
    scores, targets = random_case(seed)
    given = (scores >= 0.5).astype(int)
    found = evaluate(scores, targets, LABELS)
    expected = sk.precision_recall_fscore_support(targets, given, average=None, zero_division=0)
    for k, row in enumerate(found["per_class"]):
        precision, recall, f1, support = (figure[k] for figure in expected)
        assert row["precision"] == pytest.approx(precision, abs=1e-9)
        assert row["support"] == support
        if not support:
            assert row["recall"] is row["f1"] is row["average_precision"] is None
            continue
        assert (row["recall"], row["f1"]) == pytest.approx((recall, f1), abs=1e-9)
        precise = sk.average_precision_score(targets[:, k], scores[:, k])
        assert row["average_precision"] == pytest.approx(precise, abs=1e-9)


def test_hands_are_counted_by_label():
    targets = [[1, 1, 0], [0, 1, 0], [0, 0, 0]]
    found = evaluate(np.full((3, 3), 0.4), targets, np.array(["a", "b", "c"]), hands=[0, 2, 0])
    assert [row["hands_found"] for row in found["per_class"]] == [0, 0.5, None]
    found = evaluate(np.full((3, 3), 0.4), targets, ["a", "b", "c"])
    assert found["per_class"][1]["hands_found"] is None


def test_by_hand():
    # Photo 1 has a and b, both given; photo 2 has b, but a is given as well; photo 3 has none.
    scores = np.array([[0.9, 0.8, 0.1], [0.7, 0.6, 0.2], [0.1, 0.3, 0.4]])
    found = evaluate(scores, [[1, 1, 0], [0, 1, 0], [0, 0, 0]], ["a", "b", "c"])
    assert found["exact_match"] == pytest.approx(2 / 3)
    assert found["hamming_loss"] == pytest.approx(1 / 9)
    assert found["micro"] == pytest.approx({"precision": 3 / 4, "recall": 1, "f1": 6 / 7})
    assert found["macro"]["f1"] == pytest.approx((2 / 3 + 1) / 2)
    assert found["worst_class"] == {"label": "a", "f1": pytest.approx(2 / 3)}
    assert found["balanced_accuracy"] == pytest.approx((0.75 + 1) / 2)
    assert (found["top1"], found["top5"]) == (0.5, None)
    assert found["per_class"][2]["f1"] is None
    assert found["interval_over"] == "photos"


def test_over_groups_the_interval_is_no_narrower():
    scores, targets = random_case(1)
    plain = evaluate(scores, targets, LABELS)
    found = evaluate(scores, targets, LABELS, groups=np.repeat(list("vwxyz"), 8))
    assert (found["interval_over"], found["groups"]) == ("groups", 5)
    for name in ("exact_match_interval", "macro_f1_interval", "micro_f1_interval"):
        assert found[name][0] <= plain[name][0]
        assert found[name][1] >= plain[name][1]


def test_photos_without_a_label_are_not_in_the_top():
    assert top_k([[0.9, 0.1], [0.2, 0.8]], [[0, 0], [0, 1]], 1) == 1
    assert top_k([[0.9, 0.1]], [[0, 0]], 1) is None


@pytest.mark.parametrize("seed", range(10))
def test_no_threshold_has_a_higher_f1(seed):
    scores, targets = random_case(seed)
    found = best_thresholds(scores, targets)
    for k in range(6):
        tried = [*np.unique(scores[:, k]), found[k]]
        f1 = [sk.f1_score(targets[:, k], scores[:, k] >= t, zero_division=0) for t in tried]
        assert f1[-1] == max(f1)
        if not targets[:, k].any():
            assert found[k] == 0.5


def test_a_threshold_lies_in_the_middle_of_the_gap_that_it_divides():
    scores = np.array([[0.1, 0.05], [0.3, 0.2], [0.9, 0.6], [0.98, 0.7]])
    targets = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])
    # The first label is told apart by anything over .3 up to .9. The second has two true among the
    # three from .2 on, F1 .8, which no other threshold gives.
    assert best_thresholds(scores, targets) == pytest.approx([0.6, 0.125])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_was_put_in_is_found_again(temperature):
    rng = np.random.default_rng(0)
    true = rng.beta(0.7, 0.7, (1500, 4))
    targets = (rng.random(true.shape) < true).astype(int)
    said = scaled(true, 1 / temperature)
    found = fit_temperature(said, targets)
    assert found == pytest.approx(temperature, rel=0.1)
    losses = [
        calibration(scaled(said, t), targets)["nll"] for t in (found * 0.9, found, found * 1.1)
    ]
    assert losses[1] == min(losses)


def test_calibration_pools_the_labels():
    found = calibration([[0.9, 0.1], [0.9, 0.1]], [[1, 0], [0, 0]])
    # At .9 half are there, at .1 none: (.4 + .1) / 2.
    assert found["ece"] == pytest.approx(0.25)
    assert sum(row["photos"] for row in found["bins"]) == 4


def test_without_any_true_label_nothing_is_said_of_f1():
    found = evaluate(np.full((3, 2), 0.2), np.zeros((3, 2), int), ["a", "b"])
    assert (found["exact_match"], found["macro_f1_interval"], found["worst_class"]) == (
        1,
        None,
        None,
    )
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_what_does_not_fit_is_said():
    with pytest.raises(DataError, match="don't fit"):
        evaluate(np.ones((2, 3)), np.ones((3, 3)), ["a", "b", "c"])
    with pytest.raises(DataError, match="there are 3 labels"):
        evaluate(np.ones((2, 2)), np.ones((2, 2)), ["a", "b", "c"])
    with pytest.raises(DataError, match="there are 2 labels"):
        evaluate(np.ones((2, 2)), np.ones((2, 2)), ["a", "b"], [0.5, 0.5, 0.5])
    with pytest.raises(DataError, match="1 groups of 2 photos"):
        evaluate(np.ones((2, 2)), np.ones((2, 2)), ["a", "b"], groups=["x"])
    with pytest.raises(DataError, match="3 hands of 2 photos"):
        evaluate(np.ones((2, 2)), np.ones((2, 2)), ["a", "b"], hands=[1, 1, 1])
    with pytest.raises(DataError, match="two labels or more"):
        evaluate(np.ones((2, 1)), np.ones((2, 1)), ["a"])
    with pytest.raises(DataError, match="in 0 to 1"):
        evaluate([[np.nan, 0.2]], [[1, 0]], ["a", "b"])
    with pytest.raises(DataError, match="in 0 to 1"):
        evaluate([[0.3, 0.2]], [[1, 2]], ["a", "b"])
