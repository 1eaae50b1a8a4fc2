"""The files of a run folder, as far as they are there and can be read."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from signkit.clips.credit import credited
from signkit.data.group_kinds import spoken_of
from signkit.errors import RunError
from signkit.tables import read_parquet

# The leak audit can be switched off, and older runs have none; few search, few have tasks of text.
_MAY_BE_ABSENT = {
    "audit.json",
    "search/trials.jsonl",
    "texts.parquet",
    "retrieved.parquet",
    "translations.parquet",
}
# A run of sentences alone has no classes and no photos, but always writes its translations.
_NOT_OF_SENTENCES = {"labels.json", "catalog.parquet", "predictions.parquet"}


@dataclass
class RecordFiles:
    """What a run folder holds; a missing or broken piece is None and named in `problems`."""

    folder: Path
    settings: dict | None = None
    history: pd.DataFrame | None = None
    labels: list | None = None
    catalog: pd.DataFrame | None = None
    predictions: pd.DataFrame | None = None
    metrics: dict | None = None
    audit: dict | None = None
    trials: list[dict] | None = None
    texts: pd.DataFrame | None = None  # class, description, trained, vector
    retrieved: pd.DataFrame | None = None  # label, nearest: the class of the nearest text
    # true, greedy, beam, and path, label of a clip or source of a pair of sentences
    translations: pd.DataFrame | None = None
    # file name -> None where it is missing, else why it can't be read
    problems: dict[str, str | None] = field(default_factory=dict)

    @property
    def photos_alone(self) -> bool:
        """Whether the run's classifier sees photos alone: no hands, no branches."""
        return (self.settings or {}).get("kind") == "image"

    @property
    def clips(self) -> bool:
        """Whether the run's classifier sees signs in time."""
        return (self.settings or {}).get("kind") == "clip"

    @property
    def sentences(self) -> bool:
        """Whether the run translates sentences alone: no classes, no photos.

        Where the settings can't be read, what was measured tells.
        """
        if self.settings is not None:
            return self.settings.get("kind") == "text"
        return "translation" in (self.metrics or {}) and "test" not in self.metrics

    @property
    def several(self) -> bool:
        """Whether a photo may have several labels."""
        told = (self.metrics or {}).get("several")
        return bool(told) or (self.catalog is not None and "labels" in self.catalog)

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants of the words that fit this run, as `texts` takes them."""
        fit = {"image": self.photos_alone, "clip": self.clips, "text": self.sentences}
        fit["several"] = self.several
        return tuple(name for name, fits in fit.items() if fits)

    @property
    def groups_are(self) -> str:
        """What a group is, as `texts` takes it; of hands of nobody knows whom, a person."""
        said = (self.settings or {}).get("resolved") or {}
        groups = None if self.catalog is None else self.catalog.get("group")
        hands = not (self.photos_alone or self.sentences)
        return spoken_of(str(said.get("groups_are") or ""), groups, hands)

    def problem(self, file: str, words) -> str | None:
        """What to say in the place of a file that is missing or broken; None where it is there."""
        if file not in self.problems:
            return None
        why = self.problems[file]
        return words["missing" if why is None else "broken"].format(file=file, why=why)

    def of_split(self, split: str) -> dict | None:
        """The figures of one split, or None."""
        return (self.metrics or {}).get(split)


def read_record(folder) -> RecordFiles:
    """Read every piece of a run folder that is there; raises RunError where there is no folder."""
    folder = Path(folder)
    if not folder.is_dir():
        raise RunError(f"There is no run folder {folder}.", "Give the folder of a training run.")
    record = RecordFiles(folder)
    for name, file, read in (
        ("settings", "settings.json", lambda path: credited(_read_json(path, dict))),
        ("history", "history.jsonl", _read_history),
        ("labels", "labels.json", lambda path: _read_json(path, list)),
        ("catalog", "catalog.parquet", _read_table),
        ("predictions", "predictions.parquet", _read_table),
        ("metrics", "metrics.json", lambda path: _read_json(path, dict)),
        ("audit", "audit.json", lambda path: _read_json(path, dict)),
        ("trials", "search/trials.jsonl", _read_lines),
        ("texts", "texts.parquet", _read_table),
        ("retrieved", "retrieved.parquet", _read_table),
        ("translations", "translations.parquet", _read_table),
    ):
        try:
            setattr(record, name, read(folder / file))
        except FileNotFoundError:
            if file not in _MAY_BE_ABSENT:
                record.problems[file] = None
        except Exception as error:  # a half-written file may break any reader in any way
            record.problems[file] = f"{type(error).__name__}: {error}"
    if record.sentences:
        _expect_sentences(record)
    return record


def _expect_sentences(record):
    for file in _NOT_OF_SENTENCES:
        record.problems.pop(file, None)
    if not (record.folder / "translations.parquet").exists():
        record.problems["translations.parquet"] = None


def _read_table(path) -> pd.DataFrame:
    return read_parquet(path).to_pandas(use_threads=False)


def _read_json(path, kind):
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, kind):
        raise TypeError(f"it holds a {type(content).__name__} instead of a {kind.__name__}")
    return content


def _read_lines(path) -> list[dict]:
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue  # a killed run may leave half a line; what it tells is done and written again
        if isinstance(row, dict):
            rows.append(row)
    return rows


def _read_history(path) -> pd.DataFrame:
    history = pd.DataFrame(_read_lines(path))
    if {"stage", "epoch"} <= set(history):
        # An epoch that was trained again after a stop counts once, as it was trained last.
        history = history.drop_duplicates(["stage", "epoch"], keep="last", ignore_index=True)
    return history
