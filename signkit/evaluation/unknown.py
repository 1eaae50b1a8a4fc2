"""Signs that a classifier doesn't know: from which probability on it is believed, and the price."""

import numpy as np
from sklearn.metrics import roc_auc_score

from signkit.errors import DataError
from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.intervals import statistic_interval

KEEP = 0.95
POINTS = 101  # of the curve
SCORE = "largest probability"


def describe(
    validation,
    validation_targets,
    test,
    test_targets,
    outside=None,
    none=None,
    names=(),
    test_groups=None,
    outside_groups=None,
    keep=KEEP,
    seed=0,
) -> dict:
    """A threshold on the largest probability, what it costs, and what it tells of unknown signs.

    The threshold keeps the share `keep` of the validation photos (N, C) that are named rightly. On
    the test it is told how many photos are accepted and how right those are. Unknown are the
    photos `outside` (M, C), whose classes (`names`) the model was never trained on, or, without
    them, the test photos of the class number `none`, which shows no sign: its own probability
    doesn't count as certainty. Raises DataError where shapes don't agree.
    """
    validation, validation_targets = _checked(validation, validation_targets)
    test, test_targets = _checked(test, test_targets)
    _check_columns(validation, test, outside, none)
    learnt, inside = validation_targets != none, test_targets != none
    right = validation.argmax(axis=1) == validation_targets
    threshold = threshold_for(certainty(validation, none)[learnt], right[learnt], keep)
    scores, right = certainty(test, none), test.argmax(axis=1) == test_targets
    kind, strangers, groups = "classes", outside, outside_groups
    if outside is None:
        kind, strangers = "none", test[~inside]
        groups = None if test_groups is None else np.asarray(test_groups)[~inside]
    else:
        strangers = np.asarray(outside, float)
    found = None
    if len(strangers):
        units = [test_groups if test_groups is None else np.asarray(test_groups)[inside], groups]
        found = {
            "kind": kind,
            "names": list(names),
            **outsiders(scores[inside], certainty(strangers, none), threshold, units, seed),
        }
    return {
        "score": SCORE,
        "keep": keep,
        "threshold": threshold,
        "test": cost(scores[inside], right[inside], threshold),
        "curve": curve(scores[inside], right[inside]),
        "unknown": found,
    }


def certainty(probabilities, none=None) -> np.ndarray:
    """The largest probability (N,) of (N, C), but for that of the class `none`."""
    probabilities = np.asarray(probabilities, float)
    if none is None:
        return probabilities.max(axis=1)
    return np.delete(probabilities, none, axis=1).max(axis=1)


def threshold_for(scores, right, keep=KEEP) -> float:
    """The score that the share `keep` of the right photos reach; 0 where none is right."""
    kept = np.asarray(scores, float)[np.asarray(right, bool)]
    return float(np.quantile(kept, 1 - keep, method="lower")) if len(kept) else 0.0


def cost(scores, right, threshold) -> dict:
    """What a threshold costs: shares (0-1) accepted, right among those, and refused of each kind.

    `scores` (N,) and `right` (N,) bool of photos of known signs; a share of nothing is None.
    """
    scores, right = np.asarray(scores, float), np.asarray(right, bool)
    accepted = scores >= threshold
    return {
        "photos": len(scores),
        "accepted": _share(accepted),
        "accuracy_accepted": _share(right[accepted]),
        "accuracy_all": _share(right),
        "right_refused": _share(~accepted[right]),
        "wrong_refused": _share(~accepted[~right]),
    }


def curve(scores, right, points=POINTS) -> list[dict]:
    """Accepted share and the accuracy of the accepted, for thresholds at the scores' quantiles."""
    scores, right = np.asarray(scores, float), np.asarray(right, bool)
    if not len(scores):
        return []
    thresholds = np.unique(np.quantile(scores, np.linspace(0, 1, points), method="lower"))
    found = [(float(t), cost(scores, right, t)) for t in thresholds]
    return [
        {"threshold": t, "accepted": c["accepted"], "accuracy": c["accuracy_accepted"]}
        for t, c in found
    ]


def outsiders(known, unknown, threshold, groups=(None, None), seed=0) -> dict:
    """How well scores tell known (N,) from unknown (M,) photos: AUROC, and unknown ones accepted.

    AUROC is the chance that a known photo scores above an unknown one, ties counting half; .5
    says nothing (Hendrycks & Gimpel, 2017, "A baseline for detecting misclassified and
    out-of-distribution examples"). Its interval is over groups where all are named and three or
    more, else over photos. Raises DataError without photos of either kind.
    """
    known, unknown = np.asarray(known, float), np.asarray(unknown, float)
    if not len(known) or not len(unknown):
        raise DataError(
            f"{len(known)} photos of known and {len(unknown)} of unknown signs can't be told apart"
            " by a score.",
            "Give at least one of each.",
        )
    scores = np.concatenate([known, unknown])
    truth = np.arange(len(scores)) < len(known)
    both = None
    if groups[0] is not None and groups[1] is not None:
        both = np.concatenate([np.asarray(part, object) for part in groups])
    units, _ = resampling_units(both)
    return {
        "photos": len(unknown),
        "accepted": _share(unknown >= threshold),
        "auroc": float(roc_auc_score(truth, scores)),
        "auroc_interval": list(
            statistic_interval(
                _auroc(truth, scores),
                np.arange(len(truth)),
                truth,
                units,
                seed=seed,
                witnesses=min(len(known), len(unknown)),
            )
        ),
    }


def _auroc(truth, scores):
    """AUROC as a function of weights (repeats, N) of the photos."""
    order = np.argsort(scores, kind="stable")
    first = np.unique(scores[order], return_index=True)[1]
    known = truth[order]

    def of(weights):
        weights = weights[:, order]
        for_known = np.add.reduceat(weights * known, first, axis=1)
        for_unknown = np.add.reduceat(weights * ~known, first, axis=1)
        below = np.cumsum(for_unknown, axis=1) - for_unknown / 2
        with np.errstate(invalid="ignore"):  # a draw without either kind says nothing
            return (for_known * below).sum(1) / (for_known.sum(1) * for_unknown.sum(1))

    return of


def _checked(probabilities, targets):
    probabilities, targets = np.asarray(probabilities, float), np.asarray(targets)
    if probabilities.ndim != 2 or len(probabilities) != len(targets) or not len(targets):
        raise DataError(
            f"Probabilities of the shape {probabilities.shape} don't fit {len(targets)} photos.",
            "Give one row a photo, and at least one.",
        )
    return probabilities, targets


def _check_columns(validation, test, outside, none):
    shapes = [np.shape(part) for part in (validation, test, outside) if part is not None]
    classes = validation.shape[1]
    if any(len(shape) != 2 or shape[1] != classes for shape in shapes):
        raise DataError(
            f"Probabilities of the shapes {', '.join(map(str, shapes))} are not of one model.",
            "Give validation, test and unknown photos a column for each of the same classes.",
        )
    if none is not None and not (0 <= none < classes and classes > 1):
        raise DataError(
            f"The class of no sign is number {none}, but there are {classes} classes.",
            "Give its place among the columns, beside one class of signs or more.",
        )


def _share(values) -> float | None:
    return float(np.mean(values)) if len(values) else None
