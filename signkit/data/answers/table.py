"""Which of the answers a catalog tells, by its columns."""

import numpy as np
import pandas as pd

from signkit.data.answers.base import Told
from signkit.data.answers.classes import Classes
from signkit.data.answers.labels import Labels
from signkit.data.labels import place_matrix

CLASSES, LABELS = Classes(), Labels()
TOLD: tuple[Told, ...] = (LABELS, CLASSES)  # the last is what every catalog tells


def told_by(table: pd.DataFrame) -> Told:
    """What a catalog's table says of each row."""
    return next(told for told in TOLD if set(told.columns) <= set(table))


def asked_for(several: bool) -> Told:
    """What is to be told of each sample, by the setting SEVERAL_LABELS."""
    return LABELS if several else CLASSES


def each_label(table: pd.DataFrame) -> pd.DataFrame:
    """A row a photo and label; where there are several, photos without any have no row.

    `label` is that one label, the other columns and the index are the photo's.
    """
    return told_by(table).each(table)


def label_matrix(table: pd.DataFrame, classes) -> np.ndarray:
    """Which of the classes each photo shows: (N, C) float32 of 0 and 1."""
    return place_matrix(each_label(table.reset_index(drop=True)), len(table), classes)
