"""A CSV file as a table of text, however a spreadsheet wrote it."""

from pathlib import Path

import pandas as pd

from signkit.errors import DataError

KNOWN = ("path", "label", "labels", "group", "split")  # columns that may be written in capitals


def find_csv(root: Path, csv) -> Path:
    """The file itself, or the one of this name in `root`; DataError where neither is there."""
    for file in (Path(csv).expanduser(), root / csv):
        if file.is_file():
            return file
    raise DataError(f"There is no CSV file {csv}, nor {root / csv}.", "Check its name and place.")


def read_csv(file: Path) -> pd.DataFrame:
    """All cells as text without blanks around, "" where empty; separated by , or ; or tabs.

    Raises DataError for other encodings than UTF-8, and for what is no table.
    """
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
    if not isinstance(table.index, pd.RangeIndex):  # pandas takes the cells too many for an index
        raise DataError(
            f"The rows of {file} have more cells than its first line has names.",
            f"Put cells that hold {separator!r} into quotes, or separate labels by |.",
        )
    table.columns = [str(name).strip() for name in table.columns]
    known = {name.lower(): name for name in reversed(table.columns)}
    table = table.rename(columns={known[name]: name for name in KNOWN if name in known})
    return table.apply(lambda column: column.str.strip())
