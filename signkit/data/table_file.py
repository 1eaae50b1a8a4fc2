"""A CSV file to rows: which photos there are, and what is known of each."""

import os
from pathlib import Path

import pandas as pd

from signkit.data.folders import canonical_split
from signkit.data.image import IMAGE_SUFFIXES, is_image_name
from signkit.errors import DataError


def rows_from_csv(root: Path, csv, group_column=None) -> tuple[pd.DataFrame, list[str]]:
    """Rows (path, label, group, split) of a CSV, and notes on the rows that were left out.

    `path` is relative to `root`; `group` and `split` are optional columns. Raises DataError for a
    missing column, for a photo with two labels, and where most photos named aren't there.
    """
    file = _find(root, csv)
    table = _read(file)
    for column in ("path", "label", *([group_column] if group_column else [])):
        if column not in table:
            raise DataError(
                f"{file} has no column {column!r}; it has: {', '.join(table.columns)}.",
                "Rename or add the column."
                if column != group_column
                else "Name one of them as group_column.",
            )
    rows = pd.DataFrame({"path": [_relative(root, file, path) for path in table["path"]]})
    rows["label"] = table["label"]
    group = table.get(group_column or "group")
    rows["group"] = None if group is None else group.replace("", pd.NA)
    split = table.get("split")
    # A name that is no split stays as it is: only the strategy 'given' has to judge it.
    rows["split"] = (
        None if split is None else [canonical_split(s) or s.strip() or None for s in split]
    )
    return _usable(root, file, rows)


def _find(root, csv) -> Path:
    for file in (Path(csv).expanduser(), root / csv):
        if file.is_file():
            return file
    raise DataError(f"There is no CSV file {csv}, nor {root / csv}.", "Check its name and place.")


def _read(file: Path) -> pd.DataFrame:
    try:
        with open(file, encoding="utf-8-sig") as lines:
            header = lines.readline()
        separator = max(",;\t", key=header.count)  # spreadsheets write ; where , is the decimal
        # Everything is text, and nothing but an empty cell is missing: "NA" may be a class.
        table = pd.read_csv(
            file, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig"
        )
    except UnicodeDecodeError as error:
        raise DataError(f"{file} is not UTF-8 text.", "Save it as 'CSV UTF-8'.") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(f"{file} is no CSV table: {error}.", "Save it anew as CSV.") from error
    table.columns = [str(name).strip() for name in table.columns]
    known = {name.lower(): name for name in reversed(table.columns)}
    wanted = {known[name]: name for name in ("path", "label", "group", "split") if name in known}
    table = table.rename(columns=wanted)
    return table.apply(lambda column: column.str.strip())


def _relative(root: Path, file: Path, path: str) -> str:
    path = path.replace("\\", "/")
    if not path:
        return ""
    if os.path.isabs(path):
        path = os.path.relpath(path, root.absolute())
    path = os.path.normpath(path).replace("\\", "/")
    if path.startswith(".."):
        raise DataError(
            f"{file} names {path}, outside of {root}.", "Choose a root above all the photos."
        )
    return path


def _usable(root, file, rows) -> tuple[pd.DataFrame, list[str]]:
    notes, total = [], len(rows)

    def drop(condition, words):
        nonlocal rows
        bad = rows[condition(rows)] if len(rows) else rows
        if len(bad):
            examples = ", ".join(path or "(blank)" for path in bad["path"].head(3))
            notes.append(f"{file.name}: {len(bad)} rows left out, {words}: {examples}.")
            rows = rows.drop(bad.index)

    drop(lambda r: r["path"] == "", "without a path")
    drop(lambda r: ~r["path"].map(_has_image_name), "no kind of photo that is read")
    drop(lambda r: ~r["path"].map(lambda path: (root / path).is_file()), "file not there")
    if len(rows) < total / 2:
        raise DataError(
            f"Of {total} rows in {file}, {total - len(rows)} name no photo. {' '.join(notes)}",
            f"Paths are read relative to {root}; photos are {', '.join(sorted(IMAGE_SUFFIXES))}.",
        )
    drop(lambda r: r["label"] == "", "without a label")
    drop(lambda r: r.duplicated(["path", "label"]), "named twice")
    twice = rows[rows.duplicated("path", keep=False)]
    if len(twice):
        path = twice["path"].iloc[0]
        labels = ", ".join(map(repr, twice[twice["path"] == path]["label"]))
        raise DataError(
            f"{file} gives {twice['path'].nunique()} photos more than one label: {path} is "
            f"{labels}.",
            "Keep one row a photo.",
        )
    if rows.empty:
        raise DataError(f"{file} holds no row to use. {' '.join(notes)}", "Fill in its rows.")
    return rows.reset_index(drop=True), notes


def _has_image_name(path: str) -> bool:
    return is_image_name(path.rsplit("/", 1)[-1])
