"""Cells of a table that hold several labels, or look as if they did."""

import re
from collections import Counter
from collections.abc import Iterable

from signkit.errors import DataError

USUAL = ("|", ";")  # part the labels of a cell where no separator is set
# What else may part them, and what it is called; blanks last: they stand beside the others too.
_MARKS = {
    ",": "commas", "|": "|", ";": ";", "/": "slashes", "+": "+", "&": "&", " ": "blanks",
}  # fmt: skip


def split_cell(cell: str, marks: Iterable[str]) -> list[str]:
    """The labels of a cell, parted by any of these marks; without marks it is one label."""
    parts = re.split("|".join(map(re.escape, marks)), cell) if marks else [cell]
    return [part.strip() for part in parts if part.strip()]


def looks_several(labels: Iterable[str], least: int = 2) -> tuple[str, list[str]] | None:
    """The separator that labels seem to be joined by, and those that it joins; None where none is.

    Names are made of words, too ("good night"): a label counts as several where each of its parts
    occurs in another label as well, and `least` of them must. Numbers beside words part nothing.
    """
    labels = sorted(set(labels))
    for mark in _MARKS:
        parts = {label: set(split_cell(label, mark)) for label in labels}
        often = Counter(part for each in parts.values() for part in each)
        joined = [
            label
            for label, each in parts.items()
            if len(each) > 1
            and all(often[part] > 1 for part in each)
            and len({part.isdecimal() for part in each}) == 1
        ]
        if len(joined) >= least:
            return mark, joined
    return None


def note_if_several(labels: Iterable[str]) -> list[str]:
    """A note where the labels of a data set of one label each look like several."""
    found = looks_several(labels)
    if found is None:
        return []
    mark, joined = found
    return [
        f"{_told(mark, joined)} Each is learnt as one class. If they are several, train with "
        f"ATK_training (train-images), SEVERAL_LABELS and LABEL_SEPARATOR = {mark!r}."
    ]


def refuse_if_several(file, cells: Iterable[str]) -> None:
    """Raise DataError where no cell of labels is parted, but some look as if they should be."""
    cells = list(cells)
    found = looks_several(cells, least=1)
    if found is None or any(len(split_cell(cell, USUAL)) > 1 for cell in cells):
        return
    mark, joined = found
    raise DataError(
        f"{file}: {_told(mark, joined)}",
        f"Set LABEL_SEPARATOR = {mark!r} to part them, or '|' if each cell is one label.",
    )


def _told(mark: str, joined: list[str]) -> str:
    shown = " and ".join(map(repr, joined[:2]))
    verb = "labels look like several" if len(joined) > 1 else "label looks like several"
    return f"{len(joined)} {verb} with {_MARKS[mark]} between, such as {shown}."
