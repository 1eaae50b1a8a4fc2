"""Runs put together: tests that several took, setups that were repeated, and a name for each."""

from dataclasses import dataclass, replace

import numpy as np

from signkit.evaluation.paired import holm
from signkit.report.compare.runs import MAIN, RunResult, differing, shared
from signkit.report.compare.tests import (
    FEWEST_SHARED,
    Repeated,
    chosen,
    compare_repeats,
)
from signkit.report.findings import split_groups

JOINT = "\N{NO-BREAK SPACE}· "  # between settings in a label
LONG_NAME = 44  # letters of a setup's name
LONGEST = 34  # letters of one setting's value in a label
_OF_DATA_ONLY = {"landmarks"}
_REPEATED = ("seed", "test_groups", "fold")
_BARE = {"backbone", "fusion", "landmark_encoder", "stages", "loss", "schedule"}


@dataclass(frozen=True)
class TestSet:
    """Runs of one data set that were tested on the same photos, the best first."""

    number: int
    runs: list[RunResult]

    @property
    def photos(self) -> int:
        """How many test photos there are."""
        return len(self.runs[0].photos)

    @property
    def unseen(self) -> list[str] | None:
        """Groups of the test that no run trained on; None where the groups are not known."""
        seen, there = set(), set()
        for run in self.runs:
            groups = split_groups(run.record.catalog)
            seen |= set(groups["train"])
            there |= set(groups["test"])
        return sorted(there - seen) if there else None

    @property
    def same_validation(self) -> bool:
        """Whether all runs were validated on the same photos, so that validation can choose."""
        return len({run.validation for run in self.runs}) == 1


@dataclass(frozen=True)
class Setup:
    """Runs with the same settings but for the seed or the test groups, and their figures."""

    runs: list[RunResult]

    def mean(self, split="test") -> float | None:
        """Mean of the figure that counts over the repetitions."""
        values = self._values(split)
        return float(np.mean(values)) if values else None

    def spread(self, split="test") -> float | None:
        """Standard deviation over the repetitions (n - 1); None of one."""
        values = self._values(split)
        return float(np.std(values, ddof=1)) if len(values) > 1 else None

    def _values(self, split):
        found = [run.score(split) for run in self.runs]
        return [value for value in found if value is not None]


def by_data(runs) -> dict[str, list[RunResult]]:
    """Data set's name -> its runs; data sets of one name with other classes are apart.

    So are runs of other answers, whose figures are others.
    """
    found = {}
    for run in runs:
        found.setdefault(
            (run.data_name, tuple(run.record.labels or ()), run.answer.name), []
        ).append(run)
    names = [name for name, *_ in found]
    return {_data_name(each[0], names.count(name) > 1): each for (name, *_), each in found.items()}


def _data_name(run, again):
    """The name of a run's data set, with what tells it from another of that name."""
    if not again:
        return run.data_name
    told = (str(len(run.record.labels or ())), run.compared.mark)
    return f"{run.data_name} ({', '.join(filter(None, told))})"


def by_test(runs, first=1) -> list[TestSet]:
    """The tests of one data set's runs, numbered from `first`, those with most runs first."""
    found = {}
    for run in runs:
        found.setdefault(run.test, []).append(run)
    ranked = [sorted(each, key=lambda run: -run.score()) for each in found.values()]
    ranked.sort(key=lambda each: -len(each))
    return [TestSet(number, each) for number, each in enumerate(ranked, start=first)]


def setups_of(runs) -> list[Setup]:
    """The setups of one data set's runs: most repeated first, then by mean validation."""
    found = {}
    for run in runs:
        found.setdefault(run.setup, []).append(run)
    setups = [Setup(each) for each in found.values()]
    return sorted(setups, key=lambda each: (-len(each.runs), -(each.mean("validation") or 0)))


def against_first(setups) -> list[tuple[Setup, Setup, Repeated]]:
    """The first setup against each other one, over the repetitions that both have.

    P values are corrected by Holm over these comparisons.
    """
    found = [(setups[0], each, compare_repeats(setups[0].runs, each.runs)) for each in setups[1:]]
    found = [(one, two, result) for one, two, result in found if result is not None]
    tested = [result.p for _, _, result in found if result.p is not None]
    corrected = iter(holm(tested))
    return [
        (one, two, result if result.p is None else replace(result, p=next(corrected)))
        for one, two, result in found
    ]


def partly_shared(tests) -> list[tuple[RunResult, RunResult]]:
    """The runs that validation chose in each two tests that share enough photos."""
    chose = [chosen(test.runs) for test in tests]
    pairs = [(one, two) for k, one in enumerate(chose) for two in chose[k + 1 :]]
    return [(one, two) for one, two in pairs if len(shared(one, two)) >= FEWEST_SHARED]


def labels(runs, words, without=()) -> dict[RunResult, str]:
    """A short name for each run: its own, or the settings in which the runs differ.

    A folder named by a person keeps that name; one named by a digest is called by its settings,
    leaving out those in `without`. Runs that still have one name are told apart by what the
    settings came to, and then by their folders.
    """
    differ = differing(runs)
    names = [n for n in _settings_of(runs, differ) if n not in without]
    found = {}
    for place, run in enumerate(runs):
        parts = [_part(name, differ[name][place], words) for name in names]
        said = JOINT.join(filter(None, parts))
        found[run] = said if said and (run.named_by_settings or without) else run.name
    for more in (_model, _tail):
        again = [text for text in found.values() if list(found.values()).count(text) > 1]
        found = {
            r: JOINT.join(filter(None, [text, more(r, runs, words)])) if text in again else text
            for r, text in found.items()
        }
    return found


def setup_names(setups, words) -> dict[str, tuple[str, str]]:
    """(name, all of its settings) of each setup: a number where the settings are long to say."""
    full = labels([setup.runs[0] for setup in setups], words, _REPEATED)
    numbered = any(len(text) > LONG_NAME for text in full.values())
    return {
        run.setup: (words["versus_setup_number"].format(number=number), text)
        if numbered
        else (text or words["versus_setup_only"], "")
        for number, (run, text) in enumerate(full.items(), start=1)
    }


def settings_of(run, runs, words) -> str:
    """The settings in which a run differs from the others, in a row."""
    differ = differing(runs)
    place = runs.index(run)
    names = [name for name in _settings_of(runs, differ) if name not in _OF_DATA_ONLY]
    parts = [_part(name, differ[name][place], words) for name in names]
    return JOINT.join(filter(None, parts))


def shown(value, words) -> str:
    """A setting's value as a reader writes it."""
    if isinstance(value, bool):
        return words["yes" if value else "no"]
    if value is None or value == "":
        return words["nothing"]
    if isinstance(value, int):
        return words.counted(value) if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return f"{value:g}".replace(".", words["decimal"])
    return str(value)


def _settings_of(runs, differ):
    """Names of differing settings, MAIN ones first and the seed last."""
    asked = {name for run in runs for name in run.settings}
    names = [n for n in (*MAIN, *differ) if n in differ and n in asked]
    return sorted(dict.fromkeys(names), key=lambda name: name == "seed")


def _model(run, runs, words):
    differ = [k for k in run.model if len({each.model.get(k) for each in runs}) > 1]
    return JOINT.join(_part(name, run.model[name], words) for name in differ)


def _tail(run, runs, words):
    return run.name[-8:]


def _part(name, value, words):
    if value is None or value == "":
        return ""
    text = shown(value, words)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return text if name in _BARE else f"{words['versus_settings'].get(name, name)} {text}"
