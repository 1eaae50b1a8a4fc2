"""The branch ledger: what the photo alone, the landmarks alone and both together get right."""

import numpy as np
from pandas import DataFrame

from signkit.errors import DataError
from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.intervals import bootstrap_interval
from signkit.evaluation.paired import difference_interval, holm, mcnemar, verdict

SOURCES = ("visual", "landmark", "fused")
CONDITIONS = ("hands_blanked", "photos_blurred")  # besides plain: half of the photos degraded
PAIRS = (("fused", "landmark"), ("fused", "visual"), ("landmark", "visual"))
PLAIN = "plain"


def ledger(table: DataFrame, how: str = "stages", seed: int = 0) -> dict:
    """The accuracy of each source by itself, each pair of them, and each on degraded photos.

    `table` has a row a test photo: `label`, `group` (may be missing) and, named
    `{condition}_{source}`, the class that a source predicted: sources visual (the photo alone),
    landmark, fused; conditions plain, hands_blanked, photos_blurred. Columns that are missing are
    left out. `how` says what the branches alone are: "stages", trained in a stage of their own, or
    "probes", a linear classifier on what a branch of the whole model gives out (Alain & Bengio,
    2016, "Understanding intermediate layers using linear classifier probes").

    Returns a dict that JSON can hold; shares are 0-1, differences -1 to 1. The first of a pair is
    "better" (or "worse") only where McNemar's p, corrected over the pairs by Holm, is below .05
    and the paired interval leaves out 0: photos of one signer are not independent, which McNemar
    takes them to be. Raises DataError where the labels or all plain predictions are missing.
    """
    plain = _right(table, PLAIN)
    if not plain:
        raise DataError(
            "The table of predictions names no source's predictions.",
            f"It needs a column such as {PLAIN}_{SOURCES[0]}, and the true classes in `label`.",
        )
    units, number = resampling_units(table.get("group"))
    degraded = {condition: _right(table, condition) for condition in CONDITIONS}
    return {
        "how": how,
        "photos": len(table),
        "groups": number,
        "interval_over": "photos" if units is None else "groups",
        "sources": {source: _accuracy(plain[source], units, seed) for source in plain},
        "pairs": _pairs(plain, units, seed),
        "conditions": {
            condition: {
                source: _drop(plain[source], right[source], units, seed)
                for source in plain
                if source in right
            }
            for condition, right in degraded.items()
            if set(right) & set(plain)
        },
    }


def _right(table, condition):
    """Source -> (N,) bool, whether it is right on each photo; sources without a column not."""
    columns = {source: f"{condition}_{source}" for source in SOURCES}
    if "label" not in table:
        return {}
    labels = table["label"].astype(str).to_numpy()
    return {
        source: table[column].astype(str).to_numpy() == labels
        for source, column in columns.items()
        if column in table
    }


def _accuracy(right, units, seed):
    return {
        "right": int(right.sum()),
        "accuracy": float(right.mean()),
        "interval": list(bootstrap_interval(right, units, seed=seed)),
    }


def _pairs(plain, units, seed):
    pairs = [(first, second) for first, second in PAIRS if first in plain and second in plain]
    tests = [mcnemar(plain[first], plain[second]) for first, second in pairs]
    corrected = holm([test.p for test in tests])
    return [
        _pair(pair, plain, test, p, units, seed)
        for pair, test, p in zip(pairs, tests, corrected, strict=True)
    ]


def _pair(pair, plain, test, p_holm, units, seed):
    first, second = (plain[source] for source in pair)
    low, high = difference_interval(first, second, units, seed=seed)
    return {
        "first": pair[0],
        "second": pair[1],
        "difference": float(first.mean() - second.mean()),
        "interval": [low, high],
        "first_only": test.first_only,
        "second_only": test.second_only,
        "p": test.p,
        "exact": test.exact,
        "p_holm": p_holm,
        "verdict": verdict(p_holm, low, high),
    }


def _drop(plain, right, units, seed):
    """Accuracy on degraded photos and the fall from plain ones, in shares; a gain is below 0.

    Where not one photo changes between right and wrong, as for a source that does not see what
    was degraded, there is nothing to estimate: the fall has no interval.
    """
    same = np.array_equal(plain, right)
    interval = None if same else list(difference_interval(plain, right, units, seed=seed))
    drop = float(plain.mean() - right.mean())
    return {**_accuracy(right, units, seed), "drop": drop, "drop_interval": interval}
