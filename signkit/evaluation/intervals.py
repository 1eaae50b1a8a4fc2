"""How far a mean over photos may be off: an interval by resampling groups (or photos)."""

import numpy as np
from scipy.special import ndtr, stdtrit

from signkit.errors import DataError


def bootstrap_interval(correct, groups=None, level=0.95, repeats=2000, seed=0):
    """The interval (lo, hi), shares 0-1, of the mean of `correct` (N,) bool; see mean_interval."""
    return mean_interval(correct, (0, 1), groups, level, repeats, seed)


def mean_interval(values, span, groups=None, level=0.95, repeats=2000, seed=0):
    """The interval (lo, hi) of the mean of `values` (N,), whole numbers between `span`'s two.

    With `groups` (N,) whole groups are drawn with replacement, because photos of one signer
    succeed and fail together; without, single photos are. Few groups spread too little when
    drawn again, so the tails are moved out as for a t distribution (the expanded percentile
    interval of Hesterberg, 2015, "What Teachers Should Know About the Bootstrap", 3.3).
    The interval over groups is never narrower than the one over photos, and where every photo
    has the same value (all are right, say) the exact Clopper-Pearson bound stands in for
    resampling, which would say 100 to 100 %. Raises DataError without photos and with fewer
    than 2 groups.
    """
    values = np.asarray(values, dtype=float)
    if not len(values):
        raise DataError("There are no photos to score.", "Give the split at least one photo.")
    rng = np.random.default_rng(seed)
    low, high = _over_photos(values, span, level, repeats, rng)
    if groups is None:
        return low, high
    low_groups, high_groups = _over_groups(values, groups, level, repeats, rng)
    return min(low, low_groups), max(high, high_groups)


def statistic_interval(statistic, kinds, strata, groups=None, level=0.95, repeats=1000, seed=0):
    """The interval (lo, hi) of a statistic that is no mean, such as AUROC or a macro F1.

    Photos of one of K kinds, `kinds` (N,) in 0 to K-1, count the same; `statistic` takes how many
    of each kind every draw has, (R, K), and returns (R,). Where photos are drawn, kinds of one
    stratum, `strata` (K,), are drawn for each other, so that no stratum goes missing. With `groups`
    (N,) whole groups are drawn, and the interval is never narrower than the one over photos. Draws
    in which the statistic isn't defined don't count. Percentiles as in `mean_interval`.
    """
    rng = np.random.default_rng(seed)
    kinds, strata = np.asarray(kinds), np.asarray(strata)
    drawn = np.empty((repeats, len(strata)))
    counts = np.bincount(kinds, minlength=len(strata))
    for stratum in np.unique(strata):
        here = strata == stratum
        photos = counts[here].sum()
        drawn[:, here] = rng.multinomial(photos, counts[here] / max(photos, 1), repeats)
    low, high = _percentiles(_defined(statistic(drawn)), level, len(kinds))
    if groups is None:
        return low, high
    _, unit = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    units = int(unit.max()) + 1
    table = np.zeros((units, len(strata)))
    np.add.at(table, (unit, kinds), 1)
    times = rng.multinomial(units, np.full(units, 1 / units), repeats)
    low_groups, high_groups = _percentiles(_defined(statistic(times @ table)), level, units)
    return min(low, low_groups), max(high, high_groups)


def _defined(draws):
    return draws[np.isfinite(draws)]


def _over_photos(values, span, level, repeats, rng):
    photos = len(values)
    kinds, counts = np.unique(values, return_counts=True)
    if len(kinds) == 1:
        # The most photos with another value that could have stayed unseen, at either end.
        unseen, value = 1 - ((1 - level) / 2) ** (1 / photos), float(kinds[0])
        return value - unseen * (value - span[0]), value + unseen * (span[1] - value)
    # Only how often each value is drawn matters: no need to draw each photo.
    times = rng.multinomial(photos, counts / photos, repeats)
    return _percentiles(times @ kinds / photos, level, photos)


def _over_groups(values, groups, level, repeats, rng):
    _, unit = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    sums, photos = np.bincount(unit, values), np.bincount(unit)
    units = len(photos)
    if units < 2:
        raise DataError(
            "One group alone gives no interval over groups.",
            "Leave `groups` out for the interval over photos.",
        )
    times = rng.multinomial(units, np.full(units, 1 / units), repeats)
    return _percentiles((times @ sums) / (times @ photos), level, units)


def _percentiles(draws, level, units):
    tail = (1 - level) / 2
    if units > 1:
        tail = ndtr(stdtrit(units - 1, tail) * np.sqrt(units / (units - 1)))
    low, high = np.quantile(draws, [tail, 1 - tail])
    return float(low), float(high)
