"""Two runs that name one class: the difference of accuracy on the same photos."""

import pandas as pd

from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.answers.paired.scored import ScoredRuns
from signkit.evaluation.intervals import mean_interval
from signkit.evaluation.paired import Paired, difference_interval, mcnemar


class PairedClasses(ScoredRuns):
    """Accuracy by McNemar's test, its difference over groups or photos."""

    does = "name classes"
    measures = ("accuracy", "macro_f1")

    def compare(self, first: pd.DataFrame, second: pd.DataFrame, seed: int = 0) -> Paired:
        """Accuracy of the first minus that of the second."""
        right = [part["right"].to_numpy() for part in (first, second)]
        units, _ = resampling_units(first["group"].to_numpy())
        test = mcnemar(*right)
        return Paired(
            first=float(right[0].mean()),
            second=float(right[1].mean()),
            interval=difference_interval(*right, units, seed=seed),
            over="photos" if units is None else "groups",
            p=test.p,
            first_only=test.first_only,
            second_only=test.second_only,
        )

    def over_repetitions(self, first, second) -> tuple[float, float]:
        """The interval of the mean difference over photos, each by its mean over the pairs."""
        tables = [
            pd.DataFrame({"gap": a["right"].astype(int) - b["right"], "group": a["group"]})
            for a, b in zip(first, second, strict=True)
        ]
        photos = pd.concat(tables).groupby(level=0).agg({"gap": "mean", "group": "first"})
        units, _ = resampling_units(photos["group"].to_numpy(object))
        return mean_interval(photos["gap"].to_numpy(), (-1, 1), units)
