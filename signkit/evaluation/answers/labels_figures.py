"""Figures of a classifier that gives a photo several labels: scores and true labels in."""

import numpy as np
from sklearn.metrics import (
    average_precision_score,
    multilabel_confusion_matrix,
    precision_recall_curve,
    precision_recall_fscore_support,
    roc_auc_score,
)

from signkit.errors import DataError
from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.answers.labels_calibration import calibration, checked
from signkit.evaluation.answers.labels_f1 import f1_interval
from signkit.evaluation.constant import constant_labels
from signkit.evaluation.intervals import bootstrap_interval

AVERAGES = ("macro", "micro", "samples", "weighted")
TOP = 5


def evaluate(scores, targets, classes, thresholds=0.5, groups=None, hands=None, seed=0) -> dict:
    """All figures of one split of photos with any number of labels, as a dict JSON can hold.

    `scores` (N, C) 0-1, `targets` (N, C) 0 or 1, `thresholds` one number or (C,): a label is given
    from its threshold on; `hands` (N,) int are the hands found in each photo. Means over labels
    (macro, weighted, mAP, ROC-AUC, balanced accuracy) take the labels present; an absent one has
    support 0 and None as recall, F1, ROC-AUC, average precision and hands found. What nothing
    was predicted for, or nothing is true of, counts 0. Intervals are over `groups` (N,) as in
    `classes_figures.evaluate`. Raises DataError where shapes don't agree, there are no photos, a
    score is not in 0-1 or a target not 0 or 1.
    """
    scores, targets = checked(scores, targets, classes)
    _check_others(thresholds, groups, hands, targets.shape)
    given = (scores >= np.asarray(thresholds)).astype(int)
    exact = (given == targets).all(axis=1)
    units, number = resampling_units(groups)
    tables = multilabel_confusion_matrix(targets, given)
    rows = _per_class(classes, scores, targets, given, tables, hands)
    there = [row for row in rows if row["support"]]
    averages = _averages(targets, given)
    return {
        "samples": len(targets),
        "exact_match": float(exact.mean()),
        "exact_match_interval": list(bootstrap_interval(exact, units, seed=seed)),
        "interval_over": "photos" if units is None else "groups",
        "groups": number,
        "hamming_loss": float((given != targets).mean()),
        **averages,
        "macro_f1": averages["macro"]["f1"],
        "micro_f1": averages["micro"]["f1"],
        "macro_f1_interval": f1_interval(targets, given, units, seed, macro=True),
        "micro_f1_interval": f1_interval(targets, given, units, seed, macro=False),
        "balanced_accuracy": _mean(there, "balanced_accuracy"),
        "roc_auc": _mean(there, "roc_auc"),
        "mean_average_precision": _mean(there, "average_precision"),
        "top1": top_k(scores, targets, 1),
        "top5": top_k(scores, targets, TOP) if len(classes) > TOP else None,
        "worst_class": _worst(there),
        "per_class": rows,
        "confusion": tables.tolist(),
        "calibration": calibration(scores, targets),
        "constant": constant_labels(targets, given, classes, units, seed),
    }


def top_k(scores, targets, k) -> float | None:
    """The share of photos with a true label among their k highest; None without any true label.

    Photos without a label don't count. Of equal scores the label of the lower number comes first.
    """
    scores, targets = np.asarray(scores), np.asarray(targets, bool)
    some = targets.any(axis=1)
    if not some.any():
        return None
    best = np.argsort(-scores[some], axis=1, kind="stable")[:, :k]
    return float(np.take_along_axis(targets[some], best, axis=1).any(axis=1).mean())


def best_thresholds(scores, targets) -> np.ndarray:
    """The threshold (C,) of the highest F1 of each label, for validation photos; .5 without any.

    All thresholds between two scores give the same labels, and the middle is farthest from both: a
    threshold at a score would miss a new photo that is a little less sure. Of equally good middles
    the one nearest to .5 is taken. Raises DataError where shapes don't agree.
    """
    scores, targets = checked(scores, targets)
    found = np.full(scores.shape[1], 0.5)
    for k in np.flatnonzero(targets.any(axis=0)):
        precision, recall, thresholds = precision_recall_curve(targets[:, k], scores[:, k])
        both = precision[:-1] + recall[:-1]
        f1 = np.divide(2 * precision[:-1] * recall[:-1], both, np.zeros_like(both), where=both > 0)
        middles = (thresholds + np.append(0.0, thresholds[:-1])) / 2
        best = np.flatnonzero(f1 == f1.max())
        found[k] = middles[best[np.abs(middles[best] - 0.5).argmin()]]
    return found


def _averages(targets, given):
    present = np.flatnonzero(targets.any(axis=0))
    found = {}
    for average in AVERAGES:
        if average == "samples":
            kept = (targets, given, None)
        else:
            kept = (targets, given, present if len(present) else None)
        *means, _ = precision_recall_fscore_support(
            kept[0], kept[1], labels=kept[2], average=average, zero_division=0
        )
        name = "per_photo" if average == "samples" else average
        found[name] = dict(zip(("precision", "recall", "f1"), map(float, means), strict=True))
    return found


def _per_class(classes, scores, targets, given, tables, hands):
    found = precision_recall_fscore_support(targets, given, average=None, zero_division=0)
    rows = []
    for k, (label, precision, recall, f1, support) in enumerate(zip(classes, *found, strict=True)):
        (right_no, _), (_, right_yes) = tables[k]
        without = len(targets) - support
        sides = bool(support) and without > 0
        rows.append(
            {
                "label": str(label),
                "precision": float(precision),
                "recall": float(recall) if support else None,
                "f1": float(f1) if support else None,
                "support": int(support),
                "balanced_accuracy": float((right_yes / support + right_no / without) / 2)
                if sides
                else None,
                "roc_auc": float(roc_auc_score(targets[:, k], scores[:, k])) if sides else None,
                "average_precision": float(average_precision_score(targets[:, k], scores[:, k]))
                if support
                else None,
                "hands_found": _hands_found(hands, targets[:, k]) if support else None,
            }
        )
    return rows


def _hands_found(hands, there):
    """The share of a label's photos in which a hand was found; None where nobody looked."""
    return None if hands is None else float((np.asarray(hands)[there == 1] > 0).mean())


def _mean(rows, name):
    values = [row[name] for row in rows if row[name] is not None]
    return float(np.mean(values)) if values else None


def _worst(there):
    if not there:
        return None
    # Of equals, the label with more photos: its low F1 is the surer one.
    worst = min(there, key=lambda row: (row["f1"], -row["support"]))
    return {"label": worst["label"], "f1": worst["f1"]}


def _check_others(thresholds, groups, hands, shape):
    photos, labels = shape
    if np.shape(thresholds) not in ((), (labels,)):
        raise DataError(
            f"Thresholds have the shape {np.shape(thresholds)}, but there are {labels} labels.",
            "Give one number, or one a label.",
        )
    for name, values in (("groups", groups), ("hands", hands)):
        if values is not None and len(values) != photos:
            raise DataError(
                f"There are {len(values)} {name} of {photos} photos.",
                f"Give one of {name} a photo.",
            )
