"""The rows that have no split yet, divided by groups or at random."""

import numpy as np
import pandas as pd

from signkit.data.answers.table import told_by
from signkit.data.splits.counts import count_classes
from signkit.data.splits.units import Parts, units_of


def fill_splits(table, strategy, fractions, rng) -> pd.Series:
    """The split column, where it was empty divided in the proportion of `fractions` (name: share).

    `strategy` is "grouped" or "random". Raises DataError where not every class can be in each; of
    several labels each is in the first, and in the others where there are enough photos of it.
    """
    open_rows = table["split"].isna().to_numpy()
    rows = table[open_rows]
    names = np.array(list(fractions))
    shares = np.array(list(fractions.values())) / sum(fractions.values())
    units = units_of(rows, strategy)
    parts = Parts(rows, units, *count_classes(rows, units), names, shares)
    divided = told_by(table).divide(parts, strategy, rng)
    split = table["split"].astype(object).copy()
    split[open_rows] = names[divided]
    return split
