"""A CSV file to rows: which photos there are, and what is known of each."""

import os
from pathlib import Path

import pandas as pd

from signkit.data.answers.base import Told
from signkit.data.answers.table import CLASSES
from signkit.data.listing.arrangement import canonical_split
from signkit.data.listing.csv_file import column_named, find_csv, need_columns, read_csv
from signkit.data.listing.folders import PHOTOS, FileKind
from signkit.data.listing.rows import without
from signkit.errors import DataError

COLUMNS = ("path", "label", "labels", "group", "split")


def rows_from_csv(
    root: Path,
    csv,
    group_column=None,
    told: Told = CLASSES,
    kind: FileKind = PHOTOS,
    separator="",
) -> tuple[pd.DataFrame, list[str]]:
    """Rows (path, label, group, split) of a CSV, and notes on the rows that were left out.

    `path` is relative to `root`; `group` and `split` are optional columns. Where several labels are
    told the rows have `labels`, too: from the file's column `labels` (parted by `separator`,
    without one by | or ;), or from its column `label`, a row each; a photo without any stays.
    Raises DataError for a missing column, for a photo with two labels (or groups, or splits), where
    most photos named aren't there, and where labels look as if something else parted them.
    """
    file, notes = find_csv(root, csv), []
    table = read_csv(file, COLUMNS, notes).reset_index(drop=True)
    group_column = column_named(table, group_column) if group_column else None
    label = told.column_of(file, table)
    need_columns(file, table, ("path", label))
    if group_column:
        need_columns(file, table, (group_column,), "Name one of them as group_column.")
    rows = pd.DataFrame({"path": [_relative(root, file, kind, p) for p in table["path"]]})
    rows["label"] = table[label]
    group = table.get(group_column or "group")
    rows["group"] = None if group is None else group.replace("", pd.NA)
    split = table.get("split")
    # A name that is no split stays as it is: only the strategy 'given' has to judge it.
    rows["split"] = (
        None if split is None else [canonical_split(s) or s.strip() or None for s in split]
    )
    rows = _existing(root, file, kind, rows, notes)
    rows, more = told.merged(file, kind, rows, label, separator)
    notes += more
    if rows.empty:
        raise DataError(f"{file} holds no row to use. {' '.join(notes)}", "Fill in its rows.")
    return rows.reset_index(drop=True), notes


def _relative(root: Path, file: Path, kind: FileKind, path: str) -> str:
    path = path.replace("\\", "/")
    if not path:
        return ""
    if os.path.isabs(path):
        path = os.path.relpath(path, root.absolute())
    path = os.path.normpath(path).replace("\\", "/")
    if path.startswith(".."):
        raise DataError(
            f"{file} names {path}, outside of {root}.", f"Choose a root above all the {kind.word}s."
        )
    return path


def _existing(root, file, kind, rows, notes) -> pd.DataFrame:
    """The rows whose photos are there, by their paths on the disk; notes count the others."""
    total = len(rows)
    rows = without(rows, rows["path"] == "", file, "without a path", notes)
    named = rows["path"].map(kind.is_named).astype(bool)
    rows = without(rows, ~named, file, f"no kind of {kind.word} that is read", notes)
    places = rows["path"].map(lambda path: kind.on_disk(root, path))
    rows = without(rows, places.isna(), file, "file not there", notes)
    rows = rows.assign(path=places[rows.index])
    if len(rows) < total / 2:
        lost, endings = total - len(rows), ", ".join(sorted(kind.suffixes))
        raise DataError(
            f"Of {total} rows in {file}, {lost} name no {kind.word}. {' '.join(notes)}",
            f"Paths are read relative to {root}; {kind.word}s are {endings}.",
        )
    return rows
