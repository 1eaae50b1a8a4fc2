"""Whether a classifier is as sure as it is right, and the one number that mends it."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, softmax

from signkit.errors import DataError

BINS = 15
LIMITS = (0.05, 20.0)  # of a temperature
TINY = 1e-7
REPEATS = 1000
ONE_SIDED = 1.645  # standard errors, 5 %


def scaled(probabilities, temperature: float) -> np.ndarray:
    """Probabilities (N, C) at a temperature: softmax of log p / temperature, above 1 softer."""
    if temperature == 1:
        return np.asarray(probabilities)
    logits = np.log(np.maximum(np.asarray(probabilities, float), TINY))
    return softmax(logits / temperature, axis=1)


def log_loss(probabilities, targets) -> float:
    """Mean negative log probability of the true classes (nats); p below 1e-7 counts as that."""
    return float(_losses(probabilities, targets).mean())


def fit_temperature(probabilities, targets) -> float:
    """The temperature of the lowest log loss: Guo et al., 2017, "On calibration of modern ...".

    `probabilities` (N, C) and `targets` (N,) int of photos that the model was not trained on. One
    photo in N + 2 counts as wrong, as in Platt, 1999, "Probabilistic outputs for support vector
    machines": where all are right, the loss alone would ask for endless certainty. It is convex
    in 1 / temperature, which is looked for between .05 and 20. Raises DataError without photos.
    """
    targets = np.asarray(targets, int)
    logits = np.log(np.maximum(_checked(probabilities, targets), TINY))
    true = np.take_along_axis(logits, targets[:, None], axis=1)[:, 0]
    others = (logits.sum(axis=1) - true) / max(logits.shape[1] - 1, 1)
    doubt = 1 / (len(targets) + 2)
    asked = (1 - doubt) * true + doubt * others

    def loss(sharpness):
        return float((logsumexp(logits * sharpness, axis=1) - sharpness * asked).mean())

    low, high = 1 / LIMITS[1], 1 / LIMITS[0]
    found = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-6})
    return float(1 / found.x)


def calibration(probabilities, targets, bins: int = BINS) -> dict:
    """Expected calibration error, log loss, Brier score, and the reliability diagram's bins.

    The error is the mean over photos of |accuracy - confidence| of their bin, of equal widths of
    the largest probability (Naeini et al., 2015); Brier's score sums over classes.
    """
    targets = np.asarray(targets, int)
    probabilities = _checked(probabilities, targets)
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == targets
    error, rows = reliability(confidence, correct, bins)
    truth = np.eye(probabilities.shape[1])[targets]
    return {
        "ece": error,
        "nll": log_loss(probabilities, targets),
        "brier": float(((probabilities - truth) ** 2).sum(axis=1).mean()),
        "bins": rows,
    }


def reliability(confidence, correct, bins: int = BINS) -> tuple[float, list[dict]]:
    """(Expected calibration error, a row a bin) of statements (N,) held for `confidence` sure."""
    return float(_error(confidence, correct, bins)), _bins(confidence, correct, bins)


def expected_error(probabilities, level=0.95, bins=BINS, repeats=REPEATS, seed=0) -> float:
    """The calibration error that perfectly calibrated probabilities (N, C) would still show.

    Few photos in a bin are never right exactly as often as they should. Outcomes are drawn from
    the confidences themselves (Bröcker & Smith, 2007, "Increasing the reliability of reliability
    diagrams"); returned is the quantile `level` of the error.
    """
    confidence = np.asarray(probabilities, float).max(axis=1)
    rng = np.random.default_rng(seed)
    place = _place(confidence, bins)
    sums = np.bincount(place, confidence, bins)
    errors = []
    for _ in range(repeats):
        drawn = rng.random(len(confidence)) < confidence
        errors.append(np.abs(np.bincount(place, drawn, bins) - sums).sum() / len(confidence))
    return float(np.quantile(errors, level))


def calibrate(validation, validation_targets, test, test_targets, sharpen=True) -> dict:
    """Fit a temperature on validation where it is needed; figures of both splits before and after.

    Needed is it where the validation's calibration error is larger than chance explains
    (`expected_error`). It is applied where it lowers the validation's log loss by more than chance
    would (1.645 standard errors of the photos' gains, one-sided 5 %); else, and where it
    isn't needed, the temperature is 1. Photos of one signer are right and wrong together, so the
    chance is rather larger than said. Without `sharpen` none below 1 is applied, for validation of
    people trained on: the model is more often right about them than about others, and what makes it
    as sure of them makes it too sure of others. The one not applied is `withheld`.
    Raises DataError on shapes that don't agree.
    """
    splits = {"validation": (validation, validation_targets), "test": (test, test_targets)}
    before = {name: calibration(*split) for name, split in splits.items()}
    expected = expected_error(validation)
    needed = before["validation"]["ece"] > expected
    temperature, withheld = 1.0, None
    if needed:
        fitted = fit_temperature(validation, validation_targets)
        if _surely_better(scaled(validation, fitted), validation, validation_targets):
            temperature, withheld = kept(fitted, sharpen)
    after = {name: calibration(scaled(p, temperature), t) for name, (p, t) in splits.items()}
    return {
        "temperature": temperature,
        "applied": temperature != 1,
        "withheld": withheld,
        "needed": bool(needed),
        "fitted_on": "validation",
        "photos": len(validation_targets),
        "expected_ece": expected,
        "before": before,
        "after": after,
    }


def kept(fitted: float, sharpen: bool) -> tuple[float, float | None]:
    """(The temperature to apply, the one withheld): one below 1 is for those who may `sharpen`."""
    return (fitted, None) if sharpen or fitted >= 1 else (1.0, fitted)


def _losses(probabilities, targets) -> np.ndarray:
    true = np.take_along_axis(np.asarray(probabilities, float), np.asarray(targets)[:, None], 1)
    return -np.log(np.maximum(true[:, 0], TINY))


def _surely_better(after, before, targets) -> bool:
    gains = _losses(before, targets) - _losses(after, targets)
    return bool(gains.mean() > ONE_SIDED * gains.std() / np.sqrt(len(gains)))


def _checked(probabilities, targets) -> np.ndarray:
    probabilities = np.asarray(probabilities, float)
    if probabilities.ndim != 2 or len(probabilities) != len(targets) or not len(targets):
        raise DataError(
            f"Probabilities of the shape {probabilities.shape} don't fit {len(targets)} photos.",
            "Give one row a photo, and at least one.",
        )
    return probabilities


def _place(confidence, bins):
    return np.minimum((confidence * bins).astype(int), bins - 1)


def _error(confidence, correct, bins):
    place = _place(confidence, bins)
    off = np.bincount(place, correct, bins) - np.bincount(place, confidence, bins)
    return np.abs(off).sum() / len(confidence)


def _bins(confidence, correct, bins) -> list[dict]:
    place, rows = _place(confidence, bins), []
    for k in range(bins):
        here = place == k
        rows.append(
            {
                "low": k / bins,
                "high": (k + 1) / bins,
                "photos": int(here.sum()),
                "confidence": float(confidence[here].mean()) if here.any() else None,
                "accuracy": float(correct[here].mean()) if here.any() else None,
            }
        )
    return rows
