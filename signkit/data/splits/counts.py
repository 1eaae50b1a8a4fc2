"""How much of each class the units of a split hold."""

import numpy as np
import pandas as pd

from signkit.data.answers.table import each_label, label_matrix
from signkit.data.labels import none_of


def count_classes(rows: pd.DataFrame, units: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Photos of each class in each unit (U, C), and the classes' names.

    Where photos have several labels, those without any count as a class of their own.
    """
    classes = sorted(each_label(rows)["label"].unique())
    matrix = label_matrix(rows, classes)
    without = matrix.sum(1, keepdims=True) == 0
    if without.any():
        matrix, classes = np.hstack([matrix, without]), [*classes, none_of(classes)]
    counts = np.zeros((units.max() + 1, len(classes)), int)
    np.add.at(counts, units, matrix.astype(int))
    return counts, classes
