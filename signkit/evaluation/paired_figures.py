"""Two classifiers' probabilities on the same photos: differences of several figures, how sure."""

import numpy as np
from scipy import stats

from signkit.errors import DataError
from signkit.evaluation.answers.classes_figures import TOP, resampling_units
from signkit.evaluation.calibration import TINY
from signkit.evaluation.intervals import mean_interval, t_interval

REPEATS = 1000
FEWEST_SEEDS = 2


def compare_probabilities(first, second, targets, groups=None, seed=0, repeats=REPEATS) -> dict:
    """Differences, first minus second, of accuracy, macro F1, top 5 and log loss (nats).

    `first` and `second` (N, C) are probabilities of the same photos in the same order: where two
    runs share only some, give those. Each figure has both values, `difference`, its 95 %
    `interval` and a two-sided `p`. Accuracy and top 5 have the interval of `mean_interval`, log
    loss a t interval and macro F1 one from draws, both models drawn together; each over `groups`
    (N,) from 3 on, all named, else over photos. p is of a permutation test: were the models
    equal, they might change places in any group (or photo), which may happen in `repeats` random
    ways (or all of them, where those are fewer). With G groups p is never below 2 / 2**G: 5 groups
    can't reach .05. Several figures are several tests: see `paired.holm`. Raises DataError where
    shapes don't agree.
    """
    first, second, targets = _checked(first, second, targets)
    units, number = resampling_units(groups)
    alone = np.arange(len(targets))
    unit = alone if units is None else np.unique(units, return_inverse=True)[1]
    rng = np.random.default_rng(seed)
    swaps = _swaps(int(unit.max()) + 1, repeats, rng)
    found = {
        "photos": len(targets),
        "groups": number,
        "interval_over": "photos" if units is None else "groups",
        "accuracy": _of_means(*_each(_right, first, second, targets), units, unit, swaps, seed),
        "macro_f1": _of_macro_f1(first, second, targets, units, unit, swaps, rng),
    }
    if first.shape[1] > TOP:
        top = _each(_among_top, first, second, targets)
        found["top5"] = _of_means(*top, units, unit, swaps, seed)
    losses = _each(_losses, first, second, targets)
    found["nll"] = _of_losses(*losses, units, unit, swaps)
    return found


def compare_seeds(first, second) -> dict:
    """A figure of two setups over their common seeds (n,): means, sds and a paired t interval.

    The 95 % t interval and p are of the mean of first minus second, seed by seed. With 3 seeds t
    has 2 degrees of freedom, and a difference must be 2.5 standard deviations of the differences
    to leave out 0; with 5, 1.2. That nothing is found with few seeds says little. It tells how
    training varies on these test photos, not how other signers would. `interval` and `p` are None
    with one seed, and p is None where all differences are the same. Raises DataError where the
    two have different numbers of seeds or none.
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    if first.shape != second.shape or first.ndim != 1 or not len(first):
        raise DataError(
            f"{first.size} and {second.size} seeds can't be paired.",
            "Give both setups' figures for the same seeds, in the same order.",
        )
    gaps = first - second
    found = {
        "seeds": len(gaps),
        "first": _mean_sd(first),
        "second": _mean_sd(second),
        "difference": float(gaps.mean()),
        "interval": None,
        "p": None,
    }
    if len(gaps) >= FEWEST_SEEDS:
        low, high = _t(gaps.mean(), gaps.std(ddof=1) / np.sqrt(len(gaps)), len(gaps))
        found["interval"] = [low, high]
        if np.ptp(gaps) > 0:
            found["p"] = float(stats.ttest_1samp(gaps, 0).pvalue)
    return found


def _right(probabilities, targets):
    return (probabilities.argmax(axis=1) == targets).astype(float)


def _among_top(probabilities, targets):
    true = np.take_along_axis(probabilities, targets[:, None], axis=1)
    above, tied = (probabilities > true).sum(axis=1), (probabilities == true).sum(axis=1)
    return np.clip((TOP - above) / tied, 0, 1)


def _losses(probabilities, targets):
    true = np.take_along_axis(probabilities, targets[:, None], axis=1)[:, 0]
    return -np.log(np.maximum(true, TINY))


def _each(figure, first, second, targets):
    return figure(first, targets), figure(second, targets)


def _of_means(one, two, units, unit, swaps, seed):
    gaps = one - two
    low, high = mean_interval(gaps, (-1, 1), units, seed=seed)
    return _found(one.mean(), two.mean(), (low, high), _p_of_means(gaps, unit, swaps))


def _of_losses(one, two, units, unit, swaps):
    gaps = one - two
    interval = _t(gaps.mean(), gaps.std(ddof=1) / np.sqrt(len(gaps)), len(gaps))
    if units is not None:
        number = int(unit.max()) + 1
        off = np.bincount(unit, gaps - gaps.mean()) / len(gaps)
        error = np.sqrt(number / (number - 1) * (off**2).sum())
        grouped = _t(gaps.mean(), error, number)
        interval = min(interval[0], grouped[0]), max(interval[1], grouped[1])
    return _found(one.mean(), two.mean(), interval, _p_of_means(gaps, unit, swaps))


def _of_macro_f1(first, second, targets, units, unit, swaps, rng):
    """The difference of macro F1, over the classes that a draw or the photos have."""
    classes, number = first.shape[1], int(unit.max()) + 1
    tables = [_counts(p.argmax(axis=1), targets, unit, classes) for p in (first, second)]
    one, two = (float(_macro_f1(table.sum(axis=0, keepdims=True))[0]) for table in tables)
    interval = _drawn(one - two, *_alike(first, second, targets), len(targets), rng)
    if units is not None:
        grouped = _drawn(one - two, tables, np.full(number, 1 / number), number, rng)
        interval = min(interval[0], grouped[0]), max(interval[1], grouped[1])
    kept, moved = (table.reshape(number, -1) for table in tables)
    total, change = kept.sum(axis=0) + moved.sum(axis=0), moved - kept
    ours = kept.sum(axis=0) + swaps @ change
    shape = (-1, 3, classes)
    apart = _macro_f1(ours.reshape(shape)) - _macro_f1((total - ours).reshape(shape))
    return _found(one, two, interval, _share_as_far(apart, one - two, len(swaps)))


def _alike(first, second, targets):
    """Both models' counts of one photo of each kind, and the share of photos of that kind."""
    said = [p.argmax(axis=1) for p in (first, second)]
    kinds, photos = np.unique(np.stack([targets, *said]), axis=1, return_counts=True)
    every = np.arange(len(photos))
    tables = [_counts(named, kinds[0], every, first.shape[1]) for named in kinds[1:]]
    return tables, photos / len(targets)


