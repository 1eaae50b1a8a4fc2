"""Whether scores of several labels are as sure as they are right, and the number that mends it."""

import numpy as np

from signkit.evaluation.answers.labels_figures import calibration, fit_temperature, scaled
from signkit.evaluation.calibration import kept

REPEATS = 200


def expected_error(scores, level=0.95, repeats=REPEATS, seed=0) -> float:
    """The calibration error that scores (N, C) exceed by chance in 1 - `level` of all cases.

    Labels are drawn with exactly the probabilities that the scores say (Vaicenavicius et al.,
    2019, "Evaluating model calibration in classification").
    """
    rng = np.random.default_rng(seed)
    drawn = (rng.random(np.shape(scores)) < scores for _ in range(repeats))
    return float(np.quantile([calibration(scores, d.astype(int))["ece"] for d in drawn], level))


def describe_labels(validation, validation_targets, test, test_targets, sharpen=True) -> dict:
    """Fit a temperature on validation where it is needed; figures of both splits before and after.

    As `calibration.describe`, for scores and targets (N, C): needed where the error is more than
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
