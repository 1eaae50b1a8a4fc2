"""How far a figure over photos may be off: an interval by resampling groups (or photos)."""

import numpy as np
from scipy.special import expit, logit, stdtrit

from signkit.errors import DataError

AT_ONCE = 2_000_000  # numbers of a table of draws; more would only fill the memory
MANY_ALIKE = 4  # photos a kind


def bootstrap_interval(correct, groups=None, level=0.95, repeats=2000, seed=0):
    """The interval (lo, hi), shares 0-1, of the mean of `correct` (N,) bool; see mean_interval."""
    return mean_interval(correct, (0, 1), groups, level, repeats, seed)


def mean_interval(values, span, groups=None, level=0.95, repeats=2000, seed=0):
    """The interval (lo, hi) of the mean of `values` (N,), each between `span`'s two numbers.

    With `groups` (N,) whole groups are drawn with replacement, because photos of one signer
    succeed and fail together; their spread makes a t interval on the logit scale (`t_interval`),
    for percentiles of few groups are too narrow and too symmetric near 100 %. Without groups the
    values are reweighted at random (Rubin, 1981, "The Bayesian bootstrap") with half a photo more
    at either end of `span`: for shares that is Jeffreys' interval (Brown, Cai & DasGupta, 2001,
    "Interval estimation for a binomial proportion"). Where every photo has the same value (all
    are right, say) the exact Clopper-Pearson bound stands in for either. The interval over groups
    is never narrower than the one over photos.

    Nominally 95 %, it covers 90-98 % in most designs of scripts/check_intervals.py: lowest, 90-91,
    for unequally large groups and differences of two models where signers differ widely. It covers
    more, up to 100 %, where signers don't differ or next to no photo is wrong; and less where a
    rare signer fails as none of those seen does: nothing seen tells of that.
    Raises DataError without photos and with fewer than 2 groups.
    """
    values = np.asarray(values, dtype=float)
    if not len(values):
        raise DataError("There are no photos to score.", "Give the split at least one photo.")
    rng = np.random.default_rng(seed)
    low, high = _over_photos(values, span, level, repeats, rng)
    if groups is None:
        return low, high
    low_groups, high_groups = _over_groups(values, span, groups, level, repeats, rng)
    return min(low, low_groups), max(high, high_groups)


def statistic_interval(
    statistic,
    kinds,
    strata,
    groups=None,
    level=0.95,
    repeats=1000,
    seed=0,
    span=(0, 1),
    witnesses=None,
    doubt=None,
):
    """The interval (lo, hi) of a statistic that is no mean, such as AUROC or a macro F1.

    Photos of one of K kinds, `kinds` (N,) in 0 to K-1, count the same; `statistic` takes how many
    of each kind every draw has, (R, K), and returns (R,) numbers between `span`'s two. Where
    photos are drawn, kinds of one stratum, `strata` (K,), are drawn for each other, so that no
    stratum goes missing; `doubt` (K,) are parts of a photo more of each kind among those drawn from
    (`doubts_of`): of five photos that are all right, not every five would be. With `groups` (N,)
    whole groups are drawn, and the interval is never narrower than the one over photos. Draws in
    which the statistic isn't defined don't count. The draws' spread makes a t interval on the logit
    scale; a statistic at an end of `span` spreads by what `witnesses` photos (all of them unless
    given) can't rule out, as in `mean_interval`.

    Nominally 95 %, it covers 92-99 % of macro F1 and 91-99 % of AUROC in most designs of
    scripts/check_intervals.py, but 83-90 % of an AUROC of .95 to .99 over 8 to 20 signers who
    differ widely: there the interval is too narrow.
    """
    rng = np.random.default_rng(seed)
    kinds, strata = np.asarray(kinds), np.asarray(strata)
    counts = np.bincount(kinds, minlength=len(strata))
    estimate = float(statistic(counts[None].astype(float))[0])
    if estimate in span:
        return _bound(estimate, span, witnesses or len(kinds), level)
    more = np.zeros(len(strata)) if doubt is None else np.asarray(doubt)

    def photos(n):
        return _photos_drawn(counts, more, strata, n, rng)

    draws = _draws(statistic, photos, repeats, len(counts))
    middle = estimate if doubt is None else float(np.nanmean(draws))
    # Doubt draws the middle away from an end, near which the estimate's own low side is too long.
    ends = [t_interval(m, _spread(draws), len(kinds), span, level) for m in (estimate, middle)]
    (_, high), (low, _) = ends if middle <= estimate else ends[::-1]
    low, high = min(low, estimate), max(high, estimate)
    if groups is None:
        return low, high
    _, unit = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    units = int(unit.max()) + 1
    table = np.zeros((units, len(strata)))
    np.add.at(table, (unit, kinds), 1)
    draws = _draws(statistic, lambda n: _times(units, n, rng) @ table, repeats, len(counts))
    low_groups, high_groups = t_interval(estimate, _spread(draws), units, span, level)
    return min(low, low_groups), max(high, high_groups)


