"""What a model said about photos that it didn't train on, as tables of a run folder."""

import numpy as np
import pandas as pd

from signkit.evaluation.answers.base import HeldOut, ScoredAnswer
from signkit.inputs.dataset import Dataset
from signkit.training.measure.scores import Scores


def prediction_table(
    said: dict[str, HeldOut],
    dataset: Dataset,
    answer: ScoredAnswer,
    thresholds: np.ndarray | None = None,
) -> pd.DataFrame:
    """A row a held-out photo: what it is, what the model said, and where its hands are, if known.

    What is said from `thresholds` (C,) on is for the answer to tell.
    """
    classes, parts = dataset.catalog.classes, []
    columns = [f"p_{k:04d}" for k in range(len(classes))]
    for held in said.values():
        rows = held.rows
        part = rows[["path", "label", "group", "split"]]
        if held.hands is not None:
            part = part.assign(hands=held.hands)
        part = part.assign(**answer.columns(held, classes, thresholds))
        probabilities = pd.DataFrame(held.probabilities, columns=columns, index=rows.index)
        part = pd.concat([part, probabilities], axis=1)
        if dataset.image_points is not None:
            points = dataset.image_points[rows.index].reshape(len(rows), -1)
            part = part.assign(points=list(points))
        if dataset.moments is not None:
            part = part.assign(moment=dataset.moments[rows.index])
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def branch_table(
    scores: Scores,
    dataset: Dataset,
    answer: ScoredAnswer,
    thresholds: np.ndarray | None = None,
) -> pd.DataFrame:
    """A row a test photo: what each branch says in each condition."""
    table = dataset.catalog.table
    rows = table[table["split"] == "test"]
    said = {
        name: answer.named(probabilities, dataset.catalog.classes, thresholds)
        for name, probabilities in scores.of_branches.items()
    }
    return rows[["path", "label", "group"]].assign(**said).reset_index(drop=True)