def _drawn(gap, tables, chances, number, rng):
    first, second = (table.reshape(len(chances), -1) for table in tables)
    times = rng.multinomial(number, chances, REPEATS)
    shape = (REPEATS, 3, tables[0].shape[-1])
    draws = _macro_f1((times @ first).reshape(shape)) - _macro_f1((times @ second).reshape(shape))
    return t_interval(gap, float(draws.std()), number, span=(-1, 1))


def _counts(predicted, targets, unit, classes):
    """How many photos of each unit are right, of a class, and named so: (units, 3, classes)."""
    table = np.zeros((int(unit.max()) + 1, 3, classes))
    right = predicted == targets
    np.add.at(table, (unit[right], 0, targets[right]), 1)
    np.add.at(table, (unit, 1, targets), 1)
    np.add.at(table, (unit, 2, predicted), 1)
    return table


def _macro_f1(counts):
    right, there, named = np.moveaxis(counts, -2, 0)
    known = there > 0
    f1 = np.divide(2 * right, there + named, out=np.zeros(right.shape), where=known)
    return f1.sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)


def _swaps(number, repeats, rng):
    """Which units change places, 0 or 1: all ways there are or `repeats` random ones."""
    if 2**number <= repeats:
        return (np.arange(2**number)[:, None] >> np.arange(number)) & 1
    # The photos as they are count as one way, so that p is never 0 (Phipson & Smyth, 2010).
    return np.vstack([np.zeros(number, np.int8), rng.integers(0, 2, (repeats, number), np.int8)])


def _p_of_means(gaps, unit, swaps):
    sums = np.bincount(unit, gaps)
    return _share_as_far((sums.sum() - 2 * (swaps @ sums)) / len(gaps), gaps.mean(), len(swaps))


def _share_as_far(apart, gap, number):
    return float((np.abs(apart) >= abs(gap) - 1e-12).sum() / number)


def _found(one, two, interval, p):
    return {
        "first": float(one),
        "second": float(two),
        "difference": float(one - two),
        "interval": [float(end) for end in interval],
        "p": p,
    }


def _t(middle, error, number):
    reach = stats.t.ppf(0.975, number - 1) * error if number > 1 else np.inf
    return float(middle - reach), float(middle + reach)


def _mean_sd(values):
    return {
        "mean": float(values.mean()),
        "sd": float(values.std(ddof=1)) if len(values) > 1 else None,
    }


def _checked(first, second, targets):
    first, second = np.asarray(first, float), np.asarray(second, float)
    targets = np.asarray(targets, int)
    if first.shape != second.shape or first.ndim != 2 or len(targets) != len(first):
        raise DataError(
            f"Probabilities of the shapes {first.shape} and {second.shape} of {len(targets)} photos"
            " can't be compared.",
            "Give both one row a photo that both runs were tested on, and the same classes.",
        )
    if not len(targets) or not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise DataError(
            "Two runs can't be compared without photos or with probabilities not finite.",
            "Give photos that both were tested on, of trainings that didn't diverge.",
        )
    return first, second, targets
