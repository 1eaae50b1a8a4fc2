"""How often the intervals hold the truth: simulated signers and photos, a table of coverage.

    python scripts/check_intervals.py [trials] [--quick | --all] [--seed 0]

Signers differ by a normal `spread` of their logits; the truth is that of all signers there could
be. Nominal is 95 %. 1000 trials tell coverage to about 1.4 points, 400 to 2.1 and 100, as AUROC
has of 400, to 4.3. Where photos are independent, groups are "-".
"""

import argparse
import sys
import time
from functools import partial

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, ndtr, ndtri

from signkit.evaluation.answers.averages import macro_f1_interval
from signkit.evaluation.answers.labels_f1 import f1_interval
from signkit.evaluation.intervals import bootstrap_interval
from signkit.evaluation.paired import difference_interval
from signkit.evaluation.unknown import outsiders

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
GROUPS = {5: 40, 8: 40, 20: 30, 50: 20}  # signers: photos of each
ACCURACIES = (0.6, 0.8, 0.9, 0.95, 0.99)
SPREADS = (0.0, 0.5, 1.0)
COMMON = (0.6, 0.9, 0.98)
SLOW = {"AUROC": 4}  # figures that get fewer trials, by how many times
GAP = 0.5  # how much the difference of two models' logits varies between signers
CLASSES = 6
RARE = 5  # photos of the rare class
ALONE = ("photos", "positives", "labelled")  # figures of single photos only


def share(middle, spread):
    """The mean of expit over signers whose logits are normal."""
    return float(WEIGHTS @ expit(middle + spread * NODES))


def middle_of(accuracy, spread):
    """The logit at which the mean over signers is `accuracy`."""
    return brentq(lambda middle: share(middle, spread) - accuracy, -15, 25)


def units_of(groups, rng, uneven):
    """The signer of each photo, and how many signers; None means independent photos."""
    photos = GROUPS[groups]
    sizes = np.full(groups, photos)
    if uneven:
        sizes = np.maximum(5, (photos * rng.gamma(2, 0.5, groups)).astype(int))
    return np.repeat(np.arange(groups), sizes)


def accuracy(groups, level, spread, rng, seed, uneven=False, photos=200):
    """One interval (lo, hi) of accuracy and the truth; `groups` None: that many single photos."""
    if groups is None:
        low, high = bootstrap_interval(rng.random(photos) < level, seed=seed)
    else:
        unit = units_of(groups, rng, uneven)
        skill = expit(middle_of(level, spread) + spread * rng.standard_normal(groups))
        low, high = bootstrap_interval(rng.random(len(unit)) < skill[unit], unit, seed=seed)
    return low, high, level


def macro_f1(groups, level, spread, rng, seed):
    """The same of macro F1; classes differ in difficulty, mistakes go to any other class."""
    middles = middle_of(level, spread) + np.linspace(-1, 1, CLASSES)
    recall = np.array([share(middle, spread) for middle in middles])
    named = recall + (CLASSES - 1 - (recall.sum() - recall)) / (CLASSES - 1)
    truth = float((2 * recall / (1 + named)).mean())
    if groups is None:
        unit, logits = None, np.zeros(240)
    else:
        unit = units_of(groups, rng, False)
        logits = spread * rng.standard_normal(groups)[unit]
    targets = rng.integers(0, CLASSES, len(logits))
    right = rng.random(len(logits)) < expit(middles[targets] + logits)
    other = (targets + rng.integers(1, CLASSES, len(logits))) % CLASSES
    low, high = macro_f1_interval(targets, np.where(right, targets, other), CLASSES, unit, seed)
    return low, high, truth


def few_positives(groups, level, spread, rng, seed):
    """Macro F1 of classes of which one has 5 photos: the rare one at `level`, the others at .97."""
    sizes, recall = np.array([RARE, 200, 40]), np.array([level, 0.97, 0.97])
    targets = np.repeat(np.arange(3), sizes)
    right = rng.random(len(targets)) < recall[targets]
    said = np.where(right, targets, (targets + rng.integers(1, 3, len(targets))) % 3)
    wrong = sizes * (1 - recall) / 2
    truth = float((2 * sizes * recall / (sizes + sizes * recall + wrong.sum() - wrong)).mean())
    low, high = macro_f1_interval(targets, said, 3, None, seed)
    return low, high, truth


def few_labels(groups, level, spread, rng, seed):
    """Macro F1 of three labels, one on 1 of 40 photos of 200, found as often as `level` says."""
    share, found, false = np.array([1 / 40, 0.5, 0.5]), np.array([level, 0.97, 0.97]), 0.02
    targets = (rng.random((200, 3)) < share).astype(int)
    given = np.where(rng.random((200, 3)) < np.where(targets, found, false), 1, 0)
    truth = float((2 * share * found / (share + share * found + (1 - share) * false)).mean())
    low, high = f1_interval(targets, given, None, seed, macro=True)
    return low, high, truth


