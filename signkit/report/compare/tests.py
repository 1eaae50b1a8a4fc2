"""Which of several runs is really better: pairs on the same photos, and setups over repetitions."""

from dataclasses import dataclass, replace

import numpy as np

from signkit.evaluation.paired import Paired, holm
from signkit.evaluation.repeats import FEWEST, Repeated, corrected_t
from signkit.report.compare.runs import RunResult, shared

ALL_PAIRS = 6  # runs; with more, each is compared with the chosen one only
FEWEST_SHARED = 20  # photos; fewer say nothing about two runs


@dataclass(frozen=True)
class Pair:
    """Two runs on the photos that both were tested on."""

    first: RunResult
    second: RunResult
    photos: int
    found: Paired  # its p corrected for the number of pairs


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
    tables = [(one, two, keys) for one, two, keys in tables if len(keys) >= FEWEST_SHARED]
    found = [_compare(*each, seed) for each in tables]
    found = [pair for pair in found if pair.found is not None]
    corrected = holm([pair.found.p for pair in found])
    return [
        replace(pair, found=replace(pair.found, p=p))
        for pair, p in zip(found, corrected, strict=True)
    ]


def compare_repeats(first, second) -> Repeated | None:
    """Compare two setups over their common repetitions; None where they have none.

    `first` and `second` are runs of each. A repetition is a test and a seed that both have, so
    each difference is between two runs on the same photos. Training sets overlap by test / train
    photos; where every repetition has the same test photos only the training varies.
    """
    theirs = {_repetition(run): run for run in second}
    both = [(run, theirs[_repetition(run)]) for run in first if _repetition(run) in theirs]
    if not both:
        return None
    gaps = np.array([a.score() - b.score() for a, b in both])
    found = Repeated(len(gaps), float(gaps.mean()), int((gaps > 0).sum()))
    if len(gaps) < FEWEST:
        return found
    overlap = 0.0
    if len({run.test for run, _ in both}) > 1:
        overlap = np.mean([len(run.photos) / max(1, run.trained_on) for run, _ in both])
    interval, p = corrected_t(gaps, overlap)
    photos = ([pair[place].photos for pair in both] for place in (0, 1))
    over_photos = first[0].answer.paired.over_repetitions(*photos)
    return replace(found, interval=interval, p=p, over_photos=over_photos)


def _compare(one, two, keys, seed):
    rows = (run.photos.loc[keys] for run in (one, two))
    return Pair(one, two, len(keys), one.answer.paired.compare(*rows, seed))


def _by_validation(run):
    figures = run.figures("validation")
    parameters = run.resolved.get("parameters") or 0
    score = run.score("validation")
    return -(-1 if score is None else score), -figures.get("macro_f1", -1), parameters, run.name


def _repetition(run):
    return run.test, run.settings.get("seed")
