"""The rows that have no split yet, divided by groups or at random."""

import numpy as np
import pandas as pd

from signkit.data.catalog import sources
from signkit.data.splits.partition import lacking, partition_groups, partition_sizes
from signkit.data.splits.stratify import stratify, teach_all
from signkit.data.splits.units import IF_NO_COPIES, count_classes, joined_groups, listed, units_of
from signkit.errors import DataError


def fill_splits(table, strategy, fractions, rng) -> pd.Series:
    """The split column, where it was empty divided in the proportion of `fractions` (name: share).

    `strategy` is "grouped" or "random". Raises DataError where not every class can be in each; of
    several labels each is in the first, and in the others where there are enough photos of it.
    """
    open_rows = table["split"].isna().to_numpy()
    rows = table[open_rows]
    names = np.array(list(fractions))
    shares = np.array(list(fractions.values())) / sum(fractions.values())
    if "labels" in table:
        divided = _several(rows, names, shares, rng, strategy)
    else:
        divided = (_grouped if strategy == "grouped" else _random)(rows, names, shares, rng)
    split = table["split"].astype(object).copy()
    split[open_rows] = names[divided]
    return split


def _several(rows, names, shares, rng, strategy) -> np.ndarray:
    units = units_of(rows, strategy)
    counts, _ = count_classes(rows, units)
    divide = partition_groups if strategy == "grouped" else stratify
    assigned = teach_all(counts, divide(counts, shares, rng))
    empty = names[np.bincount(assigned, minlength=len(names)) == 0]
    if len(empty):
        what = "groups" if strategy == "grouped" else "different photos"
        raise DataError(
            f"{len(counts)} {what} are too few for {listed(names)}: nothing is left for "
            f"{listed(empty)}, because each label must be trained on.",
            "Add photos, or give shares for fewer splits.",
        )
    return assigned[units]


def _grouped(rows, names, shares, rng) -> np.ndarray:
    units = units_of(rows, "grouped")
    counts, classes = count_classes(rows, units)
    held = (counts > 0).sum(0)
    few = [
        f"class {name!r} occurs in {n} group{'s' * (n != 1)} only"
        for name, n in zip(classes, held, strict=True)
        if n < len(names)
    ]
    joined = joined_groups(rows)
    mend = 'Use SPLIT="random", add groups (more signers, sessions, ...), or name TEST_GROUPS.'
    mend += f" {IF_NO_COPIES}" if joined else ""
    if few:
        raise DataError(
            f"A split by groups can't hold every class: {listed(few, 8, '; ')}; {len(names)} are "
            f"needed: one each for {', '.join(names)}.{joined}",
            mend,
        )
    assigned = partition_groups(counts, shares, rng)
    gaps = [
        f"class {classes[c]!r} lacks {names[s]}"
        for s, c in np.argwhere(lacking(counts, assigned, len(names)))
    ]
    if gaps:
        raise DataError(
            f"No split by groups was found that holds every class: {listed(gaps, 8, '; ')}."
            f"{joined}",
            mend,
        )
    return assigned[units]


def _random(rows, names, shares, rng) -> np.ndarray:
    """Class by class, what rounding leaves over handed on, so that the whole keeps the shares."""
    units = units_of(rows, "random")
    sizes = np.bincount(units)
    counts, classes = count_classes(rows, units)
    label = pd.Series(np.array(classes, object)[counts.argmax(1)])
    assigned = np.zeros(len(sizes), int)
    carry = np.zeros(len(names))
    few = label.value_counts()
    few = few[few < len(names)]
    if len(few):
        words = [f"class {name!r} has {n} different photos only" for name, n in few.items()]
        copied = rows["label"].isin(few.index) & sources(rows).duplicated(keep=False)
        mend = "Add photos of it or leave the class out."
        if copied.any():
            source = sources(rows)
            same = rows["path"][source == source[copied].iloc[0]]
            words.append(f"copies count once, such as {listed(same, 2, ' and ')}")
            mend += f" {IF_NO_COPIES}"
        raise DataError(
            f"A random split can't hold every class: {listed(words, 8, '; ')}; "
            f"{len(names)} are needed: one each for {', '.join(names)}.",
            mend,
        )
    for name in rng.permutation(sorted(label.unique())):
        mine = rng.permutation(np.flatnonzero(label.to_numpy() == name))
        wanted = sizes[mine].sum() * shares + carry
        assigned[mine] = partition_sizes(sizes[mine], wanted)
        carry = wanted - np.bincount(assigned[mine], sizes[mine], len(names))
    return assigned[units]
