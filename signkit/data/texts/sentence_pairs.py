"""Pairs of sentences, source and target: two files line by line, or one table."""

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from signkit.data.listing.arrangement import canonical_split
from signkit.data.listing.csv_file import need_columns, read_csv
from signkit.data.listing.text_file import read_text
from signkit.data.names import one_name
from signkit.errors import DataError

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True)
class SentencePairs:
    """Sentences and their translations, in the order of their files."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what was guessed on reading

    def __post_init__(self):
        if len(self.source) != len(self.target):
            raise DataError(
                f"{len(self.source)} sentences have {len(self.target)} translations.",
                "Give each sentence one.",
            )

    def __len__(self):
        return len(self.source)


def read_lines(source: Path, target: Path) -> SentencePairs:
    """Read two text files whose lines are translations of each other.

    A last line counts whether or not it ends in a line break. Raises DataError where a file isn't
    there or is no text, where the files' numbers of lines differ, and where a line is empty.
    """
    notes = []
    texts = [_lines(Path(file), notes) for file in (source, target)]
    if len(texts[0]) != len(texts[1]):
        raise DataError(
            f"{source} has {len(texts[0])} lines, {target} has {len(texts[1])}.",
            "Give each line of one file its translation on the same line of the other.",
        )
    for file, lines in zip((source, target), texts, strict=True):
        _refuse_empty(file, enumerate(lines, start=1), "line")
    return SentencePairs(*map(tuple, texts), tuple(notes))


def read_splits(folder: Path, name: str, source: str, target: str) -> dict[str, SentencePairs]:
    """Read `name`.train.`source`, `name`.train.`target`, and those of dev and test, by split.

    A split without files is left out. Raises DataError where there is none at all, where one of a
    pair is missing, and as `read_lines` does.
    """
    found = {}
    for split in SPLITS:
        files = [Path(folder) / f"{name}.{split}.{ending}" for ending in (source, target)]
        if any(file.exists() for file in files):
            found[split] = read_lines(*files)
    if not found:
        raise DataError(
            f"{folder} has no files {name}.train.{source} and {name}.train.{target}.",
            "Check the folder, the name and the endings.",
        )
    return found


def read_table(file: Path) -> dict[str, SentencePairs]:
    """Read a CSV of columns source and target, and maybe split, by split ("train" without one).

    Raises DataError where a column is missing, a cell is empty, or a split has another name than
    train, dev or test (or a usual spelling of these).
    """
    notes = []
    table = read_csv(Path(file), ("source", "target", "split"), notes)
    need_columns(file, table, ("source", "target"))
    table.index += 2  # as a spreadsheet numbers its rows
    for column in ("source", "target"):
        _refuse_empty(file, table[column].items(), "row")
        table[column] = table[column].map(lambda cell: one_name(" ".join(cell.split("\n"))))
    splits = table["split"] if "split" in table else pd.Series("train", table.index)
    for number, split in splits.items():
        if canonical_split(split) is None:
            raise DataError(
                f"{file}, row {number}: {split!r} is no split.", "Write train, dev or test."
            )
    return {
        split: SentencePairs(tuple(part["source"]), tuple(part["target"]), tuple(notes))
        for split, part in table.groupby(splits.map(_spelled), sort=False)
    }


def gloss_parts(gloss: str) -> str:
    """Return a gloss sentence with its compounds in parts: loc-NORD+WEST as loc NORD WEST.

    A network knows the parts of more of the compounds that it never saw, and with a vocabulary of
    both languages they are words of the other one.
    """
    return re.sub(r"[-+]", " ", gloss)


def _spelled(split: str) -> str:
    found = canonical_split(split)
    return "dev" if found == "validation" else found


def _lines(file: Path, notes: list[str]) -> list[str]:
    # Not splitlines(): it also breaks at characters that are part of a line.
    lines = read_text(file, notes).split("\n")
    lines = lines if lines[-1] else lines[:-1]
    return [one_name(line.strip()) for line in lines]


def _refuse_empty(file, lines, kind: str) -> None:
    empty = [number for number, line in lines if not line.strip()]
    if empty:
        where = ", ".join(map(str, empty[:3])) + (" ..." if len(empty) > 3 else "")
        raise DataError(
            f"{file} has {len(empty)} empty {kind}s: {where}.", f"Fill in or remove each {kind}."
        )
