"""What a model said about photos that it didn't train on: kept, and averaged over seeds."""

from dataclasses import dataclass

import numpy as np

from signkit.data.catalog import UNKNOWN
from signkit.evaluation.answers.base import HeldOut
from signkit.inputs.dataset import Dataset
from signkit.runs.files import SCORES
from signkit.runs.record import Run

HELD_OUT = ("validation", "test", UNKNOWN)


@dataclass(frozen=True)
class Scores:
    """Probabilities (n, classes) by what gave them, as the model says them before calibration.

    Keys are the held-out splits (the unknown one where there is any), and, for a hybrid,
    `CONDITION_SOURCE` over the test split, such as `plain_visual` or `photos_blurred_fused`. `how`
    says what the branches' were read with.
    """

    probabilities: dict[str, np.ndarray]
    how: str = ""  # "stages", "probes", or "" where there are no branches

    @classmethod
    def average(cls, models: list["Scores"]) -> "Scores":
        """Return the mean probabilities of models over the same samples."""
        names = models[0].probabilities
        return cls(
            {n: np.mean([s.probabilities[n] for s in models], 0) for n in names}, models[0].how
        )

    @property
    def of_branches(self) -> dict[str, np.ndarray]:
        """Those of a hybrid's branches, by `CONDITION_SOURCE`."""
        return {name: p for name, p in self.probabilities.items() if name not in HELD_OUT}

    def held_out(self, dataset: Dataset) -> dict[str, HeldOut]:
        """Those of the held-out splits there are, beside what is true."""
        table, found = dataset.catalog.table, {}
        for split in HELD_OUT:
            if split in self.probabilities:
                rows = table[table["split"] == split]
                hands = None if dataset.hands_found is None else dataset.hands_found[rows.index]
                targets = dataset.samples.targets[rows.index]
                found[split] = HeldOut(self.probabilities[split], targets, rows, hands)
        return found

    def save(self, run: Run) -> None:
        """Keep them in the run folder."""
        run.write(SCORES, {"how": self.how, **self.probabilities})

    @classmethod
    def load(cls, run: Run) -> "Scores":
        """Read them back from a run folder."""
        stored = run.read(SCORES)
        return cls(stored, str(stored.pop("how")))
