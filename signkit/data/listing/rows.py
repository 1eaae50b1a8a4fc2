"""Rows of a table file: those left out, and those that contradict each other."""

import pandas as pd

from signkit.errors import DataError


def without(rows: pd.DataFrame, bad: pd.Series, file, words: str, notes: list) -> pd.DataFrame:
    """The rows that aren't bad; a note counts the others."""
    if bad.any():
        examples = ", ".join(path or "(blank)" for path in rows["path"][bad].head(3))
        notes.append(f"{file.name}: {bad.sum()} rows left out, {words}: {examples}.")
    return rows[~bad]


def refuse_twice(file, kind, rows: pd.DataFrame, fact: str, mend: str) -> None:
    """Raise DataError where a sample has more than one of a fact."""
    twice = rows[rows.duplicated("path", keep=False)]
    if len(twice):
        path = twice["path"].iloc[0]
        said = ", ".join(map(repr, twice[twice["path"] == path][fact]))
        raise DataError(
            f"{file} gives {twice['path'].nunique()} {kind.word}s more than one {fact}: {path} "
            f"is {said}.",
            mend,
        )
