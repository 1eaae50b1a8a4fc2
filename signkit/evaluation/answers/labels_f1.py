"""How far macro and micro F1 of several labels may be off, and how far above another answer's."""

import numpy as np

from signkit.evaluation.intervals import doubts_of, statistic_interval, witnesses_of


def f1_interval(targets, given, units, seed, macro) -> list | None:
    """The 95 % interval of macro or micro F1 over the labels present; None without any label.

    `targets`, `given` (N, C) 0 or 1; `units` (N,) are drawn whole. Of macro F1 a part of a photo
    more has each label and is given it, or isn't (`doubts_of`).
    """
    present = np.flatnonzero(targets.any(axis=0))
    if not len(present):
        return None
    photos = np.hstack([targets[:, present], given[:, present]])
    one = np.eye(len(present), dtype=int)
    more = np.vstack([np.hstack([one, one]), np.hstack([one, 0 * one])]) if macro else None
    each = targets[:, present].sum(axis=0)
    bound = witnesses_of(each) if macro else None

    def f1(counts, true, said):
        return _f1(counts, true, said, macro)

    return _interval(f1, photos, more, each, units, seed, witnesses=bound)


def macro_difference_interval(targets, first, second, units, seed, constant=False) -> list | None:
    """The 95 % interval of macro F1 of `first` minus that of `second`, of the same photos drawn.

    (N, C) 0 or 1 each, as in `f1_interval`. Part of a photo more has each label, which the first
    alone gives it, or the second alone; a `constant` second gives it to every photo anyway.
    """
    present = np.flatnonzero(targets.any(axis=0))
    if not len(present):
        return None
    photos = np.hstack([part[:, present] for part in (targets, first, second)])
    one = np.eye(len(present), dtype=int)
    always = one * second[:, present].any(axis=0) if constant else 0 * one
    other = always if constant else one
    more = np.vstack([np.hstack([one, one, always]), np.hstack([one, 0 * one, other])])

    def gap(counts, true, said, instead):
        return _f1(counts, true, said, True) - _f1(counts, true, instead, True)

    each = targets[:, present].sum(axis=0)
    return _interval(gap, photos, more, each, units, seed, span=(-1, 1))


def macro_f1(right, said, true) -> np.ndarray:
    """Macro F1 (...) over the labels present, of counts (..., C): rightly given, given and true.

    NaN where no photo has a label.
    """
    there = true > 0
    each = np.divide(2 * right, said + true, out=np.zeros(np.shape(right)), where=there)
    with np.errstate(invalid="ignore"):  # a draw without any label says nothing
        return each.sum(axis=-1) / there.sum(axis=-1)


def _interval(statistic, photos, more, each, units, seed, **bounds):
    """The interval of what `statistic` says of counts and of `photos`' parts; `more` doubtful."""
    rows, kinds = np.unique(photos, axis=0, return_inverse=True)
    doubt = None
    if more is not None:
        doubt = np.concatenate([np.zeros(len(rows)), doubts_of(each), doubts_of(each)])
        rows = np.vstack([rows, more])
    parts = np.split(rows, rows.shape[1] // len(each), axis=1)
    strata = np.zeros(len(rows), int)

    def of(counts):
        return statistic(counts, *parts)

    return list(
        statistic_interval(of, kinds.ravel(), strata, units, seed=seed, doubt=doubt, **bounds)
    )


def _f1(counts, true, said, macro):
    """Macro or micro F1 (R,) of photos of each kind `counts` (R, K), labelled `true` (K, C)."""
    parts = counts @ (true * said), counts @ said, counts @ true
    if macro:
        return macro_f1(*parts)
    right, given, there = (part.sum(axis=1) for part in parts)
    with np.errstate(invalid="ignore"):  # a draw without any label says nothing
        return 2 * right / (given + there)
