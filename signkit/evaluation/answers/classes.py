"""One class: the likeliest, with a probability each."""

import numpy as np
import pandas as pd

from signkit.data.catalog import UNKNOWN
from signkit.evaluation import calibration, unknown
from signkit.evaluation.answers import scored
from signkit.evaluation.answers.base import HeldOut
from signkit.evaluation.answers.classes_figures import evaluate
from signkit.evaluation.answers.paired.classes import PairedClasses
from signkit.evaluation.answers.told import Told
from signkit.runs.files import CATALOG, LABELS, MODEL, PREDICTIONS


class Classes:
    """A photo or clip is of one class."""

    name = "classes"
    measure = "accuracy"
    measure_name = "accuracy"
    files = (LABELS, CATALOG, PREDICTIONS)
    model = MODEL
    names = LABELS
    paired = PairedClasses()
    tested = scored.TESTED
    names_in = labels_in = staticmethod(scored.labels_in)
    activation = "softmax"
    right = "accuracy"

    def scaled(self, probabilities: np.ndarray, temperature: float) -> np.ndarray:
        """Probabilities (N, C) at a temperature: softmax of log p / temperature."""
        return calibration.scaled(probabilities, temperature)

    def calibrate(self, validation: HeldOut, test: HeldOut, sharpen: bool) -> dict:
        """Fit a temperature on validation where it is needed; figures before and after."""
        parts = (validation.probabilities, validation.targets, test.probabilities, test.targets)
        return calibration.calibrate(*parts, sharpen=sharpen)

    def thresholds(self, validation: HeldOut) -> None:
        """None: the likeliest class is given."""

    def named(self, probabilities: np.ndarray, classes: list[str], thresholds=None) -> list[str]:
        """The likeliest class of each sample."""
        return [classes[k] for k in probabilities.argmax(axis=1)]

    def columns(self, part: HeldOut, classes: list[str], thresholds=None) -> dict[str, list]:
        """The likeliest class."""
        return {"predicted": self.named(part.probabilities, classes)}

    def figures(
        self, parts: dict[str, HeldOut], classes: list[str], thresholds=None, none=None
    ) -> dict:
        """Figures of validation and test, and what a threshold does to what isn't known."""
        found = {
            split: evaluate(
                parts[split].probabilities,
                parts[split].targets,
                classes,
                groups=parts[split].groups,
                hands=parts[split].hands,
            )
            for split in ("validation", "test")
        }
        return {**found, "unknown": self._unknown(parts, classes, none)}

    def matrix(self, figures: dict) -> list[list[int]] | None:
        """How often each class (rows) was called what (columns)."""
        return figures.get("confusion")

    def classes_in(self, photos: pd.DataFrame) -> int:
        """How many classes a part of the catalog shows."""
        return photos["label"].nunique()

    def headline(self, metrics: dict) -> dict:
        """The test's figures (shares 0-1), accuracy in front."""
        return scored.headline(metrics, self.measure, self.measure_name)

    def gives(self, names: list[str], metrics: dict, settings: dict) -> dict:
        """A probability a class, and below which the answer is refused."""
        found = scored.gives(names, several=False, more=", summing to 1")
        threshold = (metrics.get("unknown") or {}).get("threshold")
        return {**found, "refuse_below": threshold} if threshold else found

    def tell(
        self, probabilities: np.ndarray, classes: list[str], metrics: dict, none: int | None
    ) -> Told:
        """Name the likeliest class of calibrated probabilities (C,), and whether it is refused.

        `metrics` are the run's, whose threshold refuses; `none` is the place of the class that
        shows no sign, whose own probability is no certainty.
        """
        best = int(np.argmax(probabilities))
        threshold = (metrics.get("unknown") or {}).get("threshold", 0.0)
        sure = float(unknown.certainty(probabilities[None], none)[0])
        label = classes[best]
        return Told(label, (label,), float(probabilities[best]), sure < threshold)

    def _unknown(self, parts, classes, none) -> dict:
        """What a threshold costs, and how well it tells samples of no known class."""
        validation, test, apart = parts["validation"], parts["test"], parts.get(UNKNOWN)
        names = [] if apart is None else sorted(apart.rows["label"].unique())
        if none is not None:
            names = names or [classes[none]]
        return unknown.describe(
            validation.probabilities,
            validation.targets,
            test.probabilities,
            test.targets,
            outside=None if apart is None else apart.probabilities,
            none=none,
            names=names,
            test_groups=test.groups,
            outside_groups=None if apart is None else apart.groups,
        )
