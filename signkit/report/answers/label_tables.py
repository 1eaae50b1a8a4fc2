"""Photos with several labels, as the report needs them: true, given and scores by photo."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signkit.data.labels import marks

HALF = 0.5


@dataclass(frozen=True)
class Answers:
    """What was true of the photos of one split, and what the model said."""

    table: pd.DataFrame  # their rows of predictions.parquet
    targets: np.ndarray  # (N, C) bool
    given: np.ndarray  # (N, C) bool
    scores: np.ndarray | None  # (N, C), 0-1


def answers(predictions, classes, split="test") -> Answers | None:
    """The photos of a split; None where the run doesn't say what was true and what was given."""
    if predictions is None or not {"labels", "predicted_labels"} <= set(predictions):
        return None
    part = predictions[predictions["split"] == split].reset_index(drop=True)
    columns = [f"p_{k:04d}" for k in range(len(classes))]
    there = set(columns) <= set(part)
    return Answers(
        part,
        marks(part["labels"], classes),
        marks(part["predicted_labels"], classes),
        part[columns].to_numpy(float) if there else None,
    )


def f1_scores(targets, given) -> np.ndarray:
    """F1 (C,) of each label over (N, C) bool; NaN for a label that no photo has."""
    right, said, true = (targets & given).sum(0), given.sum(0), targets.sum(0)
    return np.where(true > 0, 2 * right / np.maximum(said + true, 1), np.nan)


def swapped(targets, given, classes, most=10) -> list[dict]:
    """Pairs of labels, one missed where the other was wrongly given, most photos first."""
    missed, extra = (targets & ~given).astype(int), (given & ~targets).astype(int)
    photos = missed.T @ extra
    order = np.argsort(-photos, axis=None, kind="stable")[:most]
    places = zip(*np.unravel_index(order, photos.shape), strict=True)
    return [
        {"missed": classes[a], "given": classes[b], "photos": int(photos[a, b])}
        for a, b in places
        if photos[a, b]
    ]
