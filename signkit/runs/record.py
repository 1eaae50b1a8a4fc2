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
from signkit.whole import in_words, write_json, write_text

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
        for name in ("branches", "checkpoint", "figures", "tensorboard"):
            (run.folder / name).mkdir(parents=True, exist_ok=True)
        if (run.folder / "settings.json").is_file():
            run._note_place(run._must_agree(settings, idle), settings)
        else:
            run.write_json("settings.json", credited({**settings, "versions": versions()}))
        return run

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def finished(self) -> bool:
        """Whether the run was trained, measured and reported (the report comes last)."""
        return self.path("metrics.json").is_file() and self.path("report.html").is_file()

    def photos(self) -> Path | None:
        """The folder of the photos that the run was trained on, where it is still there."""
        file = self.path("settings.json")
        if not file.is_file():
            return None
        dataset = self.read_json("settings.json").get("settings", {}).get("dataset", "")
        folder = self.folder.resolve().parents[1] / "datasets" / Path(dataset).expanduser()
        return folder if dataset and folder.is_dir() else None

    def path(self, *parts: str) -> Path:
        """Return a path inside the folder."""
        return self.folder.joinpath(*parts)

    def read_json(self, name: str) -> dict:
        """Read one of the folder's JSON files."""
        return json.loads(self.path(name).read_text(encoding="utf-8"))

    def write_json(self, name: str, content) -> None:
        """Write a JSON file beside its place and rename it; a reader sees the old or the new."""
        write_json(self.path(name), content)

    def note_resolved(self, **found) -> None:
        """Add to `settings.json`, under `resolved`, what turned out when the run was set up."""
        content = self.read_json("settings.json")
        before = content.get("resolved", {})
        if before == (resolved := json.loads(json.dumps({**before, **found}))):
            return
        content["resolved"] = resolved
        self.write_json("settings.json", content)

    def append_history(self, line: dict) -> None:
        """Add an epoch to `history.jsonl`."""
        file_path = self.path("history.jsonl")
        with in_words(file_path), file_path.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def history(self) -> pd.DataFrame:
        """Return the epochs so far, a row each (no rows before the first)."""
        return pd.DataFrame(self._history_lines())

    def cut_history(self, epochs: int) -> None:
        """Keep the first epochs only: those that the checkpoint knows of."""
        kept = [line for line in self._history_lines() if line["epoch"] <= epochs]
        write_text(self.path("history.jsonl"), "".join(json.dumps(line) + "\n" for line in kept))

    def _history_lines(self) -> list[dict]:
        file = self.path("history.jsonl")
        if not file.is_file():
            return []
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        # A killed run may leave half a line at the end.
        return [json.loads(line) for line in lines if line.endswith("}\n")]

    def differs(self, settings: dict, idle: Iterable[str] = ()) -> list[str]:
        """Name what these settings have otherwise than the folder's run, as "settings.seed"."""
        before = _computed(self.read_json("settings.json"), idle)
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
        return self.read_json("settings.json")

    def _note_place(self, content: dict, settings: dict) -> None:
        """Keep where the data set lies now: the report looks for its photos there."""
        place = settings.get("settings", {})
        if "dataset" in place and content["settings"].get("dataset") != place["dataset"]:
            content["settings"]["dataset"] = place["dataset"]
            self.write_json("settings.json", content)


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
