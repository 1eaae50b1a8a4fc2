"""How far an accuracy may be off: an interval over groups (or photos) by resampling them."""

import numpy as np
from scipy.special import ndtr, stdtrit

from signkit.errors import DataError


def bootstrap_interval(correct, groups=None, level=0.95, repeats=2000, seed=0):
    """The interval (lo, hi), shares 0-1, of the mean of `correct` (N,) bool.

    With `groups` (N,) whole groups are drawn with replacement, because photos of one signer
    succeed and fail together; without, single photos are. Few groups spread too little when
    drawn again, so the tails are moved out as for a t distribution (the expanded percentile
    interval of Hesterberg, 2015, "What Teachers Should Know About the Bootstrap", 3.3).
    The interval over groups is never narrower than the one over photos, and where every photo
    is right (or wrong) the exact Clopper-Pearson bound stands in for resampling, which would
    say 100 to 100 %. Raises DataError without photos and with fewer than 2 groups.
    """
    correct = np.asarray(correct, dtype=float)
    if not len(correct):
        raise DataError("There are no photos to score.", "Give the split at least one photo.")
    rng = np.random.default_rng(seed)
    low, high = _over_photos(correct, level, repeats, rng)
    if groups is None:
        return low, high
    low_groups, high_groups = _over_groups(correct, groups, level, repeats, rng)
    return min(low, low_groups), max(high, high_groups)


def _over_photos(correct, level, repeats, rng):
    photos, share = len(correct), correct.mean()
    if share in (0, 1):
        bound = ((1 - level) / 2) ** (1 / photos)
        return (float(bound), 1.0) if share else (0.0, float(1 - bound))
    # The mean of photos drawn with replacement is a binomial share: no need to draw each photo.
    return _percentiles(rng.binomial(photos, share, repeats) / photos, level, photos)


def _over_groups(correct, groups, level, repeats, rng):
    _, unit = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    right, photos = np.bincount(unit, correct), np.bincount(unit)
    units = len(photos)
    if units < 2:
        raise DataError(
            "One group alone gives no interval over groups.",
            "Leave `groups` out for the interval over photos.",
        )
    times = rng.multinomial(units, np.full(units, 1 / units), repeats)
    return _percentiles((times @ right) / (times @ photos), level, units)


def _percentiles(draws, level, units):
    tail = (1 - level) / 2
    if units > 1:
        tail = ndtr(stdtrit(units - 1, tail) * np.sqrt(units / (units - 1)))
    low, high = np.quantile(draws, [tail, 1 - tail])
    return float(low), float(high)
