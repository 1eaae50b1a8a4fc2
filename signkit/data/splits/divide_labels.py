"""Rows of several labels each, divided by groups or at random."""

import numpy as np

from signkit.data.names import listed
from signkit.data.splits.partition import partition_groups
from signkit.data.splits.stratify import stratify, teach_all
from signkit.data.splits.units import Parts
from signkit.errors import DataError


def divide(parts: Parts, strategy: str, rng: np.random.Generator) -> np.ndarray:
    """The split (N,), by number, of each row: the first holds every label.

    `strategy` is "grouped" or "random". Raises DataError where nothing is left for the others.
    """
    counts, names = parts.counts, parts.names
    divided = partition_groups if strategy == "grouped" else stratify
    assigned = teach_all(counts, divided(counts, parts.shares, rng))
    empty = names[np.bincount(assigned, minlength=len(names)) == 0]
    if len(empty):
        what = "groups" if strategy == "grouped" else "different photos"
        raise DataError(
            f"{len(counts)} {what} are too few for {listed(names)}: nothing is left for "
            f"{listed(empty)}, because each label must be trained on.",
            "Add photos, or give shares for fewer splits.",
        )
    return assigned[parts.units]
