"""Two runs that give photos several labels: the difference of macro F1 on the same photos."""

import numpy as np
import pandas as pd

from signkit.data.labels import marks
from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.answers.labels_f1 import macro_difference_interval, macro_f1
from signkit.evaluation.answers.paired.scored import ScoredRuns
from signkit.evaluation.paired import Paired, mcnemar
from signkit.evaluation.permutation import exchanges, share_as_far

REPEATS = 1000
UNKNOWN = (-1.0, 1.0)  # the interval of what nothing says
LISTS = {"given": "predicted_labels", "true": "labels"}  # columns of `rows`, of the predictions


class PairedLabels(ScoredRuns):
    """Macro F1 by a permutation test; rows have `given` and `true`, (C,) each, where on record."""

    does = "name classes"
    measures = ("macro_f1", "exact_match")

    def compare(self, first: pd.DataFrame, second: pd.DataFrame, seed: int = 0) -> Paired | None:
        """Macro F1 of the first minus that of the second; None where it isn't told what was given.

        Were the runs equal, they might change places in any group (or photo).
        """
        if not (_told(first) and _told(second)):
            return None
        units, _ = resampling_units(first["group"].to_numpy(object))
        one, two, p = permuted(*_tables(first, second), units, seed)
        right = mcnemar(first["right"], second["right"])
        return Paired(
            first=one,
            second=two,
            interval=interval(*_tables(first, second), units, seed),
            over="photos" if units is None else "groups",
            p=p,
            first_only=right.first_only,
            second_only=right.second_only,
        )

    def over_repetitions(self, first, second) -> tuple[float, float]:
        """The interval of the difference over the photos of all pairs together."""
        if not all(map(_told, (*first, *second))):
            return UNKNOWN
        ours, theirs = pd.concat(first), pd.concat(second)
        units, _ = resampling_units(ours["group"].to_numpy(object))
        return interval(*_tables(ours, theirs), units)

    def _columns(self, part, record):
        found = super()._columns(part, record)
        if set(LISTS.values()) <= set(part):
            for name, column in LISTS.items():
                found[name] = list(marks(part[column], record.labels))
        return found


def interval(first, second, targets, units=None, seed=0) -> tuple[float, float]:
    """The 95 % interval of the difference of macro F1 of tables (N, C) of 0 and 1."""
    return tuple(macro_difference_interval(targets, first, second, units, seed) or UNKNOWN)


def permuted(first, second, targets, units=None, seed=0, repeats=REPEATS):
    """(Macro F1 of the first, of the second, p) of tables (N, C) of 0 and 1.

    `units` (N,) change places whole. Where no photo has a label nothing is right, nor different.
    """
    if not targets.any():
        return 0.0, 0.0, 1.0
    alone = np.arange(len(targets))
    unit = alone if units is None else np.unique(units, return_inverse=True)[1]
    ours, theirs, true = _by_unit(first, second, targets, unit)
    one, two = (float(macro_f1(*each.sum(axis=0), true)) for each in (ours, theirs))
    ways = exchanges(len(ours), repeats, np.random.default_rng(seed))
    moved = ours.sum(axis=0) + np.tensordot(ways, theirs - ours, axes=1)
    others = (ours + theirs).sum(axis=0) - moved
    gaps = [macro_f1(*np.moveaxis(each, 1, 0), true) for each in (moved, others)]
    return one, two, share_as_far(gaps[0] - gaps[1], one - two)


def _by_unit(first, second, targets, unit):
    """Rightly given and given of both runs by unit, (units, 2, C) each, and those true (C,)."""
    found = []
    for given in (first, second):
        counts = np.zeros((int(unit.max()) + 1, 2, targets.shape[1]))
        np.add.at(counts, unit, np.stack([given * targets, given], axis=1))
        found.append(counts)
    return *found, targets.sum(axis=0)


def _told(rows) -> bool:
    return set(LISTS) <= set(rows)


def _tables(first, second):
    columns = (first["given"], second["given"], first["true"])
    return [np.stack(column.to_numpy()).astype(int) for column in columns]
