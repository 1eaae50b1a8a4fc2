"""A table of text from a CSV file, however a spreadsheet wrote it."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from signkit.data.listing.text_file import read_text
from signkit.data.names import listed, one_name
from signkit.errors import DataError

_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)", re.I)  # a first line that Excel understands
_VALUE = re.compile(  # a number, or a file: no name of a column
    r"[-+]?[\d.,]+(e[-+]?\d+)?|.*\.(jpe?g|jfif|png|bmp|gif|webp|tiff?|mp4|mov|avi|webm|np[yz])",
    re.I,
)


def find_csv(root: Path, csv) -> Path:
    """The file itself, or the one of this name in `root`; DataError where neither is there."""
    places = dict.fromkeys((Path(csv).expanduser(), root / csv))
    for file in places:
        if file.is_file():
            return file
    raise DataError(
        f"There is no CSV file {', nor '.join(map(str, places))}.", "Check its name and place."
    )


def read_csv(file: Path, known: Iterable[str] = (), notes: list[str] | None = None) -> pd.DataFrame:
    """All cells as text without blanks around, "" where empty; separated by , or ; or tabs.

    Columns in `known` may be written in capitals. Rows without any cell are left out, and the index
    numbers the others as they stand in the file, from 0. What had to be guessed is added to
    `notes`. Raises DataError for what is no text or no table.
    """
    rows, separator = _rows(file, read_text(Path(file), [] if notes is None else notes))
    if not rows:
        raise DataError(f"{file} is empty.", "Fill it, or save it anew as CSV.")
    names = _names(rows[0], known)
    long = [n for n, row in enumerate(rows, start=1) if any(row[len(names) :])]
    if long:
        raise DataError(
            f"Row {long[0]} of {file} has more cells than its first line has names.",
            f"Put cells that hold {separator!r} into quotes, or separate labels by |.",
        )
    cells = [(row + [""] * len(names))[: len(names)] for row in rows[1:]]
    table = pd.DataFrame(cells, columns=names, dtype=object)
    return table[(table != "").any(axis=1)]


def need_columns(file: Path, table: pd.DataFrame, names: Iterable[str], mend="") -> None:
    """Raise DataError for the first of these columns that a table lacks."""
    for name in names:
        if name in table:
            continue
        there = [name if len(name) <= 40 else f"{name[:39]}…" for name in table.columns]
        if sum(bool(_VALUE.fullmatch(column)) for column in table) >= len(there) / 2:
            raise DataError(
                f"The first row of {file} holds values, such as {listed(there, 2)}, no names.",
                f"Write the columns' names into a row of their own above it: {name}, ...",
            )
        raise DataError(
            f"{file} has no column {name!r}; it has: {listed(there)}.",
            mend or "Rename or add the column.",
        )


def column_named(table: pd.DataFrame, name: str) -> str:
    """The column of this name, if need be of other capitals; the name itself where none is."""
    alike = [column for column in table if column.casefold() == one_name(name).casefold()]
    return name if name in table or not alike else alike[0]


def _rows(file: Path, text: str) -> tuple[list[list[str]], str]:
    told = _SEPARATOR_LINE.match(text)
    text = text.partition("\n")[2] if told else text
    # Spreadsheets write ; where , is the decimal.
    separator = told[1] if told else max(",;\t", key=text.partition("\n")[0].count)
    try:
        rows = _cells(text, separator, strict=True)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise DataError(
                f"{file} opens a quote that it doesn't close.", 'Look for a lone ".'
            ) from None
        rows = _cells(text, separator, strict=False)
    return rows, separator


def _cells(text: str, separator: str, strict: bool) -> list[list[str]]:
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=strict
    )
    return [[cell.strip() for cell in row] for row in lines]


def _names(header: list[str], known) -> list[str]:
    """The columns' names, each once; what is known in its own spelling."""
    while header and not header[-1]:
        header = header[:-1]
    names = [one_name(name).strip() for name in header]
    for name in known:
        alike = [place for place, given in enumerate(names) if given.lower() == name]
        if alike and name not in names:
            names[alike[0]] = name
    return [
        name if name and name not in names[:place] else f"{name or 'column'} {place + 1}"
        for place, name in enumerate(names)
    ]