def auroc(groups, level, spread, rng, seed):
    """The same of AUROC; signers shift the scores of their known and unknown signs."""
    apart = ndtri(level) * np.sqrt(2 + 2 * spread**2)
    if groups is None:
        known, unknown, units = rng.normal(apart, 1, 160), rng.standard_normal(40), (None, None)
    else:
        unit = units_of(groups, rng, False)
        few = np.repeat(np.arange(groups), 10)
        shifts = spread * rng.standard_normal((2, groups))
        known = apart + shifts[0][unit] + rng.standard_normal(len(unit))
        unknown, units = shifts[1][few] + rng.standard_normal(len(few)), (unit, few)
    low, high = outsiders(known, unknown, 0.0, units, seed)["auroc_interval"]
    return low, high, ndtr(apart / np.sqrt(2 + 2 * spread**2))


def difference(groups, level, spread, rng, seed):
    """The same of the difference of two models, by .5 better, on photos that are hard for both."""
    first, second = middle_of(level, spread) + 0.5, middle_of(level, spread)
    wide = np.hypot(spread, GAP if groups else 0)
    truth = share(first, wide) - share(second, spread)
    if groups is None:
        unit, skill = None, np.tile([[first], [second]], 200)
    else:
        unit = units_of(groups, rng, False)
        own, gap = spread * rng.standard_normal(groups), GAP * rng.standard_normal(groups)
        skill = np.stack([first + own + gap, second + own])[:, unit]
    right = rng.random(skill.shape[1]) < expit(skill)
    low, high = difference_interval(right[0], right[1], unit, seed=seed)
    return low, high, truth


def uneven(groups, level, spread, rng, seed):
    """Accuracy where signers have unequally many photos."""
    return accuracy(groups, level, spread, rng, seed, uneven=True)


FIGURES = {
    "accuracy": accuracy,
    "50 photos": partial(accuracy, photos=50),
    "1000 photos": partial(accuracy, photos=1000),
    "uneven": uneven,
    "macro F1": macro_f1,
    "5 positives": few_positives,
    "5 labelled": few_labels,
    "AUROC": auroc,
    "difference": difference,
}


def designs(quick=False, every=False):
    """(figure, signers or None, level, spread) of each simulation."""
    levels = (0.8, 0.95) if quick else ACCURACIES if every else COMMON
    spreads = (0.5,) if quick else SPREADS if every else SPREADS[1:]
    for figure in FIGURES:
        if figure != "uneven":
            yield from ((figure, None, level, 0.0) for level in levels)
        if figure.endswith(ALONE):
            continue
        for groups in (5, 20) if quick else GROUPS:
            for level in levels:
                yield from ((figure, groups, level, spread) for spread in spreads)


def coverage(figure, groups, level, spread, trials, seed=0):
    """The share of trials whose interval holds the truth."""
    return simulated(figure, groups, level, spread, trials, seed)[0]


def simulated(figure, groups, level, spread, trials, seed=0):
    """(Share of trials whose interval holds the truth, mean width of the intervals)."""
    rng = np.random.default_rng([seed, len(figure), groups or 0, int(level * 100)])
    one = FIGURES[figure]
    found = [one(groups, level, spread, rng, trial) for trial in range(trials)]
    low, high, truth = np.array(found).T
    return float(((low <= truth) & (truth <= high)).mean()), float((high - low).mean())


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("trials", nargs="?", type=int, default=400)
    parser.add_argument("--quick", action="store_true", help="fewer designs")
    parser.add_argument("--all", action="store_true", help="all designs; slow")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args(arguments)
    start, outside = time.perf_counter(), 0
    print(f"{'figure':<11} {'groups':>6} {'level':>5} {'spread':>6}  coverage  width")
    for design in designs(asked.quick, asked.all):
        figure, groups, level, spread = design
        trials = max(1, asked.trials // SLOW.get(figure, 1))
        found, width = simulated(*design, trials, asked.seed)
        outside += not 0.9 <= found <= 0.98
        mark = "" if 0.9 <= found <= 0.98 else "  *"
        print(
            f"{figure:<11} {groups or '-':>6} {level:>5} {spread:>6}  {found:8.1%}",
            f" {width:.3f}{mark}",
            flush=True,
        )
    seconds = time.perf_counter() - start
    print(f"{outside} designs outside 90-98 % (*), {asked.trials} trials, seed {asked.seed}")
    print(f"{seconds:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
