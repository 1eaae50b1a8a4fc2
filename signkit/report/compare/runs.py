"""Run folders side by side: what each one was, and which photos it was tested on."""

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from signkit.evaluation.answers.base import Answer
from signkit.evaluation.answers.paired.scored import digest
from signkit.report.answers.compared.base import Compared
from signkit.report.answers.compared.table import COMPARED
from signkit.report.record_files import RecordFiles, read_record
from signkit.runs.files import METRICS, SETTINGS

_NEEDED = (SETTINGS, METRICS)  # and what was said of each test photo
_ELSEWHERE = {"dataset"}  # where the data lay; what it is stands in "data"
_OF_DATA = ("split_strategy", "landmarks")  # entries of "data" that tell two runs apart
_OF_MODEL = ("parameters", "backbone_weights_used")
# What changes from one repetition of a setup to the next.
_REPEATED = {"seed", "test_groups", "fold"}
_NAMED_BY_SETTINGS = re.compile(r"-[0-9a-f]{8}$")
# The settings that a reader asks for first, in this order.
MAIN = (
    "option",
    "mode",
    "model",
    "backbone",
    "fusion",
    "landmark_encoder",
    "temporal",
    "tasks",
    "stages",
    "weights",
    "split",
    "fold",
    "seed",
)


@dataclass(frozen=True)
class LeftOut:
    """A folder that can't be compared; `why` is the name of a sentence, `fields` its blanks."""

    folder: Path
    why: str
    fields: dict


@dataclass(frozen=True, eq=False)
class RunResult:
    """A finished run."""

    record: RecordFiles

    @property
    def name(self) -> str:
        """The run folder's name."""
        return self.record.folder.name

    @property
    def named_by_settings(self) -> bool:
        """Whether the folder got its name from a digest of the settings, not from a person."""
        return bool(_NAMED_BY_SETTINGS.search(self.name))

    @property
    def data(self) -> dict:
        """What `settings.json` says of the data."""
        return self.record.settings.get("data") or {}

    @property
    def resolved(self) -> dict:
        """What turned out when the run was set up."""
        return self.record.settings.get("resolved") or {}

    @property
    def data_name(self) -> str:
        """The data set's name."""
        asked = self.record.settings.get("settings") or {}
        name = self.data.get("name") or asked.get("dataset") or "?"
        return str(name).rstrip("/").rsplit("/", 1)[-1]

    @cached_property
    def settings(self) -> dict:
        """The settings by name, and those facts of the data that tell two runs apart."""
        asked = self.record.settings.get("settings") or {}
        of_data = {name: self.data[name] for name in _OF_DATA if name in self.data}
        return {k: v for k, v in asked.items() if k not in _ELSEWHERE} | of_data

    @cached_property
    def model(self) -> dict:
        """What the same settings may have come to: the model's size, the weights it began with."""
        return {name: self.resolved[name] for name in _OF_MODEL if name in self.resolved}

    @cached_property
    def setup(self) -> str:
        """The same text for runs that differ in seed or test groups alone: repetitions."""
        kept = {k: v for k, v in self.settings.items() if k not in _REPEATED}
        return json.dumps([self.data_name, kept, self.model], sort_keys=True, default=str)

    @property
    def answer(self) -> Answer:
        """What the run answers."""
        return self.record.answer

    @property
    def compared(self) -> Compared:
        """How runs of this answer stand side by side."""
        return COMPARED[self.answer.name]

    @property
    def measure(self) -> str:
        """The figure that runs like this are ranked by."""
        return self.answer.measure

    def score(self, split: str = "test") -> float | None:
        """The figure (0-1) of a split that runs are ranked by; None where the run has none."""
        return self.figures(split).get(self.measure)

    @cached_property
    def photos(self) -> pd.DataFrame:
        """The test photos, or pairs of sentences, by what they are: `label`, `right`, `group`."""
        return self.answer.paired.rows(self.record)

    @cached_property
    def test(self) -> str:
        """The same text for runs that were tested on the same photos with the same labels."""
        return digest(self.photos.index)

    @cached_property
    def validation(self) -> str:
        """The same text for runs whose epochs were chosen on the same photos."""
        return self.answer.paired.validated_on(self.record)

    @cached_property
    def trained_on(self) -> int:
        """How many photos trained the weights, 0 where the run does not say."""
        return self.answer.paired.trained_on(self.record)

    @property
    def interval(self) -> tuple:
        """The 95 % interval of the test's figure that runs are ranked by; (None, None) without."""
        return self.figures().get(f"{self.measure}_interval") or (None, None)

    def figures(self, split: str = "test") -> dict:
        """The figures of a split by name, shares 0-1; {} where the run has none."""
        return self.answer.paired.figures(self.record, split)


def read_runs(folders) -> tuple[list[RunResult], list[LeftOut]]:
    """The runs that can be compared, each folder once, and those that can't, with the reason."""
    runs, left_out, seen = [], [], set()
    for folder in map(Path, folders):
        place = folder.resolve()
        if place in seen:
            continue
        seen.add(place)
        found = _read(place)
        (left_out if isinstance(found, LeftOut) else runs).append(found)
    return runs, left_out


def differing(runs) -> dict[str, list]:
    """Settings and resolved facts whose values differ -> one value a run; MAIN ones first."""
    tables = [_flat(run.resolved) | run.settings for run in runs]
    names = dict.fromkeys([*MAIN, *(name for table in tables for name in table)])
    values = {name: [table.get(name) for table in tables] for name in names}
    return {name: row for name, row in values.items() if len({_text(v) for v in row}) > 1}


def shared(first: RunResult, second: RunResult) -> pd.Index:
    """Test photos that two runs have in common, with the same label."""
    return first.photos.index.intersection(second.photos.index)


def _read(folder):
    if not folder.is_dir():
        return LeftOut(folder, "versus_no_folder", {})
    record = read_record(folder)
    run, file = RunResult(record), METRICS
    for needed in (*_NEEDED, run.answer.paired.table):
        if needed in record.problems:
            return LeftOut(folder, *_reason(record, needed))
    try:
        test = run.figures()
        if not isinstance(test, dict) or run.measure not in test:
            return LeftOut(folder, "versus_no_test", {})
        file = run.answer.paired.table
        empty = run.photos.empty
        run.test, run.validation, run.setup, run.trained_on  # noqa: B018  (read them all now)
    except Exception as error:  # whatever is wrong with one folder, the others are compared
        why = f"{type(error).__name__}: {error}"
        return LeftOut(folder, "versus_broken", {"file": file, "why": why})
    return LeftOut(folder, "versus_no_test", {}) if empty else run


def _reason(record, file):
    why = record.problems[file]
    if why is not None:
        return "versus_broken", {"file": file, "why": why}
    if file == SETTINGS:
        return "versus_no_run", {"file": file}
    epochs = 0 if record.history is None else len(record.history)
    return "versus_unfinished", {"file": file, "epochs": epochs}


def _flat(values, before=""):
    rows = {}
    for name, value in values.items():
        if isinstance(value, dict):
            rows |= _flat(value, f"{before}{name} · ")
        else:
            rows[f"{before}{name}"] = len(value) if isinstance(value, list) else value
    return rows


def _text(value):
    return json.dumps(value, sort_keys=True, default=str)
