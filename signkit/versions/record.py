"""A model version's folder: its files, what is known of it, and whether it is still whole."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from signkit.errors import RunError
from signkit.evaluation.answers.base import Answer
from signkit.evaluation.answers.table import answer_of
from signkit.runs.disk import sha256

ABOUT = "version.json"
_BAD = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_LONGEST = 80  # characters of a name
_RESERVED = "active.json"


@dataclass(frozen=True)
class Version:
    """A promoted model; `about` is its `version.json`."""

    folder: Path
    about: dict

    @classmethod
    def read(cls, folder: Path) -> "Version":
        """Read a version's folder; raises RunError where its `version.json` can't be used."""
        file = folder / ABOUT
        try:
            about = json.loads(file.read_text(encoding="utf-8"))
            if not all(isinstance(about[part], dict) for part in ("files", "run", "test", "data")):
                raise ValueError("a part of it is missing")
        except FileNotFoundError as error:
            raise RunError(f"There is no {file}.", "Promote the run again.") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunError(
                f"{file} can't be read ({error}).", "Delete this version, promote its run again."
            ) from error
        return cls(folder, about)

    @property
    def name(self) -> str:
        """The version's name, such as "v3"."""
        return self.folder.name

    @property
    def id(self) -> str:
        """What no other version has, not even a later one of the same name."""
        return self.about["id"]

    @property
    def kind(self) -> str:
        """The kind of the run that was promoted, such as "clip"."""
        return self.about["run"].get("kind", "")

    @property
    def answer(self) -> Answer:
        """What the model answers."""
        return answer_of(self.about["run"], self.about.get("gives"))

    @property
    def model(self) -> Path:
        """The model's file."""
        return self.folder / self.answer.model

    @property
    def labels(self) -> list[str]:
        """The labels in the order of the model's output; raises RunError where it has none."""
        return self.answer.labels_in(self.folder)

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(facts["bytes"] for facts in self.about["files"].values())

    def verify(self) -> "Version":
        """Return the version when every file is as promoted (SHA-256).

        Raises RunError naming the first file that is missing or changed.
        """
        for name, facts in self.about["files"].items():
            path = self.folder / name
            if not path.is_file():
                fault = "is missing"
            elif path.stat().st_size != facts["bytes"] or sha256(path) != facts["sha256"]:
                fault = "is not the file that was promoted"
            else:
                continue
            raise RunError(
                f"{path} {fault}.", "Use another version, or promote the run again by a new name."
            )
        return self


def read_versions(folder: Path) -> tuple[list[Version], dict[str, str]]:
    """The versions in a task's folder, oldest first, and what is wrong with each broken one."""
    versions, broken = [], {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(".") or not (path / ABOUT).is_file():
            continue
        try:
            versions.append(Version.read(path))
        except RunError as error:
            # One that was deleted since it was listed isn't broken.
            if path.is_dir():
                broken[path.name] = str(error)
    return sorted(versions, key=lambda v: (v.about["created"], v.name)), broken


def check_name(name: str, what: str = "version") -> str:
    """Return a name that any system takes as a folder's; raises RunError for another."""
    fault = (
        "it is empty"
        if not name.strip()
        else "it begins with a dot"
        if name.startswith(".")
        else "it has a character that folders can't have"
        if _BAD.search(name)
        else "it begins or ends with a space or a dot"
        if name != name.strip(" .")
        else f"it is longer than {_LONGEST} characters"
        if len(name) > _LONGEST
        else "that file is the kit's own"
        if name.lower() == _RESERVED
        else ""
    )
    if fault:
        raise RunError(
            f"{name!r} can't be the name of a {what}: {fault}.",
            "Take letters, digits, - and _, for example v3.",
        )
    return name
