"""The run folder: what one training run was, did, and ended with."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pandas as pd

from signkit.clips.credit import credited
from signkit.errors import RunError
from signkit.runs import files
from signkit.runs.formats import read_file, write_file
from signkit.whole import in_words, write_text

PACKAGES = ("signkit", "keras", "tensorflow", "mediapipe", "numpy", "pandas", "scikit-learn")
# What need not agree: where data lie, words on them, and what repeats settings.
BESIDES = {"settings": {"dataset"}, "data": {"name", "notes", "fractions", "seed"}}


@dataclass(frozen=True)
class Run:
    """A training run's folder."""

    folder: Path

    @classmethod
    def open(cls, folder: str | Path, settings: dict, idle: Iterable[str] = ()) -> "Run":
        """Open or make a run folder for these settings (its `settings.json` without the versions).

        `idle` are names of settings that don't count beside the others. Raises RunError where the
        folder holds a run with other settings, naming what differs.
        """
        run = cls(Path(folder))
        for name in (files.BRANCHES, files.CHECKPOINT, files.FIGURES, files.TENSORBOARD):
            (run.folder / name).mkdir(parents=True, exist_ok=True)
        if run.has(files.SETTINGS):
            run._note_place(run._must_agree(settings, idle), settings)
        else:
            run.write(files.SETTINGS, credited({**settings, "versions": versions()}))
        return run

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def finished(self) -> bool:
        """Whether the run was trained, measured and reported (the report comes last)."""
        return self.has(files.METRICS) and self.has(files.REPORT)

    def photos(self) -> Path | None:
        """The folder of the photos that the run was trained on, where it is still there."""
        if not self.has(files.SETTINGS):
            return None
        dataset = self.read(files.SETTINGS).get("settings", {}).get("dataset", "")
        folder = self.folder.resolve().parents[1] / "datasets" / Path(dataset).expanduser()
        return folder if dataset and folder.is_dir() else None

    def path(self, *parts: str) -> Path:
        """Return a path inside the folder."""
        return self.folder.joinpath(*parts)

    def has(self, file: str) -> bool:
        """Whether a file of `signkit.runs.files` is there."""
        return self.path(file).is_file()

    def read(self, file: str):
        """Read a file of `signkit.runs.files`: JSON, rows of lines, a table, or arrays by name.

        Raises FileNotFoundError where it is missing, and what reading a broken one raises.
        """
        return read_file(self.path(file))

    def write(self, file: str, content) -> None:
        """Write such a file: a reader sees the old or the new; RunError where the disk won't."""
        write_file(self.path(file), content)

    def note_resolved(self, **found) -> None:
        """Add to `settings.json`, under `resolved`, what turned out when the run was set up."""
        content = self.read(files.SETTINGS)
        before = content.get("resolved", {})
        if before == (resolved := json.loads(json.dumps({**before, **found}))):
            return
        content["resolved"] = resolved
        self.write(files.SETTINGS, content)

    def append_history(self, line: dict) -> None:
        """Add an epoch to `history.jsonl`."""
        file_path = self.path(files.HISTORY)
        with in_words(file_path), file_path.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def history(self) -> pd.DataFrame:
        """Return the epochs so far, a row each (no rows before the first).

        An epoch that was trained again after a stop counts once, as it was trained last.
        """
        history = pd.DataFrame(self._history_lines())
        if {"stage", "epoch"} <= set(history):
            history = history.drop_duplicates(["stage", "epoch"], keep="last", ignore_index=True)
        return history

    def cut_history(self, epochs: int) -> None:
        """Keep the first epochs only: those that the checkpoint knows of."""
        kept = [line for line in self._history_lines() if line["epoch"] <= epochs]
        write_text(self.path(files.HISTORY), "".join(json.dumps(line) + "\n" for line in kept))

    def _history_lines(self) -> list[dict]:
        return self.read(files.HISTORY) if self.has(files.HISTORY) else []

    def differs(self, settings: dict, idle: Iterable[str] = ()) -> list[str]:
        """Name what these settings have otherwise than the folder's run, as "settings.seed"."""
        before = _computed(self.read(files.SETTINGS), idle)
        settings = _computed(json.loads(json.dumps(settings)), idle)
        return sorted(
            f"{part}.{name}".rstrip(".")
            for part in {*before, *settings}
            for name in {*_dict(before.get(part)), *_dict(settings.get(part))}
            if _dict(before.get(part)).get(name) != _dict(settings.get(part)).get(name)
        )

    def _must_agree(self, settings: dict, idle: Iterable[str]) -> dict:
        if differs := self.differs(settings, idle):
            raise RunError(
                f"{self.folder} holds a run with other settings ({', '.join(differs)}).",
                "Give RUN_NAME another name, leave it empty, or delete that folder.",
            )
        return self.read(files.SETTINGS)

    def _note_place(self, content: dict, settings: dict) -> None:
        """Keep where the data set lies now: the report looks for its photos there."""
        place = settings.get("settings", {})
        if "dataset" in place and content["settings"].get("dataset") != place["dataset"]:
            content["settings"]["dataset"] = place["dataset"]
            self.write(files.SETTINGS, content)


def announce(folder: str | Path) -> None:
    """Tell a headless caller, who asked by SIGNKIT_RESULTS_IN, where the results lie."""
    if ask := os.environ.get("SIGNKIT_RESULTS_IN"):
        Path(ask).write_text(str(Path(folder).resolve()), encoding="utf-8")


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that a result depends on.

    OpenCV's is that of the module which loads: several packages may share its folder, and the
    package list then names one that nobody sees.
    """
    import cv2

    found = {"python": platform.python_version(), "opencv": cv2.__version__}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _computed(about: dict, idle: Iterable[str] = ()) -> dict:
    """What a run computes: not where its data lie, which their content tells, nor words on them."""
    left = {**BESIDES, "settings": {*BESIDES["settings"], *idle}}
    return {
        part: {n: v for n, v in content.items() if n not in left.get(part, ())}
        if isinstance(content, dict)
        else content
        for part, content in about.items()
        if part not in ("versions", "resolved")
    }


def _dict(value) -> dict:
    return value if isinstance(value, dict) else {"": value}
