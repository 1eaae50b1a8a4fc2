"""Two runs that give photos several labels, on the same photos: the difference of macro F1."""

import numpy as np

from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.intervals import t_interval

REPEATS = 1000


def compare_given(first, second, targets, groups=None, seed=0, repeats=REPEATS) -> dict:
    """Macro F1 of two runs' labels, first minus second, its 95 % interval and a two-sided p.

    `first`, `second` and `targets` are (N, C) 0/1: what was given and what is true. Means are over
    the labels that any photo has. The interval draws both runs together, over photos and, from 3
    `groups` (N,) on, whole groups, the wider of the two; p is of a permutation test: were the runs
    equal, they might change places in any group (or photo).
    """
    first, second, targets = (np.asarray(table, float) for table in (first, second, targets))
    units, _ = resampling_units(groups)
    alone = np.arange(len(targets))
    rng = np.random.default_rng(seed)
    one, two = macro_f1(first, targets), macro_f1(second, targets)
    low, high = _drawn(one - two, _by_unit(first, second, targets, alone), rng, repeats)
    unit = alone
    if units is not None:
        unit = np.unique(np.asarray(units, dtype=str), return_inverse=True)[1]
        grouped = _drawn(one - two, _by_unit(first, second, targets, unit), rng, repeats)
        low, high = min(low, grouped[0]), max(high, grouped[1])
    return {
        "first": one,
        "second": two,
        "difference": one - two,
        "interval": (low, high),
        "p": _p(one - two, _by_unit(first, second, targets, unit), rng, repeats),
        "over": "photos" if units is None else "groups",
    }


def macro_f1(given, targets) -> float:
    """The mean F1 over the labels that any photo has; 0 without any label."""
    right, said, true = (given * targets).sum(0), given.sum(0), targets.sum(0)
    return float(_f1(right, said, true))


def _f1(right, said, true):
    """Macro F1 over the last axis; a label that is nowhere true is left out."""
    there = true > 0
    each = np.divide(2 * right, said + true, out=np.zeros(right.shape), where=there)
    return each.sum(axis=-1) / np.maximum(there.sum(axis=-1), 1)


def _by_unit(first, second, targets, unit):
    """Counts (units, 5 * C) of each unit: right and given of both runs, then the true ones."""
    columns = [first * targets, first, second * targets, second, targets]
    rows = np.hstack(columns)
    counts = np.zeros((int(unit.max()) + 1, rows.shape[1]))
    np.add.at(counts, unit, rows)
    return counts


def _drawn(gap, counts, rng, repeats):
    number = len(counts)
    times = rng.multinomial(number, np.full(number, 1 / number), repeats).astype(float)
    right, said, other_right, other_said, true = np.split(times @ counts, 5, axis=1)
    gaps = _f1(right, said, true) - _f1(other_right, other_said, true)
    return t_interval(gap, float(gaps.std()), number, span=(-1, 1))


def _p(gap, counts, rng, repeats):
    swaps = rng.integers(0, 2, (repeats, len(counts))).astype(float)
    swaps[0] = 0  # the photos as they are count as one way, so that p is never 0
    right, said, other_right, other_said, true = np.split(counts, 5, axis=1)
    ours = [a.sum(0) + swaps @ (b - a) for a, b in ((right, other_right), (said, other_said))]
    both = [a.sum(0) + b.sum(0) for a, b in ((right, other_right), (said, other_said))]
    theirs = [total - mine for total, mine in zip(both, ours, strict=True)]
    every = np.broadcast_to(true.sum(0), ours[0].shape)
    gaps = _f1(*ours, every) - _f1(*theirs, every)
    return float((np.abs(gaps) >= abs(gap) - 1e-12).mean())
