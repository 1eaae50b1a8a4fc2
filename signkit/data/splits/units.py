"""What a split must not part, and how much of each class it holds."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from signkit.data.catalog import sources
from signkit.data.labels import each_label, label_matrix, none_of
from signkit.data.names import listed

IF_NO_COPIES = 'If these are no copies, prepare the data set again with COPIES="report".'


def units_of(rows: pd.DataFrame, strategy: str) -> np.ndarray:
    """(N,) numbers of the units: photos of one source, and if "grouped" those of one group, too."""
    keys = rows["group"] if strategy == "grouped" else rows["path"]
    key, source = pd.factorize(keys)[0], pd.factorize(sources(rows))[0]
    nodes = key.max() + source.max() + 2
    links = coo_matrix((np.ones(len(rows)), (key, source + key.max() + 1)), (nodes, nodes))
    parts = connected_components(links, directed=False)[1][key]
    return pd.factorize(parts)[0]


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


def joined_groups(rows: pd.DataFrame) -> str:
    """Which groups count as one because of which copies, a few examples; "" where none do."""
    rows = rows.assign(source=sources(rows))
    groups = rows.groupby("source")["group"].nunique()
    shared = rows[rows["source"].isin(groups[groups > 1].index)]
    if shared.empty:
        return ""
    examples = []
    for _, copies in shared.groupby("source", sort=False):
        one = copies.drop_duplicates("group").iloc[:2]
        words = [f"{path} ({group})" for path, group in zip(one["path"], one["group"], strict=True)]
        examples.append(" and ".join(words))
    names = listed(sorted(shared["group"].unique()), 8)
    return (
        f" The groups {names} hold copies of each other's photos, so they can't be parted: "
        f"{listed(examples, 3, '; ')}."
    )
