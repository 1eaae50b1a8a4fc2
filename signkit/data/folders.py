"""Class folders to rows: the top folder is the class, whatever lies deeper belongs to it."""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from signkit.data.image import IMAGE_SUFFIXES
from signkit.data.names import one_name
from signkit.errors import DataError

SPLIT_SPELLINGS = {
    "train": "train", "training": "train",
    "val": "validation", "valid": "validation", "validation": "validation", "dev": "validation",
    "test": "test", "testing": "test",
}  # fmt: skip


@dataclass(frozen=True)
class FileKind:
    """Which files a data set is made of, and what its sentences call them."""

    word: str  # one of them, such as "photo"
    suffixes: frozenset[str]  # lower case; files may have them in any case
    alone: frozenset[str] = frozenset()  # of files which, directly in the root, are a class each

    def is_named(self, path: str) -> bool:
        """Whether a path ends like one of them and its file is not hidden."""
        name = path.rsplit("/", 1)[-1]
        return not name.startswith(".") and Path(name).suffix.lower() in self.suffixes

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


PHOTOS = FileKind("photo", frozenset(IMAGE_SUFFIXES))


def canonical_split(name: str) -> str | None:
    """'train', 'validation' or 'test' for any usual spelling of it, None for another word."""
    return SPLIT_SPELLINGS.get(str(name).strip().lower())


def rows_from_folders(root: Path, kind: FileKind = PHOTOS) -> tuple[pd.DataFrame, list[str]]:
    """Rows (path, label, group, split) of all photos below `root`, and notes on what was left out.

    `root/train/CLASS/...` with its sisters is understood too: the split is kept in the rows. Files
    of another `kind` than photos are listed alike.
    """
    found, loose, others = [], [], Counter()
    tops = [entry for entry in sorted(os.scandir(root), key=lambda e: e.name) if _counts(entry)]
    for top in tops:
        if not top.is_dir():
            if kind.is_named(top.name):
                (found if _suffix(top.name) in kind.alone else loose).append(top.name)
            continue
        for path in walk(top.path):
            if kind.is_named(path.name):
                found.append(path.relative_to(root).as_posix())
            elif not path.name.startswith("."):
                others[path.suffix.lower() or "no ending"] += 1
    if not found:
        raise _none_found(root, kind, loose, others)
    in_folders = [path for path in found if "/" in path]
    holding = {path.split("/")[0] for path in in_folders}
    depth = 1 if _are_splits(holding, in_folders) else 0
    rows = pd.DataFrame({"path": found})
    rows["label"] = [_label(path, depth) for path in found]
    rows["group"] = None
    rows["split"] = [canonical_split(p.split("/")[0]) if depth else None for p in found]
    empty = [top.name for top in tops if top.is_dir() and top.name not in holding]
    return rows, _notes(root, kind, empty, loose, others, holding if depth else ())


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()


def _label(path: str, depth: int) -> str:
    return path.split("/")[depth] if "/" in path else Path(path).stem


def _counts(entry) -> bool:
    return not entry.name.startswith(".") and entry.name != "__MACOSX"


def walk(folder) -> Iterator[Path]:
    """All files below a folder, in order, but for hidden folders."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "__MACOSX")
        yield from (Path(here, name) for name in sorted(names))


def _are_splits(tops: set[str], paths: list[str]) -> bool:
    splits = {canonical_split(name) for name in tops}
    return None not in splits and "train" in splits and all(p.count("/") >= 2 for p in paths)


def _none_found(root, kind, loose, others) -> DataError:
    if loose:
        return DataError(
            f"{root} holds {len(loose)} {kind.word}s, but no class folders.",
            f"Put the {kind.word}s of each class into a folder of its name, or give a CSV file "
            "with the columns path and label.",
        )
    found = f", only {_counted(others)}" if others else ""
    return DataError(
        f"{root} holds no {kind.word}s in folders{found}.",
        f"Put {', '.join(sorted(kind.suffixes))} files into one folder a class.",
    )


def _counted(others: Counter) -> str:
    return ", ".join(f"{n} {suffix}" for suffix, n in others.most_common(5))


def _notes(root, kind, empty, loose, others, splits) -> list[str]:
    notes = []
    if empty:
        notes.append(
            f"{len(empty)} folders without {kind.word}s are no class: {', '.join(empty[:10])}."
        )
    if loose:
        notes.append(
            f"{len(loose)} {kind.word}s directly in {root} have no class and were left out."
        )
    if others:
        notes.append(f"Files that are no {kind.word}s were left out: {_counted(others)}.")
    if splits:
        notes.append(
            f"The folders {', '.join(sorted(splits))} were read as splits: choose the split "
            "'given' to keep them."
        )
    return notes
