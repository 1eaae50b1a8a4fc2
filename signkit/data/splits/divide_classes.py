"""Rows of one class each, divided by groups or at random."""

import numpy as np
import pandas as pd

from signkit.data.columns import sources
from signkit.data.names import listed
from signkit.data.splits.partition import lacking, partition_groups, partition_sizes
from signkit.data.splits.units import IF_NO_COPIES, Parts, joined_groups
from signkit.errors import DataError


def grouped(parts: Parts, rng: np.random.Generator) -> np.ndarray:
    """The split (N,), by number, of each row; raises DataError where one lacks a class."""
    counts, classes, names = parts.counts, parts.classes, parts.names
    held = (counts > 0).sum(0)
    few = [
        f"class {name!r} occurs in {n} group{'s' * (n != 1)} only"
        for name, n in zip(classes, held, strict=True)
        if n < len(names)
    ]
    joined = joined_groups(parts.rows)
    mend = 'Use SPLIT="random", add groups (more signers, sessions, ...), or name TEST_GROUPS.'
    mend += f" {IF_NO_COPIES}" if joined else ""
    if few:
        raise DataError(
            f"A split by groups can't hold every class: {listed(few, 8, '; ')}; {len(names)} are "
            f"needed: one each for {', '.join(names)}.{joined}",
            mend,
        )
    assigned = partition_groups(counts, parts.shares, rng)
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
    return assigned[parts.units]


def random(parts: Parts, rng: np.random.Generator) -> np.ndarray:
    """Class by class, what rounding leaves over handed on, so that the whole keeps the shares.

    Raises DataError where a class has fewer units than there are splits.
    """
    rows, names, shares = parts.rows, parts.names, parts.shares
    sizes = np.bincount(parts.units)
    label = pd.Series(np.array(parts.classes, object)[parts.counts.argmax(1)])
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
    return assigned[parts.units]


STRATEGIES = {"grouped": grouped, "random": random}
