"""What a model is asked about, one by one: files, folders of them, arrays, lists of all these."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from signkit.data.listing.walk import files_below
from signkit.errors import DataError


@dataclass(frozen=True)
class Item:
    """One thing to answer: `content` is its path, its array, or its text."""

    source: str
    content: Any

    @property
    def path(self) -> Path | None:
        """Its file; None of an array."""
        return self.content if isinstance(self.content, Path) else None


def items_of(
    given,
    files: Callable[[Path], list[Path]],
    one_array: Callable[[np.ndarray], bool],
) -> tuple[bool, list[Item]]:
    """Return whether one thing is asked about alone, and the items.

    `files` says which files of a folder count, the folder itself among them where it is one thing;
    `one_array` tells an array of one thing from an array of many. Raises DataError where there is
    nothing.
    """
    if isinstance(given, str | Path):
        return _of_path(Path(given).expanduser(), files)
    if isinstance(given, np.ndarray):
        if one_array(given):
            return True, [Item("the array", given)]
        given = list(given)
    found = [item for number, each in enumerate(given) for item in _each(each, number, files)]
    if not found:
        raise DataError("There is nothing to predict.", "Give a file, a folder or an array.")
    return False, found


def _each(given, number: int, files) -> list[Item]:
    if isinstance(given, str | Path):
        return _of_path(Path(given).expanduser(), files)[1]
    return [Item(f"array {number}", np.asarray(given))]


def _of_path(path: Path, files) -> tuple[bool, list[Item]]:
    if path.is_file() or (path.is_dir() and files(path) == [path]):
        return True, [Item(str(path), path)]
    if not path.is_dir():
        # One of many sequences in a file, such as many.npz#3, is a path as well.
        if Path(str(path).rpartition("#")[0]).is_file():
            return True, [Item(str(path), path)]
        raise DataError(f"There is no {path}.", "Give the path of a file or of a folder.")
    found = files(path)
    if not found:
        raise DataError(
            f"{path} holds nothing that this model looks at.", "Give a folder that does."
        )
    return False, [Item(str(each), each) for each in found]


def named_files(folder: Path, is_named: Callable[[str], bool]) -> list[Path]:
    """The files below a folder whose names fit, sorted."""
    return [folder / name for name in sorted(files_below(folder).paths) if is_named(name)]
