"""A CSV file to rows: which photos there are, and what is known of each."""

import os
from pathlib import Path

import pandas as pd

from signkit.data.labels import WITHOUT, with_labels
from signkit.data.listing.arrangement import canonical_split
from signkit.data.listing.csv_file import column_named, find_csv, need_columns, read_csv
from signkit.data.listing.folders import PHOTOS, FileKind
from signkit.data.listing.label_cells import USUAL, refuse_if_several, split_cell
from signkit.errors import DataError

COLUMNS = ("path", "label", "labels", "group", "split")


def rows_from_csv(
    root: Path, csv, group_column=None, several=False, kind: FileKind = PHOTOS, separator=""
) -> tuple[pd.DataFrame, list[str]]:
    """Rows (path, label, group, split) of a CSV, and notes on the rows that were left out.

    `path` is relative to `root`; `group` and `split` are optional columns. With `several` the rows
    have `labels`, too: from the file's column `labels` (parted by `separator`, without one by |
    or ;), or from its column `label`, a row each; a photo without any stays. Raises DataError for a
    missing column, for a photo with two labels (or groups, or splits), where most photos named
    aren't there, and where labels look as if something else parted them.
    """
    file, notes = find_csv(root, csv), []
    table = read_csv(file, COLUMNS, notes).reset_index(drop=True)
    group_column = column_named(table, group_column) if group_column else None
    label = "labels" if several and "labels" in table else "label"
    _check_columns(file, table, label, group_column)
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
    if several:
        rows = _merged(file, kind, rows, label, separator, notes)
    else:
        rows = _of_one_label(file, kind, rows, notes)
    if rows.empty:
        raise DataError(f"{file} holds no row to use. {' '.join(notes)}", "Fill in its rows.")
    return rows.reset_index(drop=True), notes


def _check_columns(file, table, label, group_column) -> None:
    if label == "label" and "label" not in table and "labels" in table:
        raise DataError(
            f"{file} has a column 'labels', but none 'label'.",
            "Set SEVERAL_LABELS to learn several labels a photo, or rename the column.",
        )
    need_columns(file, table, ("path", label))
    if group_column:
        need_columns(file, table, (group_column,), "Name one of them as group_column.")


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
    rows = _without(rows, rows["path"] == "", file, "without a path", notes)
    named = rows["path"].map(kind.is_named).astype(bool)
    rows = _without(rows, ~named, file, f"no kind of {kind.word} that is read", notes)
    places = rows["path"].map(lambda path: kind.on_disk(root, path))
    rows = _without(rows, places.isna(), file, "file not there", notes)
    rows = rows.assign(path=places[rows.index])
    if len(rows) < total / 2:
        lost, endings = total - len(rows), ", ".join(sorted(kind.suffixes))
        raise DataError(
            f"Of {total} rows in {file}, {lost} name no {kind.word}. {' '.join(notes)}",
            f"Paths are read relative to {root}; {kind.word}s are {endings}.",
        )
    return rows


def _without(rows, bad, file, words, notes) -> pd.DataFrame:
    """The rows that aren't bad; a note counts the others."""
    if bad.any():
        examples = ", ".join(path or "(blank)" for path in rows["path"][bad].head(3))
        notes.append(f"{file.name}: {bad.sum()} rows left out, {words}: {examples}.")
    return rows[~bad]


def _of_one_label(file, kind, rows, notes) -> pd.DataFrame:
    rows = _without(rows, rows["label"] == "", file, "without a label", notes)
    rows = _without(rows, rows.duplicated(["path", "label"]), file, "named twice", notes)
    mend = ", or set SEVERAL_LABELS" if kind is PHOTOS else ""  # only photos may have several
    _refuse_twice(file, kind, rows, "label", f"Keep one row a {kind.word}{mend}.")
    return rows


def _merged(file, kind, rows, column, separator, notes) -> pd.DataFrame:
    """One row a photo, with all labels of its rows."""
    for fact in ("group", "split"):
        known = rows[rows[fact].notna()].drop_duplicates(["path", fact])
        _refuse_twice(file, kind, known, fact, f"Give each {kind.word} one {fact}.")
    if not separator:
        refuse_if_several(file, rows["label"])
        marks = USUAL if column == "labels" else ()
    else:
        marks = (separator.strip() or " ",)
    labels = rows["label"].map(lambda cell: split_cell(cell, marks))
    if labels.map(lambda names: WITHOUT in names).any():
        notes.append(
            f"{file.name}: {WITHOUT!r} is a label like any other here; photos without any have an "
            "empty cell."
        )
    photos = rows.groupby("path", sort=False)
    return with_labels(
        photos[["group", "split"]].first().reset_index(),
        labels.groupby(rows["path"], sort=False).sum(),
    )


def _refuse_twice(file, kind, rows, fact, mend) -> None:
    twice = rows[rows.duplicated("path", keep=False)]
    if len(twice):
        path = twice["path"].iloc[0]
        said = ", ".join(map(repr, twice[twice["path"] == path][fact]))
        raise DataError(
            f"{file} gives {twice['path'].nunique()} {kind.word}s more than one {fact}: {path} "
            f"is {said}.",
            mend,
        )
