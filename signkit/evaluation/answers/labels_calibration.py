"""Whether scores of several labels are as sure as they are right, and the number that mends it."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit

from signkit.errors import DataError
from signkit.evaluation.calibration import BINS, LIMITS, TINY, kept, reliability

REPEATS = 200


def calibration(scores, targets, bins: int = BINS) -> dict:
    """Calibration error, log loss and Brier score of all labels' scores together, and the bins.

    Each score is one statement, that its label is there: a bin's confidence is the mean score and
    its accuracy the share of labels that are. Log loss and Brier are means over photos and labels.
    """
    scores, targets = checked(scores, targets)
    said, true = scores.ravel(), targets.ravel()
    error, rows = reliability(said, true, bins)
    p = np.clip(said, TINY, 1 - TINY)
    return {
        "ece": error,
        "nll": float(-np.where(true, np.log(p), np.log1p(-p)).mean()),
        "brier": float(((said - true) ** 2).mean()),
        "bins": rows,
    }


def scaled(scores, temperature: float) -> np.ndarray:
    """Scores (N, C) at a temperature: the sigmoid of their logits / temperature."""
    if temperature == 1:
        return np.asarray(scores)
    return expit(logit(np.clip(np.asarray(scores, float), TINY, 1 - TINY)) / temperature)


def fit_temperature(scores, targets) -> float:
    """The temperature, .05-20, of the lowest log loss over all labels of validation photos.

    As in `calibration.fit_temperature`, one statement in N * C + 2 counts as wrong, lest labels
    that are all right ask for endless certainty.
    """
    scores, targets = checked(scores, targets)
    logits = logit(np.clip(scores, TINY, 1 - TINY)).ravel()
    doubt = 1 / (targets.size + 2)
    asked = (1 - doubt) * targets.ravel() + doubt * (1 - targets.ravel())

    def loss(sharpness):
        return float((np.logaddexp(0, logits * sharpness) - asked * logits * sharpness).mean())

    bounds = (1 / LIMITS[1], 1 / LIMITS[0])
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-6})
    return float(1 / found.x)


def expected_error(scores, level=0.95, repeats=REPEATS, seed=0) -> float:
    """The calibration error that scores (N, C) exceed by chance in 1 - `level` of all cases.

    Labels are drawn with exactly the probabilities that the scores say (Vaicenavicius et al.,
    2019, "Evaluating model calibration in classification").
    """
    rng = np.random.default_rng(seed)
    drawn = (rng.random(np.shape(scores)) < scores for _ in range(repeats))
    return float(np.quantile([calibration(scores, d.astype(int))["ece"] for d in drawn], level))


def calibrate(validation, validation_targets, test, test_targets, sharpen=True) -> dict:
    """Fit a temperature on validation where it is needed; figures of both splits before and after.

    As `calibration.calibrate`, for scores and targets (N, C): needed where the error is more than
    chance explains, applied where the log loss falls as well, and without `sharpen` not below 1.
    """
    scores = {"validation": np.asarray(validation), "test": np.asarray(test)}
    targets = {"validation": validation_targets, "test": test_targets}
    before = {split: calibration(scores[split], targets[split]) for split in scores}
    expected = expected_error(scores["validation"])
    needed = before["validation"]["ece"] > expected
    temperature, withheld = 1.0, None
    if needed:
        found = fit_temperature(scores["validation"], validation_targets)
        after = calibration(scaled(scores["validation"], found), validation_targets)
        if after["nll"] < before["validation"]["nll"]:
            temperature, withheld = kept(found, sharpen)
    after = {s: calibration(scaled(scores[s], temperature), targets[s]) for s in scores}
    return {
        "temperature": temperature,
        "applied": temperature != 1,
        "withheld": withheld,
        "needed": bool(needed),
        "fitted_on": "validation",
        "photos": len(scores["validation"]),
        "expected_ece": expected,
        "before": before,
        "after": after,
    }


def checked(scores, targets, classes=None) -> tuple[np.ndarray, np.ndarray]:
    """Scores and targets (N, C) as arrays; raises DataError where they don't fit."""
    scores, targets = np.asarray(scores, float), np.asarray(targets)
    if scores.ndim != 2 or scores.shape != targets.shape or not len(scores):
        raise DataError(
            f"Scores of the shape {scores.shape} don't fit targets of the shape {targets.shape}.",
            "Give both one row a photo, at least one, and one column a label.",
        )
    if scores.shape[1] < 2 or (classes is not None and scores.shape[1] != len(classes)):
        names = "" if classes is None else f", but there are {len(classes)} labels"
        raise DataError(
            f"Scores have the shape {scores.shape}{names}.",
            "Give one column a label, and two labels or more.",
        )
    if not ((scores >= 0) & (scores <= 1)).all() or not np.isin(targets, (0, 1)).all():
        raise DataError(
            "Scores are not all in 0 to 1, or targets not all 0 or 1.",
            "Give probabilities, and 1 for each true label; train anew where training diverged.",
        )
    return scores, targets.astype(int)
