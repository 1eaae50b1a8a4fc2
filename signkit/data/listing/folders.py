"""Folders to rows: which files there are, and the class and split that their folders name."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from signkit.data.image import IMAGE_SUFFIXES
from signkit.data.listing.arrangement import Arrangement, arrange, caught
from signkit.data.listing.beside import told
from signkit.data.listing.masks import without_masks
from signkit.data.listing.walk import files_below
from signkit.data.names import one_name
from signkit.errors import DataError


@dataclass(frozen=True)
class FileKind:
    """Which files a data set is made of, and what its sentences call them."""

    word: str  # one of them, such as "photo"
    suffixes: frozenset[str]  # lower case; files may have them in any case
    alone: frozenset[str] = frozenset()  # of files which, directly in the root, are a class each
    or_several: str = ""  # what is also allowed of two labels for one of them, in words
    masked: bool = False  # whether masks may lie beside them

    def is_named(self, path: str) -> bool:
        """Whether a path ends like one of them and its file is not hidden."""
        name = path.rsplit("/", 1)[-1]
        return not name.startswith(".") and os.path.splitext(name)[1].lower() in self.suffixes

    def on_disk(self, root: Path, path: str) -> str | None:
        """The path as it is spelled on the disk (see `as_spelled`); None where nothing is there."""
        return as_spelled(root, path, Path.is_file)


def as_spelled(root: Path, path: str, is_there: Callable[[Path], bool]) -> str | None:
    """A path below `root` with each letter composed or taken apart as it is on the disk."""
    if is_there(root / path):
        return path
    if path.isascii():  # it has one spelling
        return None
    found = [""]
    for part in path.split("/"):
        found = [
            f"{folder}{name}/"
            for folder in found
            for name in _spellings(root / folder, _changed(root / folder)).get(one_name(part), [])
        ]
    return next((p[:-1] for p in found if is_there(root / p)), None)


def _changed(folder: Path) -> int:
    return folder.stat().st_mtime_ns if folder.is_dir() else 0


@lru_cache(4096)
def _spellings(folder: Path, changed: int) -> dict[str, list[str]]:
    """What a folder held when it was last changed, by name; none where it isn't there."""
    names = defaultdict(list)
    for name in os.listdir(folder) if folder.is_dir() else ():
        names[one_name(name)].append(name)
    return names


PHOTOS = FileKind(
    "photo", frozenset(IMAGE_SUFFIXES), or_several=", or set SEVERAL_LABELS", masked=True
)


def rows_from_folders(
    root: Path,
    kind: FileKind = PHOTOS,
    label_pattern=None,
    join: Callable[[list[str]], list[str]] = list,
) -> tuple[pd.DataFrame, list[str]]:
    """Rows (path, label, group, split) of all photos below `root`, and notes on what was left out.

    Classes and splits are those of `arrange`; with `label_pattern`, a regular expression searched
    in each path, its brackets catch the class. Files of another `kind` than photos are listed
    alike, after `join` has made one path of several files that are one sample.
    """
    found = files_below(root)
    named, others = [], []
    for path in found.paths:
        (named if kind.is_named(path) else others).append(path)
    notes = found.notes + told(root, others)
    samples, masks = without_masks(root, named) if kind.masked else (join(named), [])
    notes += masks
    if not any("/" in path or _is_alone(kind, path) or label_pattern for path in samples):
        raise _none_found(root, kind, samples, others, notes)
    try:
        arranged = _arranged(samples, kind, label_pattern)
    except DataError as error:
        raise DataError(f"{root}: {error.what} {' '.join(notes)}".strip(), error.mend) from error
    rows = pd.DataFrame({"path": arranged.paths, "label": arranged.labels, "group": None})
    rows["split"] = arranged.splits
    notes = [*_unused(found.tops, samples, others, kind), *arranged.notes, *notes]
    return rows, notes


def _arranged(samples, kind, label_pattern) -> Arrangement:
    if label_pattern:
        return caught(samples, compiled("label_pattern", label_pattern, r"/([A-Z])_\d"), kind.word)
    return arrange(samples, kind.word, lambda path: _is_alone(kind, path))


def compiled(setting: str, pattern: str, example: str) -> re.Pattern:
    """A setting's regular expression; DataError with an `example` where it is none."""
    try:
        return re.compile(one_name(pattern))
    except re.error as error:
        raise DataError(
            f"{setting} {pattern!r} is no regular expression: {error}.",
            f"An example that works: {example}",
        ) from error


def _is_alone(kind: FileKind, path: str) -> bool:
    return bool(kind.alone) and Path(path).suffix.lower() in kind.alone


def _none_found(root, kind, loose, others, notes) -> DataError:
    said = " ".join(["", *notes])
    if loose:
        return DataError(
            f"{root} holds {len(loose)} {kind.word}s, but no class folders.{said}",
            f"Put the {kind.word}s of each class into a folder of its name, give a CSV file "
            "with the columns path and label, or set LABEL_PATTERN to what catches the class in "
            f"their names, such as {loose[0]}.",
        )
    found = f", only {_counted(others)}" if others else ""
    return DataError(
        f"{root} holds no {kind.word}s in folders{found}.{said}",
        f"Put {', '.join(sorted(kind.suffixes))} files into one folder a class.",
    )


def _counted(others: list[str]) -> str:
    endings = Counter(Path(path).suffix.lower() or "no ending" for path in others)
    return ", ".join(f"{n} {suffix}" for suffix, n in endings.most_common(5))


def _unused(tops, samples, others, kind) -> list[str]:
    """What else there is: folders without samples, other files in folders."""
    empty = sorted(set(tops) - {path.split("/")[0] for path in samples})
    inside = [path for path in others if "/" in path]
    notes = []
    if empty:
        notes.append(
            f"{len(empty)} folders without {kind.word}s are no class: {', '.join(empty[:10])}."
        )
    if inside:
        notes.append(f"Files that are no {kind.word}s were left out: {_counted(inside)}.")
    return notes
