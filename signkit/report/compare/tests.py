"""Which of several runs is really better: pairs on the same photos, and setups over repetitions."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.intervals import mean_interval
from signkit.evaluation.ledger import BETTER, OPEN, SIGNIFICANT, WORSE
from signkit.evaluation.paired import difference_interval, holm, mcnemar
from signkit.report.compare.labels import compare_given
from signkit.report.compare.runs import RunResult, shared
from signkit.report.compare.sentences import compare_written

ALL_PAIRS = 6  # runs; with more, each is compared with the chosen one only
FEWEST_SHARED = 20  # photos; fewer say nothing about two runs
FEWEST_REPEATS = 3  # of a setup; two differences have no spread worth an interval


@dataclass(frozen=True)
class Pair:
    """Two runs on the photos that both were tested on; shares 0-1, differences -1 to 1."""

    first: RunResult
    second: RunResult
    photos: int
    one: float  # accuracy, macro F1 or BLEU-4 of the first on these photos
    two: float
    interval: tuple[float, float]  # of one - two
    over: str  # what the interval resamples: "groups" or "photos"
    first_only: int  # photos that only the first gets right
    second_only: int
    p: float  # corrected for the number of pairs

    @property
    def difference(self) -> float:
        """How much the first is ahead."""
        return self.one - self.two

    @property
    def verdict(self) -> str:
        """What can be said of the first: better, worse, or that nobody can tell."""
        return verdict(self.p, *self.interval)


@dataclass(frozen=True)
class Repeated:
    """A setup against another over the repetitions (seeds or test groups) that both have."""

    repeats: int
    difference: float  # mean over the repetitions
    wins: int  # repetitions in which the first has the higher accuracy
    interval: tuple[float, float] | None = None  # None with fewer than 3 repetitions
    p: float | None = None
    over_photos: tuple[float, float] = (-1.0, 1.0)  # the interval over photos (or groups)

    @property
    def verdict(self) -> str:
        """What can be said of the first: better, worse, or that nobody can tell.

        It must hold over the repetitions and over the photos: three seeds on one small test may
        agree on what that test's photos happen to be.
        """
        if self.interval is None:
            return OPEN
        said = verdict(self.p, *self.interval)
        return said if said == verdict(self.p, *self.over_photos) else OPEN


def verdict(p: float, low: float, high: float) -> str:
    """Better or worse only where the corrected p is below .05 and the interval leaves out 0."""
    if p >= SIGNIFICANT:
        return OPEN
    return BETTER if low > 0 else WORSE if high < 0 else OPEN


def chosen(runs) -> RunResult:
    """The run that validation puts first: by accuracy, then macro F1, then fewer parameters.

    Equals go by name: the test must not choose among them.
    """
    return min(runs, key=_by_validation)


def pairs_of(runs) -> list[tuple[RunResult, RunResult]]:
    """All pairs of up to 6 runs; of more, the one that validation chose against each other."""
    ranked = sorted(runs, key=lambda run: -run.score())
    if len(ranked) <= ALL_PAIRS:
        return [(one, two) for k, one in enumerate(ranked) for two in ranked[k + 1 :]]
    first = chosen(ranked)
    return [(first, other) for other in ranked if other is not first]


def compare_pairs(pairs, seed: int = 0) -> list[Pair]:
    """Test pairs of runs on the photos they share; p values are corrected by Holm over the pairs.

    Pairs that share fewer than 20 photos, or don't say what was given, are left out.
    """
    tables = [(one, two, shared(one, two)) for one, two in pairs]
    tables = [(a, b, keys) for a, b, keys in tables if len(keys) >= FEWEST_SHARED]
    tables = [(a, b, keys) for a, b, keys in tables if a.told and b.told]
    rights = [[run.photos.loc[keys, "right"].to_numpy() for run in (a, b)] for a, b, keys in tables]
    tests = [mcnemar(*right) for right in rights]
    found = [
        _way_of(one[0])(one, right, test, seed)
        for one, right, test in zip(tables, rights, tests, strict=True)
    ]
    corrected = holm([pair.p for pair in found])
    return [replace(pair, p=p) for pair, p in zip(found, corrected, strict=True)]


def compare_repeats(first, second) -> Repeated | None:
    """Compare two setups over their common repetitions; None where they have none.

    `first` and `second` are runs of each. A repetition is a test and a seed that both have, so
    each difference is between two runs on the same photos. The t interval over repetitions takes
    the variance as (1/n + test/train photos) instead of 1/n, because the training sets of several
    splits overlap: Nadeau & Bengio, 2003, "Inference for the Generalization Error". Where every
    repetition has the same test photos it is 1/n: then only the training varies.
    """
    theirs = {_repetition(run): run for run in second}
    both = [(run, theirs[_repetition(run)]) for run in first if _repetition(run) in theirs]
    if not both:
        return None
    gaps = np.array([a.score() - b.score() for a, b in both])
    found = Repeated(len(gaps), float(gaps.mean()), int((gaps > 0).sum()))
    if len(gaps) < FEWEST_REPEATS:
        return found
    overlap = 0.0
    if len({run.test for run, _ in both}) > 1:
        overlap = np.mean([len(run.photos) / max(1, run.trained_on) for run, _ in both])
    interval, p = corrected_t(gaps, overlap)
    return replace(found, interval=interval, p=p, over_photos=_over_photos(both))


def corrected_t(gaps, overlap: float) -> tuple[tuple[float, float], float]:
    """95 % interval and two-sided p of the mean of `gaps` (n,), variance * (1/n + overlap)."""
    gaps = np.asarray(gaps, dtype=float)
    number, mean = len(gaps), float(gaps.mean())
    spread = float(np.sqrt(gaps.var(ddof=1) * (1 / number + overlap)))
    if spread == 0:
        return (mean, mean), 1.0 if mean == 0 else 0.0
    reach = float(stats.t.ppf(0.975, number - 1)) * spread
    return (mean - reach, mean + reach), float(2 * stats.t.sf(abs(mean) / spread, number - 1))


def _over_photos(both):
    """The interval of the mean difference, photo by photo: each photo's mean over repetitions.

    With several labels a photo, of the difference of macro F1 over all repetitions' photos; of
    sentences, of BLEU-4.
    """
    if both[0][0].sentences:
        return _sentences_over_photos(both)
    if both[0][0].several:
        every = all(run.told for pair in both for run in pair)
        return _labels_over_photos(both) if every else (-1.0, 1.0)
    tables = [
        pd.DataFrame(
            {"gap": a.photos["right"].astype(int) - b.photos["right"], "group": a.photos["group"]}
        )
        for a, b in both
    ]
    photos = pd.concat(tables).groupby(level=0).agg({"gap": "mean", "group": "first"})
    units, _ = resampling_units(photos["group"].to_numpy(object))
    return mean_interval(photos["gap"].to_numpy(), (-1, 1), units)


def _labels_over_photos(both):
    ours, theirs = (pd.concat([pair[place].photos for pair in both]) for place in (0, 1))
    groups = ours["group"].to_numpy(object)
    tables = [np.stack(table) for table in (ours["given"], theirs["given"], ours["true"])]
    return compare_given(*tables, groups)["interval"]


def _sentences_over_photos(both):
    ours, theirs = (pd.concat([pair[place].photos for pair in both]) for place in (0, 1))
    return compare_written(ours["beam"], theirs["beam"], ours["true"])["interval"]


def _way_of(run):
    """How two runs like this one are compared."""
    if run.sentences:
        return _sentence_pair
    return _label_pair if run.several else _pair


def _sentence_pair(found, right, test, seed):
    """As `_pair`, where sentences are translated: of BLEU-4."""
    one, two, keys = found
    tables = [run.photos.loc[keys] for run in (one, two)]
    said = compare_written(tables[0]["beam"], tables[1]["beam"], tables[0]["true"], seed)
    return _described(found, said, test)


def _label_pair(found, right, test, seed):
    """As `_pair`, where a photo may have several labels: of macro F1."""
    one, two, keys = found
    said = compare_given(
        *(np.stack(run.photos.loc[keys, "given"]) for run in (one, two)),
        np.stack(one.photos.loc[keys, "true"]),
        one.photos.loc[keys, "group"].to_numpy(),
        seed=seed,
    )
    return _described(found, said, test)


def _described(found, said, test):
    one, two, keys = found
    return Pair(
        first=one,
        second=two,
        photos=len(keys),
        one=said["first"],
        two=said["second"],
        interval=said["interval"],
        over=said["over"],
        first_only=test.first_only,
        second_only=test.second_only,
        p=said["p"],
    )


def _pair(found, right, test, seed):
    one, two, keys = found
    units, _ = resampling_units(one.photos.loc[keys, "group"].to_numpy())
    low, high = difference_interval(*right, units, seed=seed)
    return Pair(
        first=one,
        second=two,
        photos=len(keys),
        one=float(right[0].mean()),
        two=float(right[1].mean()),
        interval=(low, high),
        over="photos" if units is None else "groups",
        first_only=test.first_only,
        second_only=test.second_only,
        p=test.p,
    )


def _by_validation(run):
    figures = run.figures("validation")
    parameters = run.resolved.get("parameters") or 0
    score = run.score("validation")
    return -(-1 if score is None else score), -figures.get("macro_f1", -1), parameters, run.name


def _repetition(run):
    return run.test, run.settings.get("seed")
