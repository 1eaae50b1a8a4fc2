"""What the page and the table that compare runs need of each answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup


@dataclass(frozen=True)
class Column:
    """A figure of several runs in the page's table."""

    title: str
    cells: dict  # run -> text
    note: str = ""  # what the figure is, under the table
    number: bool = True  # set like numbers


class Compared(Protocol):
    """How runs of one answer stand side by side."""

    learnt: str  # the column of `history.jsonl` that learning curves show
    mark: str  # what tells a data set of this answer from another of its name; "" of the usual one

    def title(self, words) -> str:
        """The head over the figure that counts."""

    def figures(self, run) -> dict:
        """The run's other figures by column, plain values; None where it doesn't hold one."""

    def columns(self, runs, words) -> list[Column]:
        """The page's columns of those figures, for runs of one test."""


def column(title: str, runs, write: Callable) -> Column:
    """A column of what `write` makes of each run's figures."""
    return Column(title, {run: write(run.figures()) for run in runs})


def worst_column(name: str, runs, words) -> Column:
    """The lowest `name` (a share, 0-1) of all classes, such as recall, and which class has it."""

    def write(figures):
        worst = figures.get("worst_class") or {}
        share = words.percent(worst.get(name))
        if worst.get("label") is None:
            return share
        return Markup('{} <span class="muted">({})</span>').format(share, worst["label"])

    cells = column("", runs, write).cells
    return Column(words["worst_class"], cells, number=False)


def ece_column(runs, words) -> Column:
    """How far probabilities are from what is right, on average."""

    def write(figures):
        ece = ece_of(figures)
        return words["nothing"] if ece is None else words.number(ece, 3)

    return column("ECE", runs, write)


def ece_of(figures) -> float | None:
    """The expected calibration error of a split's figures (0-1)."""
    return (figures.get("calibration") or {}).get("ece")
