"""What a model said about photos that it didn't train on: kept, averaged over seeds, as tables."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from signkit.data.catalog import UNKNOWN
from signkit.data.labels import joined
from signkit.evaluation import calibration
from signkit.evaluation.answers import labels_figures as multilabel
from signkit.inputs.dataset import Dataset
from signkit.runs.record import Run, writing

FILE = "scores.npz"
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
    def average(cls, several: list["Scores"]) -> "Scores":
        """Return the mean probabilities of several models over the same samples."""
        names = several[0].probabilities
        return cls(
            {n: np.mean([s.probabilities[n] for s in several], 0) for n in names}, several[0].how
        )

    @property
    def splits(self) -> list[str]:
        """The held-out splits there are."""
        return [name for name in HELD_OUT if name in self.probabilities]

    def at(self, temperature: float, several: bool = False) -> "Scores":
        """Return them with the held-out splits' probabilities at a temperature."""
        scale = multilabel.scaled if several else calibration.scaled
        at = {name: scale(self.probabilities[name], temperature) for name in self.splits}
        return replace(self, probabilities=self.probabilities | at)

    def save(self, run: Run) -> None:
        """Keep them in the run folder."""
        with writing(run.path(FILE)) as path:
            np.savez_compressed(path, how=self.how, **self.probabilities)

    @classmethod
    def load(cls, run: Run) -> "Scores":
        """Read them back from a run folder."""
        with np.load(run.path(FILE)) as stored:
            how = str(stored["how"])
            return cls({name: stored[name] for name in stored.files if name != "how"}, how)


def prediction_table(
    scores: Scores, dataset: Dataset, thresholds: np.ndarray | None = None
) -> pd.DataFrame:
    """A row a held-out photo: what it is, what the model said, and where its hands are, if known.

    With several labels a photo, those from their `thresholds` (C,) on are what the model said.
    """
    classes, parts = dataset.catalog.classes, []
    columns = [f"p_{k:04d}" for k in range(len(classes))]
    for split in scores.splits:
        probabilities = scores.probabilities[split]
        rows = rows_of(dataset, split)
        part = rows[["path", "label", "group", "split"]]
        if dataset.hands_found is not None:
            part = part.assign(hands=dataset.hands_found[rows.index])
        if thresholds is None:
            part = part.assign(predicted=[classes[k] for k in probabilities.argmax(axis=1)])
        else:
            given = [[classes[k] for k in np.flatnonzero(p >= thresholds)] for p in probabilities]
            part = part.assign(
                labels=[list(labels) for labels in rows["labels"]],
                predicted=[joined(labels) for labels in given],
                predicted_labels=given,
            )
        said = pd.DataFrame(probabilities, columns=columns, index=rows.index)
        part = pd.concat([part, said], axis=1)
        if dataset.image_points is not None:
            points = dataset.image_points[rows.index].reshape(len(rows), -1)
            part = part.assign(points=list(points))
        if dataset.moments is not None:
            part = part.assign(moment=dataset.moments[rows.index])
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def branch_table(scores: Scores, dataset: Dataset) -> pd.DataFrame:
    """A row a test photo: the class that each branch names in each condition."""
    classes, rows = dataset.catalog.classes, rows_of(dataset, "test")
    said = {
        name: [classes[k] for k in probabilities.argmax(axis=1)]
        for name, probabilities in scores.probabilities.items()
        if name not in HELD_OUT
    }
    return rows[["path", "label", "group"]].assign(**said).reset_index(drop=True)


def rows_of(dataset: Dataset, split: str) -> pd.DataFrame:
    """The catalog's rows of a split."""
    table = dataset.catalog.table
    return table[table["split"] == split]


def groups_of(dataset: Dataset, split: str) -> np.ndarray | None:
    """The groups of a split's photos, or None where any is unknown."""
    groups = rows_of(dataset, split)["group"]
    return groups.to_numpy() if groups.notna().all() else None
