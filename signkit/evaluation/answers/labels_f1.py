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


def macro_gain_interval(targets, given, other, units, seed) -> list | None:
    """The 95 % interval of macro F1 of `given` minus that of `other`, of the same photos drawn."""
    present = np.flatnonzero(targets.any(axis=0))
    if not len(present):
        return None
    photos = np.hstack([part[:, present] for part in (targets, given, other)])
    one = np.eye(len(present), dtype=int)
    there = one * other[:, present].any(axis=0)
    more = np.vstack([np.hstack([one, one, there]), np.hstack([one, 0 * one, there])])

    def gain(counts, true, said, instead):
        return _f1(counts, true, said, True) - _f1(counts, true, instead, True)

    each = targets[:, present].sum(axis=0)
    return _interval(gain, photos, more, each, units, seed, span=(-1, 1))


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
    right, total = 2 * (counts @ (true * said)), counts @ (true + said)
    if not macro:
        right, total = right.sum(axis=1, keepdims=True), total.sum(axis=1, keepdims=True)
    there = counts @ true > 0 if macro else total > 0
    each = np.divide(right, total, out=np.zeros(right.shape), where=there)
    with np.errstate(invalid="ignore"):  # a draw without any label says nothing
        return each.sum(axis=1) / there.sum(axis=1)
