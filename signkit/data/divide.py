"""The rows that have no split yet, divided by groups or at random."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from signkit.data.catalog import sources
from signkit.data.partition import lacking, partition_groups, partition_sizes
from signkit.errors import DataError

IF_NO_COPIES = 'If these are no copies, run preprocess_landmarks with COPIES="report".'


def fill_splits(table, strategy, fractions, rng) -> pd.Series:
    """The split column, where it was empty divided in the proportion of `fractions` (name: share).

    `strategy` is "grouped" or "random". Raises DataError where not every class can be in each.
    """
    open_rows = table["split"].isna().to_numpy()
    rows = table[open_rows]
    names = np.array(list(fractions))
    shares = np.array(list(fractions.values())) / sum(fractions.values())
    divide = _grouped if strategy == "grouped" else _random
    split = table["split"].astype(object).copy()
    split[open_rows] = names[divide(rows, names, shares, rng)]
    return split


def _grouped(rows, names, shares, rng) -> np.ndarray:
    units = _units(rows, rows["group"])
    counts = np.zeros((units.max() + 1, rows["label"].nunique()), int)
    codes, classes = pd.factorize(rows["label"], sort=True)
    np.add.at(counts, (units, codes), 1)
    held = (counts > 0).sum(0)
    few = [
        f"class {name!r} occurs in {n} group{'s' * (n != 1)} only"
        for name, n in zip(classes, held, strict=True)
        if n < len(names)
    ]
    joined = _joined_groups(rows) if rows["group"].nunique() > len(counts) else ""
    mend = 'Use SPLIT="random", add signers, or name TEST_GROUPS.'
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


def _joined_groups(rows) -> str:
    """Which groups count as one because of which copies; a few examples."""
    rows = rows.assign(source=sources(rows))
    groups = rows.groupby("source")["group"].nunique()
    shared = rows[rows["source"].isin(groups[groups > 1].index)]
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


def _random(rows, names, shares, rng) -> np.ndarray:
    """Class by class, what rounding leaves over handed on, so that the whole keeps the shares."""
    units = _units(rows, rows["path"])
    sizes = np.bincount(units)
    label = pd.Series(rows["label"].to_numpy()).groupby(units).agg(lambda l: l.mode()[0])
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
        # One of each first, so that no class is missing anywhere; the rest where room is left.
        mine = mine[np.argsort(sizes[mine], kind="stable")]
        assigned[mine[: len(names)]] = np.arange(len(names))
        room = wanted - sizes[mine[: len(names)]]
        rest = mine[len(names) :]
        assigned[rest] = partition_sizes(sizes[rest], room)
        carry = wanted - np.bincount(assigned[mine], sizes[mine], len(names))
    return assigned[units]


def _units(rows, keys) -> np.ndarray:
    """Numbers of what must stay together: rows with one key or from one source."""
    key, source = pd.factorize(keys)[0], pd.factorize(sources(rows))[0]
    nodes = key.max() + source.max() + 2
    links = coo_matrix((np.ones(len(rows)), (key, source + key.max() + 1)), (nodes, nodes))
    parts = connected_components(links, directed=False)[1][key]
    return pd.factorize(parts)[0]


def listed(words, most=10, separator=", ") -> str:
    """Words for a sentence: the first few, and how many more there are."""
    words = [str(word) for word in words]
    more = f"{separator}and {len(words) - most} more" if len(words) > most else ""
    return separator.join(words[:most]) + more