def t_interval(estimate, error, units, span=(0, 1), level=0.95):
    """The t interval (lo, hi) of a bootstrap's standard error, on the logit scale of `span`.

    `error` is the standard deviation of draws of `units` units: it is enlarged by
    sqrt(units / (units - 1)), what drawing again leaves out, and t has units - 1 degrees of
    freedom, as for shares of clustered samples (Korn & Graubard, 1998, "Confidence intervals for
    proportions with small expected number of positive counts ..."). The logit keeps the interval
    in `span` and gives it the long side that it has near an end. An estimate at an end has none.
    """
    low, width = span[0], span[1] - span[0]
    share = (estimate - low) / width
    if not 0 < share < 1 or units < 2:
        return float(estimate), float(estimate)
    slope = 1 / (width * share * (1 - share))
    times = -stdtrit(units - 1, (1 - level) / 2) * np.sqrt(units / (units - 1))
    ends = low + width * expit(logit(share) + np.array([-1, 1]) * times * slope * error)
    return float(ends[0]), float(ends[1])


def folds_interval(right: list, share: float) -> tuple[float, float]:
    """The 95 % interval of the mean accuracy over folds, `right` holding each fold's photos (0, 1).

    A t interval with the variance that folds understate put back: they share most of their training
    photos, so Nadeau & Bengio, 2003, "Inference for the generalization error" add test/train photos
    (`share`) to 1/folds. Folds that all score the same would leave no doubt; so few photos as there
    are do, so it is no narrower than the interval over photos.
    """
    scores, k = [np.mean(part) for part in right], len(right)
    half = -stdtrit(k - 1, 0.025) * np.sqrt(np.var(scores, ddof=1) * (1 / k + share))
    low, high = np.clip(np.mean(scores) + np.array([-half, half]), 0, 1)
    low_photos, high_photos = bootstrap_interval(np.concatenate(right))
    return float(min(low, low_photos)), float(max(high, high_photos))


def _over_photos(values, span, level, repeats, rng):
    if (values == values[0]).all():
        return _bound(float(values[0]), span, len(values), level)
    kinds, place = np.unique([*span, *values], return_inverse=True)
    counts = np.bincount(place).astype(float)
    counts[[place[0], place[1]]] -= 0.5
    means = rng.dirichlet(counts, repeats) @ kinds
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _bound(value, span, photos, level):
    # The most photos with another value that could have stayed unseen, at either end.
    unseen = 1 - ((1 - level) / 2) ** (1 / photos)
    return value - unseen * (value - span[0]), value + unseen * (span[1] - value)


def _over_groups(values, span, groups, level, repeats, rng):
    _, unit = np.unique(np.asarray(groups, dtype=str), return_inverse=True)
    sums, photos = np.bincount(unit, values), np.bincount(unit)
    units = len(photos)
    if units < 2:
        raise DataError(
            "One group alone gives no interval over groups.",
            "Leave `groups` out for the interval over photos.",
        )
    times = _times(units, repeats, rng)
    draws = (times @ sums) / (times @ photos)
    return t_interval(values.mean(), _spread(draws), units, span, level)


def _times(units, repeats, rng):
    """How often each draw (repeats, units) has each of the units."""
    # As floats: numpy multiplies matrices of whole numbers without a library's help, slowly.
    return rng.multinomial(units, np.full(units, 1 / units), repeats).astype(float)


def witnesses_of(photos, level=0.95) -> float:
    """How many equal photos bound a mean over classes as well as `photos` (C,) of each do.

    Where all are right, each class may still fail at the share e that its photos can't rule out
    together: the largest mean e with the chance (1 - e) ** photos over all classes at the level's
    end, which lies with the classes of the fewest photos (e = 1 - photos / l for one l of all).
    """
    photos = np.sort(np.asarray(photos, float))
    chance = -np.log((1 - level) / 2)
    for few in range(len(photos), 0, -1):
        some = photos[:few]
        # The l at which the `few` smallest use the chance up; the others have more photos than l.
        limit = np.exp((chance + some @ np.log(some)) / some.sum())
        if few == 1 or limit >= some[-1]:
            break
    failing = (1 - some / limit).sum() / len(photos)
    return float(-chance / np.log1p(-failing))


def doubts_of(photos) -> np.ndarray:
    """Parts of a photo (C,), half a one together, by which classes of `photos` (C,) each may err.

    The fewer photos of a class, the more of the doubt is its own.
    """
    return 0.5 / photos / (1 / photos).sum()


def _photos_drawn(counts, more, strata, repeats, rng):
    drawn = np.empty((repeats, len(strata)))
    for stratum in np.unique(strata):
        here = strata == stratum
        drawn[:, here] = _kinds_drawn(counts[here], more[here], repeats, rng)
    return drawn


def _kinds_drawn(counts, more, repeats, rng):
    """How often each draw (repeats, K) has each kind, of as many photos as `counts` (K,) say.

    `more` (K,) are added to those drawn from.
    """
    photos, kinds = int(counts.sum()), len(counts)
    if more.any() or photos > MANY_ALIKE * kinds or not photos:
        shares = counts + more
        return rng.multinomial(photos, shares / max(shares.sum(), 1), repeats)
    # Where few photos are alike it is quicker to draw each than to draw how many of each kind.
    taken = np.repeat(np.arange(kinds), counts)[rng.integers(0, photos, (repeats, photos))]
    taken += np.arange(repeats)[:, None] * kinds
    return np.bincount(taken.ravel(), minlength=repeats * kinds).reshape(repeats, kinds)


def _draws(statistic, draw, repeats, kinds):
    part = max(1, AT_ONCE // kinds)
    sizes = [min(part, repeats - done) for done in range(0, repeats, part)]
    return np.concatenate([statistic(draw(size)) for size in sizes])


def _spread(draws):
    draws = draws[np.isfinite(draws)]
    return float(draws.std()) if len(draws) > 1 else np.inf
