"""The record of a search: its settings, and a line for each finished trial."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

from signkit.errors import RunError
from signkit.whole import force_out, in_words, write_json, write_text

SETTINGS, TRIALS = "search.json", "trials.jsonl"
_MEND = "Delete the folder, or give the settings that it was made with."


@dataclass(frozen=True)
class Trial:
    """One short training of a search; `score` and `seconds` are there once it is finished."""

    number: int  # from 1
    values: dict[str, int | float]
    epochs: int  # up to which it trains
    begin: int = 0  # epochs that its parent has trained, from whose weights it goes on
    parent: int | None = None
    score: float | None = None  # more is better; None where the training failed
    seconds: float | None = None


@dataclass(frozen=True)
class TrialRecord:
    """The folder of a search: `search.json`, and `trials.jsonl` with the finished trials."""

    folder: Path
    about: dict
    trials: list[Trial] = field(default_factory=list)

    @classmethod
    def open(cls, folder: Path, about: dict) -> Self:
        """Open or make the record of a search with these settings.

        Versions in `about` may differ. Raises RunError naming what else differs or is unreadable.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / SETTINGS
        if not file.is_file():
            write_json(file, about)
            return cls(folder, about, _read(folder / TRIALS))
        before = _json(file.read_text(encoding="utf-8"), file)
        differs = [
            f"{name} {before.get(name)!r} there, {about[name]!r} asked for"
            for name in about
            if name != "keras_tuner" and before.get(name) != about[name]
        ]
        if differs:
            raise RunError(f"{folder} holds another search ({'; '.join(differs)}).", _MEND)
        return cls(folder, before, _read(folder / TRIALS))

    def append(self, trial: Trial) -> None:
        """Add a finished trial, so that a kill or a machine that is gone can't take it back."""
        said = asdict(trial)
        line = json.dumps({"trial": said.pop("number"), **said}) + "\n"
        file_path = self.folder / TRIALS
        with in_words(file_path), file_path.open("ab") as file:
            file.write(line.encode())
            force_out(file)
        self.trials.append(trial)

    def must_agree(self, trial: Trial, proposed: Trial | None) -> None:
        """Raise RunError where a recorded trial isn't the one that is proposed in its place."""
        if proposed == replace(trial, score=None, seconds=None):
            return
        other = "none" if proposed is None else str(_asked(proposed))
        raise RunError(
            f"{self.folder / TRIALS} has as trial {trial.number} {_asked(trial)}, but the search "
            f"proposes {other}; it was begun with keras-tuner {self.about.get('keras_tuner')}.",
            "Delete the folder to search anew, or install that version again.",
        )


def _asked(trial: Trial) -> dict:
    return {k: v for k, v in asdict(trial).items() if k not in ("score", "seconds")}


def _read(file: Path) -> list[Trial]:
    """Read the finished trials; half a line at the end, which a kill leaves, is cut off."""
    if not file.is_file():
        return []
    text = file.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        write_text(file, whole)
    trials = []
    for number, line in enumerate(whole.splitlines(), start=1):
        said = _json(line, file)
        try:
            trials.append(Trial(number=said.pop("trial"), **said))
        except (AttributeError, KeyError, TypeError):
            raise RunError(f"{file}, line {number} is no trial: {line[:80]}", _MEND) from None
    return trials


def _json(text: str, file: Path) -> dict:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise RunError(f"{file} can't be read: {error}.", _MEND) from None
