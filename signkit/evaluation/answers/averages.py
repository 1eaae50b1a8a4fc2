"""Precision, recall, F1 and ROC-AUC of single classes, and their means."""

import numpy as np
import pandas as pd
from sklearn.metrics import precision_recall_fscore_support, roc_auc_score

from signkit.evaluation.intervals import doubts_of, statistic_interval, witnesses_of

AVERAGES = ("macro", "micro", "weighted")


def class_scores(targets, predicted, classes: int) -> tuple[np.ndarray, ...]:
    """Precision, recall, F1 and support of each class, four arrays (C,); 0 where undefined."""
    return precision_recall_fscore_support(
        targets, predicted, labels=range(classes), zero_division=0
    )


def averages(targets, predicted) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 over the classes present: macro, micro and weighted by support.

    Where each photo has one class all three micro means are the accuracy, but for photos that are
    given an absent class: those don't count against micro precision.
    """
    present = np.unique(targets)
    found = {}
    for average in AVERAGES:
        *scores, _ = precision_recall_fscore_support(
            targets, predicted, labels=present, average=average, zero_division=0
        )
        found[average] = dict(zip(("precision", "recall", "f1"), map(float, scores), strict=True))
    return found


def roc_aucs(probabilities, targets) -> list[float | None]:
    """ROC-AUC of each class against the rest, or None where the split has one side only."""
    areas = []
    for k in range(probabilities.shape[1]):
        mine = targets == k
        both = mine.any() and not mine.all()
        areas.append(float(roc_auc_score(mine, probabilities[:, k])) if both else None)
    return areas


def macro_f1_interval(targets, predicted, classes: int, groups=None, seed=0):
    """The 95 % interval (lo, hi) of macro F1; a draw of groups counts the classes that it has.

    Where photos are drawn, each class has a part of a photo more right and wrong (`doubts_of`).
    """
    kinds, cells = pd.factorize(np.asarray(targets) * (classes + 1) + predicted)
    present, photos = np.unique(targets, return_counts=True)
    right, wrong = present * (classes + 1) + present, present * (classes + 1) + classes
    doubt = np.concatenate([np.zeros(len(cells)), *[doubts_of(photos)] * 2])
    true, said = np.divmod(np.concatenate([cells, right, wrong]), classes + 1)
    support, named = np.eye(classes)[true], np.eye(classes + 1)[said][:, :classes]
    right = support * (true == said)[:, None]

    def macro_f1(counts):
        there = counts @ support
        found = 2 * (counts @ right)
        f1 = np.divide(found, there + counts @ named, out=np.zeros_like(found), where=there > 0)
        return f1.sum(axis=1) / (there > 0).sum(axis=1)

    return statistic_interval(
        macro_f1, kinds, true, groups, seed=seed, witnesses=witnesses_of(photos), doubt=doubt
    )
