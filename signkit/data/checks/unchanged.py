"""Whether a data set's files are still those that its catalog was made of.

Names, sizes, times and the disk's numbers of files are compared, which opens none. A file whose
size differs has changed; one whose time or number alone differs is read again. Where the folder was
moved or copied, or these differ for most files, they say nothing: a sample is read then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from signkit.data.checks.inventory import MARKS, inventory

SAMPLE = 32  # files of a moved data set that are read
NAMED = 5  # files that a sentence names
SEQUENCES = {".npy", ".npz", ""}  # their rows count numbers, not bytes of a file
# The hashes of these paths below a root, as the catalog has them.
Hashes = Callable[[Path, Sequence[str]], list[str]]


@dataclass(frozen=True)
class Changes:
    """Files that hold something else than the catalog says, that are gone, and that are new."""

    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    times: bool = False  # only times or the place differ: the list may be brought up to date

    def __bool__(self) -> bool:
        """Whether the catalog is no longer true of the files that it lists."""
        return bool(self.changed or self.gone)

    def sentence(self) -> str:
        """How many files there are of each, and the first."""
        kinds = {"changed": self.changed, "gone": self.gone, "new": self.added}
        said = (f"{len(files)} {kind} ({_first(files)})" for kind, files in kinds.items() if files)
        return ", ".join(said)


@dataclass(frozen=True)
class Before:
    """What a catalog was made of: its rows, all files as they were, and the files of labels."""

    root: Path  # where it lay
    table: pd.DataFrame  # path, bytes, hash
    files: pd.DataFrame | None  # as inventory() gives them; None where nobody kept them
    labels: tuple[str, ...] = ()  # files that say what is on the photos

    def look(self, root: Path) -> pd.DataFrame:
        """The files as they are in a folder."""
        return inventory(root, (*self.table["path"], *self.labels))


def changes(before: Before, root: Path, hashes: Hashes, now: pd.DataFrame | None = None) -> Changes:
    """Compare a data set's folder, `now` or as it is, with what its catalog was made of.

    `hashes` reads content where that is needed.
    """
    now = before.look(root) if now is None else now
    there = {path: (size, marks) for path, size, marks in _marked(now)}
    then = before.files if before.files is not None else _of_rows(before.table)
    rows = _rows_of(before.table["path"], then["path"])
    labels, gone, changed, doubtful = set(before.labels), [], [], []
    for path, size, marks in _marked(then):
        if path not in rows and path not in labels:
            continue
        if path not in there:
            gone.append(path)
        elif there[path][0] != size:
            changed.append(path)
        elif marks and there[path][1] != marks:
            doubtful.append(path)
    many = len(doubtful) > max(SAMPLE, len(rows) / 2)
    copied = many or not _same_place(before.root, root)
    # A table's own time says that somebody saved it.
    changed += [path for path in doubtful if path in labels and not copied]
    read = sorted({row for path in doubtful if path in rows for row in rows[path]})
    if copied and len(read) > SAMPLE:
        read = [read[place] for place in np.linspace(0, len(read) - 1, SAMPLE).astype(int)]
    known = set(changed)
    found = _other_content(before.table.iloc[read], root, hashes)
    changed += [path for path in found if path not in known]
    added = _added(then, now, rows) if before.files is not None and not before.labels else ()
    return Changes(tuple(changed), tuple(gone), added, copied or bool(doubtful))


def _of_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The files of a catalog from before files were listed: their paths and bytes alone."""
    plain = ~table["path"].map(lambda path: _suffix(path) in SEQUENCES or ".npz#" in path.lower())
    return table.loc[plain.astype(bool), ["path", "bytes"]]


def _marked(files: pd.DataFrame):
    """(path, bytes, marks) of each file; no marks where nobody kept them."""
    marks = [files[mark] for mark in MARKS if mark in files]
    many = zip(*marks, strict=True) if marks else [()] * len(files)
    return zip(files["path"], files["bytes"], many, strict=True)


def _rows_of(paths: pd.Series, files: pd.Series) -> dict[str, list[int]]:
    """The rows that each file belongs to: its own, those of many in it, or its folder's."""
    rows: dict[str, list[int]] = {}
    for row, path in enumerate(paths):
        rows.setdefault(path, []).append(row)
        if ".npz#" in path.lower():
            rows.setdefault(path.rpartition("#")[0], []).append(row)
    found = ((file, rows.get(file) or rows.get(file.rpartition("/")[0])) for file in files)
    return {file: own for file, own in found if own}


def _other_content(table: pd.DataFrame, root: Path, hashes: Hashes) -> list[str]:
    if not len(table):
        return []
    found = hashes(root, table["path"])
    pairs = zip(table["path"], table["hash"], found, strict=True)
    return [path for path, before, now in pairs if before != now]


def _added(then: pd.DataFrame, now: pd.DataFrame, rows: dict) -> tuple[str, ...]:
    """New files of the kinds that the rows are of, in folders (a loose one has no class)."""
    kinds, before = {_suffix(path) for path in rows}, set(then["path"])
    new = (path for path in now["path"] if path not in before and "/" in path)
    return tuple(path for path in new if _suffix(path) in kinds)


def _same_place(one: Path, other: Path) -> bool:
    return one == other or one.resolve() == other.resolve()


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _first(files: Sequence[str]) -> str:
    rest = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return ", ".join(sorted(files)[:NAMED]) + rest
