"""Figures of a classifier on one split: probabilities and true classes in, numbers out."""

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix

from signkit.errors import DataError
from signkit.evaluation.answers.averages import averages, class_scores, macro_f1_interval, roc_aucs
from signkit.evaluation.calibration import calibration
from signkit.evaluation.constant import constant_class
from signkit.evaluation.intervals import bootstrap_interval

FEWEST_GROUPS = 3  # below this, resampling groups says nothing
TOP = 5


def evaluate(probabilities, targets, classes, groups=None, hands=None, seed=0) -> dict:
    """All figures of one split, as a dict that JSON can hold; shares are 0-1.

    `probabilities` (N, C), `targets` (N,) int, `classes` C names, `groups` (N,) who or what is in
    each photo, `hands` (N,) int hands found in each photo. Means over classes (macro F1,
    balanced accuracy) and the worst class take the classes that have photos in this split, as
    scikit-learn does with `labels=` the classes present; an absent class has support 0 and
    None as recall, F1 and ROC-AUC. A class that is never predicted has precision 0. The intervals
    are over groups from 3 groups on, all named, and else over photos. Raises DataError where shapes
    do not agree, the split is empty, or a probability is not finite.
    """
    probabilities, targets = np.asarray(probabilities, dtype=float), np.asarray(targets, dtype=int)
    _check(probabilities, targets, classes)
    predicted = probabilities.argmax(axis=1)
    correct = predicted == targets
    confusion = confusion_matrix(targets, predicted, labels=range(len(classes)))
    scores, areas = class_scores(targets, predicted, len(classes)), roc_aucs(probabilities, targets)
    units, number = resampling_units(groups)
    interval = bootstrap_interval(correct, units, seed=seed)
    f1_interval = macro_f1_interval(targets, predicted, len(classes), units, seed)
    per_class = _per_class(classes, scores, areas, _hands_by_class(hands, targets, len(classes)))
    means = averages(targets, predicted)
    known = [area for area in areas if area is not None]
    return {
        "samples": len(targets),
        "accuracy": float(correct.mean()),
        "accuracy_interval": list(interval),
        "interval_over": "photos" if units is None else "groups",
        "groups": number,
        "top5": top_k_accuracy(probabilities, targets, TOP) if len(classes) > TOP else None,
        **means,
        "macro_f1": means["macro"]["f1"],
        "macro_f1_interval": list(f1_interval),
        "balanced_accuracy": means["macro"]["recall"],
        "roc_auc": float(np.mean(known)) if known else None,
        "worst_class": _worst(per_class),
        "per_class": per_class,
        "confusion": confusion.tolist(),
        "calibration": calibration(probabilities, targets),
        "constant": constant_class(targets, predicted, classes, units, seed),
        "without_hand": _without_hand(hands, correct),
    }


def top_k_accuracy(probabilities, targets, k) -> float:
    """The share (0-1) of photos whose true class is among the k most probable.

    A tie across the border counts by its chance: of `t` classes as probable as the true one,
    with `g` above them, the photo gives (k - g) / t, so that a model without an opinion scores
    k / C and not 1.
    """
    probabilities, targets = np.asarray(probabilities), np.asarray(targets)
    true = np.take_along_axis(probabilities, targets[:, None], axis=1)
    above = (probabilities > true).sum(axis=1)
    tied = (probabilities == true).sum(axis=1)
    return float(np.clip((k - above) / tied, 0, 1).mean())


def resampling_units(groups):
    """(groups as strings, how many): what an interval resamples, from 3 groups on, all named.

    With fewer it resamples photos, so the groups come back as None; their number is None as well
    where the group of any photo is unknown.
    """
    if groups is None or pd.isna(groups := np.asarray(groups, dtype=object)).any():
        return None, None
    units = groups.astype(str)
    number = len(np.unique(units))
    return (units if number >= FEWEST_GROUPS else None), number


def _check(probabilities, targets, classes):
    if not len(targets):
        raise DataError("There are no photos to score.", "Give the split at least one photo.")
    if probabilities.shape != (len(targets), len(classes)):
        raise DataError(
            f"Probabilities have the shape {probabilities.shape}, but there are "
            f"{len(targets)} photos and {len(classes)} classes.",
            "Give one row a photo and one column a class.",
        )
    broken = int((~np.isfinite(probabilities).all(axis=1)).sum())
    if broken:
        raise DataError(
            f"The model's probabilities are not finite for {broken} of {len(targets)} photos.",
            "Its training diverged: train again with a lower learning rate.",
        )


def _hands_by_class(hands, targets, number):
    if hands is None:
        return [None] * number
    return np.bincount(targets, np.asarray(hands) > 0, minlength=number)


def _per_class(classes, scores, areas, found):
    rows = []
    for label, precision, recall, f1, support, area, hands in zip(
        classes, *scores, areas, found, strict=True
    ):
        there = support > 0
        known = there and hands is not None
        rows.append(
            {
                "label": str(label),
                "precision": float(precision),
                "recall": float(recall) if there else None,
                "f1": float(f1) if there else None,
                "roc_auc": area,
                "support": int(support),
                "hands_found": float(hands / support) if known else None,
                "without_hand": int(support - hands) if known else None,
            }
        )
    return rows


def _worst(per_class):
    # Of equals, the class with more photos: its low recall is the surer one.
    there = [row for row in per_class if row["support"]]
    worst = min(there, key=lambda row: (row["recall"], -row["support"]))
    return {"label": worst["label"], "recall": worst["recall"]}


def _without_hand(hands, correct):
    if hands is None:
        return None
    without = np.asarray(hands) == 0
    photos = int(without.sum())
    return {"photos": photos, "accuracy": float(correct[without].mean()) if photos else None}
