"""What a split must not part, and how much of each class it holds."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from signkit.data.columns import sources
from signkit.data.names import listed

IF_NO_COPIES = 'If these are no copies, prepare the data set again with COPIES="report".'


@dataclass(frozen=True)
class Parts:
    """Rows to be divided whole unit by unit, and in which shares."""

    rows: pd.DataFrame
    units: np.ndarray  # (N,) the unit of each row
    counts: np.ndarray  # (U, C) photos of each class in each unit
    classes: list[str]
    names: np.ndarray  # of the splits
    shares: np.ndarray  # of each, sum 1


def units_of(rows: pd.DataFrame, strategy: str) -> np.ndarray:
    """(N,) numbers of the units: photos of one source, and if "grouped" those of one group, too."""
    keys = rows["group"] if strategy == "grouped" else rows["path"]
    key, source = pd.factorize(keys)[0], pd.factorize(sources(rows))[0]
    nodes = key.max() + source.max() + 2
    links = coo_matrix((np.ones(len(rows)), (key, source + key.max() + 1)), (nodes, nodes))
    parts = connected_components(links, directed=False)[1][key]
    return pd.factorize(parts)[0]


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
