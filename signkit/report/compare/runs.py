"""Run folders side by side: what each one was, and which photos it was tested on."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from signkit.report.answers.label_tables import marks
from signkit.report.record_files import RecordFiles, read_record

_NEEDED = ("settings.json", "metrics.json", "predictions.parquet")
_NEEDED_OF_SENTENCES = ("settings.json", "metrics.json", "translations.parquet")
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
    def several(self) -> bool:
        """Whether the run gives a photo several labels."""
        return self.record.several

    @property
    def sentences(self) -> bool:
        """Whether the run translates sentences alone."""
        return self.record.sentences

    @property
    def told(self) -> bool:
        """Whether the run says of each photo what two runs are compared by."""
        return not self.several or "given" in self.photos

    @property
    def measure(self) -> str:
        """The figure that runs like this are ranked by."""
        if self.sentences:
            return "bleu_4"
        return "macro_f1" if self.several else "accuracy"

    def score(self, split: str = "test") -> float | None:
        """The figure (0-1) of a split that runs are ranked by; None where the run has none."""
        return self.figures(split).get(self.measure)

    @cached_property
    def photos(self) -> pd.DataFrame:
        """The test photos by content, path and label: `label`, `right` (bool), `group`.

        With several labels a photo also `given` and `true`, (C,) each; right is all of them.
        A photo is a pair of sentences where those are translated, with `beam` and `true`.
        """
        if self.sentences:
            return _pairs(self.record.translations)
        return _photos(self.record, "test")

    @cached_property
    def test(self) -> str:
        """The same text for runs that were tested on the same photos with the same labels."""
        return _digest(self.photos.index)

    @cached_property
    def validation(self) -> str:
        """The same text for runs whose epochs were chosen on the same photos."""
        if self.sentences:
            return _validation_pairs(self.data)
        return _digest(_photos(self.record, "validation").index)

    @cached_property
    def trained_on(self) -> int:
        """How many photos trained the weights, 0 where the run does not say."""
        counts = self.data.get("split_pairs" if self.sentences else "split_photos") or {}
        return int(counts.get("train", 0))

    def figures(self, split: str = "test") -> dict:
        """The figures of a split, {} where the run has none.

        Of translated sentences those of beam search, BLEU as shares (0-1).
        """
        if self.sentences:
            metrics = self.record.metrics if split == "test" else self.record.of_split(split)
            return sentence_figures((metrics or {}).get("translation"))
        return self.record.of_split(split) or {}


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


def sentence_figures(found) -> dict:
    """What translating a split came to as figures of a run; {} where it was not measured."""
    if not found:
        return {}
    beam, new = found["beam"], found.get("new") or {}
    low, high = beam["bleu_interval"]
    bleu = {f"bleu_{order}": value / 100 for order, value in enumerate(beam["bleu"], start=1)}
    return {
        **bleu,
        "bleu_4_interval": (low / 100, high / 100),
        "chrf": beam["chrf"],
        "exact": beam["exact"],
        "perplexity": found["perplexity"],
        "bleu_4_new": new["bleu"][3] / 100 if new.get("sentences") else None,
    }


def _read(folder):
    if not folder.is_dir():
        return LeftOut(folder, "versus_no_folder", {})
    record = read_record(folder)
    needed = _NEEDED_OF_SENTENCES if record.sentences else _NEEDED
    for file in needed:
        if file in record.problems:
            return LeftOut(folder, *_reason(record, file))
    run, file = RunResult(record), "metrics.json"
    try:
        test = run.figures()
        if not isinstance(test, dict) or run.measure not in test:
            return LeftOut(folder, "versus_no_test", {})
        file = needed[-1]
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
    if file == "settings.json":
        return "versus_no_run", {"file": file}
    epochs = 0 if record.history is None else len(record.history)
    return "versus_unfinished", {"file": file, "epochs": epochs}


def _photos(record, split):
    part = record.predictions[record.predictions["split"] == split]
    paths, labels = part["path"].astype(str), part["label"].astype(str)
    content = paths.map(_contents(record.catalog)).fillna("")
    keys = content + "\t" + paths + "\t" + labels
    table = pd.DataFrame(
        {
            "label": labels.to_numpy(),
            "right": (labels == part["predicted"].astype(str)).to_numpy(),
            "group": part["group"].to_numpy(object) if "group" in part else None,
        },
        index=pd.Index(keys, dtype=object),
    )
    if record.several and {"labels", "predicted_labels"} <= set(part):
        for name, column in (("given", "predicted_labels"), ("true", "labels")):
            table[name] = list(marks(part[column], record.labels))
    return table[~table.index.duplicated()].sort_index()


def _pairs(table):
    """The pairs of sentences of a test; the same pair a second time is another."""
    keys = table["source"].astype(str) + "\t" + table["true"].astype(str)
    again = keys.groupby(keys).cumcount().astype(str)
    shown = {"label": keys, "right": table["beam"] == table["true"], "group": None}
    shown |= {name: table[name].astype(str) for name in ("beam", "true")}
    return pd.DataFrame(shown).set_index(keys + "\t" + again).sort_index()


def _validation_pairs(data):
    """What says which pairs validated a run, whose sentences are not in its folder."""
    told = [data.get("fingerprint"), data.get("split_strategy"), data.get("split_pairs")]
    if data.get("split_strategy") != "given":
        told += [data.get("seed"), data.get("fractions")]
    return _text(told)


def _contents(catalog) -> dict:
    if catalog is None or "hash" not in catalog:
        return {}
    return dict(zip(catalog["path"].astype(str), catalog["hash"].astype(str), strict=True))


def _digest(keys):
    return hashlib.blake2b("\n".join(keys).encode(), digest_size=8).hexdigest()


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
