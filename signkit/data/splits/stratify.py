"""Divide things that show several labels each in given shares: arrays in, arrays out."""

import numpy as np
from iterstrat.ml_stratifiers import IterativeStratification

from signkit.data.splits.partition import few, improve_best, partition_groups

_STARTS = 3  # where the things' sizes differ, which iterative stratification knows nothing of


def stratify(counts: np.ndarray, shares, rng: np.random.Generator) -> np.ndarray:
    """Assign each of U things to one of S parts, so that every label keeps the shares.

    `counts` is (U, C), photos of each label in each thing; `shares` (S,) sum to 1. Returns (U,)
    part numbers: iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011), and from there
    the moves and swaps that come nearer to the shares, which things of unequal size need. Of few
    things it is the optimum.
    """
    counts, shares = np.asarray(counts), np.asarray(shares, float)
    if few(counts, shares):
        return partition_groups(counts, shares, rng)
    starts = [
        _stratified(counts > 0, shares, rng) for _ in range(_STARTS if counts.max() > 1 else 1)
    ]
    return improve_best(counts, shares, starts, rng)


def _stratified(shown, shares, rng) -> np.ndarray:
    order = rng.permutation(len(shown))
    assigned = np.empty(len(shown), int)
    assigned[order] = IterativeStratification(shown[order], shares, rng)
    return assigned


def teach_all(counts: np.ndarray, assigned: np.ndarray) -> np.ndarray:
    """The assignment, after which part 0 holds every label: the smallest thing that shows it."""
    assigned, held = assigned.copy(), (counts > 0).sum(0)
    for label in np.argsort(held, kind="stable"):  # what moves for a rare one may show another, too
        holders = np.flatnonzero(counts[:, label])
        if len(holders) and (assigned[holders] != 0).all():
            assigned[holders[np.argmin(counts[holders].sum(1))]] = 0
    return assigned
