"""The files of a run folder, as far as they are there and can be read."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from signkit.clips.credit import credited
from signkit.data.group_kinds import spoken_of
from signkit.errors import RunError
from signkit.evaluation.answers.base import Answer
from signkit.evaluation.answers.table import answer_of
from signkit.report.kinds.base import Kind
from signkit.report.kinds.table import kind_of
from signkit.runs import files
from signkit.runs.record import Run

# Each piece, where it lies and what it holds.
_PIECES = (
    ("settings", files.SETTINGS, dict),
    ("history", files.HISTORY, pd.DataFrame),
    ("labels", files.LABELS, list),
    ("catalog", files.CATALOG, pd.DataFrame),
    ("predictions", files.PREDICTIONS, pd.DataFrame),
    ("metrics", files.METRICS, dict),
    ("audit", files.AUDIT, dict),
    ("trials", files.TRIALS, list),
    ("texts", files.TEXTS, pd.DataFrame),
    ("retrieved", files.RETRIEVED, pd.DataFrame),
    ("translations", files.TRANSLATIONS, pd.DataFrame),
)
# The leak audit can be switched off, and older runs have none; few search, few have tasks of text.
_MAY_BE_ABSENT = {
    files.AUDIT,
    files.TRIALS,
    files.TEXTS,
    files.RETRIEVED,
    files.TRANSLATIONS,
}
_OF_ALL = {files.SETTINGS, files.HISTORY, files.METRICS}


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
    def answer(self) -> Answer:
        """What the run answers; how that is said has its entry in `report.answers`."""
        columns = None if self.catalog is None else self.catalog.columns
        return answer_of(self.settings, self.metrics, columns)

    @property
    def kind(self) -> Kind:
        """What the run looks at."""
        return kind_of(self.settings, self.answer)

    @property
    def variants(self) -> tuple[str, ...]:
        """The variants of the words that fit this run, as `texts` takes them."""
        return self.kind.name, self.answer.name

    @property
    def groups_are(self) -> str:
        """What a group is, as `texts` takes it; of hands of nobody knows whom, a person."""
        said = (self.settings or {}).get("resolved") or {}
        groups = None if self.catalog is None else self.catalog.get("group")
        return spoken_of(str(said.get("groups_are") or ""), groups, self.kind.hands)

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
    record, run = RecordFiles(folder), Run(folder)
    for name, file, kind in _PIECES:
        if not run.has(file):
            record.problems[file] = None
            continue
        try:
            setattr(record, name, _piece(run, file, kind))
        except Exception as error:  # a half-written file may break any reader in any way
            record.problems[file] = f"{type(error).__name__}: {error}"
    expected = _OF_ALL | set(record.answer.files)
    record.problems = {
        file: why
        for file, why in record.problems.items()
        if file in expected or (file in _MAY_BE_ABSENT and why is not None)
    }
    return record


def _piece(run, file, kind):
    content = run.history() if file == files.HISTORY else run.read(file)
    if not isinstance(content, kind):
        raise TypeError(f"it holds a {type(content).__name__} instead of a {kind.__name__}")
    return credited(content) if file == files.SETTINGS else content
