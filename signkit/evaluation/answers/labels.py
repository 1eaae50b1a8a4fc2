"""Several labels: all whose score reaches their threshold."""

import numpy as np
import pandas as pd

from signkit.data.labels import joined
from signkit.evaluation.answers import labels_calibration, scored
from signkit.evaluation.answers.base import HeldOut
from signkit.evaluation.answers.labels_figures import best_thresholds, evaluate
from signkit.evaluation.answers.paired.labels import PairedLabels
from signkit.evaluation.answers.told import Told
from signkit.runs.files import CATALOG, LABELS, MODEL, PREDICTIONS

AT_HALF = ("macro_f1", "micro_f1", "exact_match")


class Labels:
    """A photo has any number of labels."""

    name = "labels"
    measure = "macro_f1"
    measure_name = "macro F1"
    files = (LABELS, CATALOG, PREDICTIONS)
    model = MODEL
    names = LABELS
    paired = PairedLabels()
    tested = scored.TESTED
    names_in = labels_in = staticmethod(scored.labels_in)
    activation = "sigmoid"
    right = "all labels right"

    def scaled(self, probabilities: np.ndarray, temperature: float) -> np.ndarray:
        """Scores (N, C) at a temperature: the sigmoid of their logits / temperature."""
        return labels_calibration.scaled(probabilities, temperature)

    def calibrate(self, validation: HeldOut, test: HeldOut, sharpen: bool) -> dict:
        """Fit a temperature on validation where it is needed; figures before and after."""
        parts = (validation.probabilities, validation.targets, test.probabilities, test.targets)
        return labels_calibration.calibrate(*parts, sharpen=sharpen)

    def thresholds(self, validation: HeldOut) -> np.ndarray:
        """Those (C,) of the highest F1 of each label."""
        return best_thresholds(validation.probabilities, validation.targets)

    def named(self, probabilities: np.ndarray, classes: list[str], thresholds=0.5) -> list[str]:
        """The labels given, in one word."""
        return [joined(labels) for labels in _given(probabilities, classes, thresholds)]

    def columns(self, part: HeldOut, classes: list[str], thresholds=0.5) -> dict[str, list]:
        """The true labels, and those given: in one word and as lists."""
        return {
            "labels": [list(labels) for labels in part.rows["labels"]],
            "predicted": self.named(part.probabilities, classes, thresholds),
            "predicted_labels": _given(part.probabilities, classes, thresholds),
        }

    def figures(
        self, parts: dict[str, HeldOut], classes: list[str], thresholds=0.5, none=None
    ) -> dict:
        """The thresholds, and figures of validation and test with them and at one half."""
        found = {
            "several": True,
            "thresholds": {"values": np.asarray(thresholds).tolist(), "fitted_on": "validation"},
        }
        for split in ("validation", "test"):
            part = parts[split]
            known = (part.probabilities, part.targets, classes)
            half = evaluate(*known, groups=part.groups)
            found[split] = evaluate(*known, thresholds=thresholds, groups=part.groups)
            found[split]["at_half"] = {name: half[name] for name in AT_HALF}
        return found

    def matrix(self, figures: dict) -> None:
        """None: each label has a matrix of its own."""

    def classes_in(self, photos: pd.DataFrame) -> int:
        """How many labels a part of the catalog shows."""
        return len({label for labels in photos["labels"] for label in labels})

    def headline(self, metrics: dict) -> dict:
        """The test's figures (shares 0-1), macro F1 in front."""
        return scored.headline(metrics, self.measure, self.measure_name)

    def gives(self, names: list[str], metrics: dict, settings: dict) -> dict:
        """A probability a label, and from which on it is given."""
        found = scored.gives(names, True, "; a label is given from its threshold on")
        return {**found, "thresholds": metrics["thresholds"]["values"]}

    def tell(
        self, probabilities: np.ndarray, classes: list[str], metrics: dict, none: int | None = None
    ) -> Told:
        """Name all labels whose calibrated probability (C,) reaches their threshold.

        How sure it is, the surest label says: the likeliest, where none reaches its own. A photo
        of nothing that was learnt has no label; none is refused.
        """
        given = np.asarray(probabilities) >= np.asarray(metrics["thresholds"]["values"])
        labels = tuple(classes[k] for k in np.flatnonzero(given))
        sure = probabilities[given] if given.any() else probabilities
        return Told(joined(labels), labels, float(sure.max()))


def _given(scores, classes, thresholds) -> list[list[str]]:
    """The labels of each row of scores (N, C) that reach their threshold."""
    return [[classes[k] for k in np.flatnonzero(row >= thresholds)] for row in scores]
