"""The gap in one picture: folds of a random split above folds of people never seen."""

import math
from textwrap import fill

from matplotlib.ticker import MaxNLocator

from signkit.report.plots.palette import BAD, FONT, GOOD, INK, MUTED, dress, new_figure
from signkit.report.plots.ticks import percent_ticks
from signkit.report.texts import texts

WIDTH, LINE = 5.0, 48  # inches, letters: still read on a phone
_STEP = 0.05  # the axis begins and ends at a multiple of it
_ROOM = 0.01  # between the outermost mark and the axis' end


def plot_gap(gap, language="en"):
    """Draw the accuracies of both ways to split: folds as small dots, mean, and 95 % interval.

    `gap` is a Gap or its `facts()`; one without groups and copies has the random split alone.
    """
    gap = gap.facts() if hasattr(gap, "facts") else gap
    words = texts(language, groups=gap.get("groups_are", ""))
    rows = [(words["gap_row_random"], gap["random"], BAD)]
    if gap["grouped"]:
        rows.append((words[f"gap_row_{gap['by']}"], gap["grouped"], GOOD))
    figure = new_figure(WIDTH, 2.0 if len(rows) == 2 else 1.6)
    axes = figure.add_subplot()
    dress(axes, grid="x")
    for place, (_, folds, colour) in enumerate(rows):
        _draw_row(axes, place, folds, colour, words)
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows], color=INK, fontsize=FONT)
    axes.set(ylim=(len(rows) - 0.45, -0.55), xlim=_limits([folds for _, folds, _ in rows]))
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    percent_ticks(axes.xaxis, words)
    axes.set_xlabel(fill(words["gap_axis"], LINE), color=MUTED, fontsize=FONT - 1.5)
    return figure


def _draw_row(axes, place, folds, colour, words):
    axes.plot(folds["interval"], [place, place], color=colour, lw=2.2, solid_capstyle="butt")
    dots = [place + 0.26] * len(folds["folds"])
    axes.plot(folds["folds"], dots, "o", color=colour, alpha=0.45, ms=4, mew=0, clip_on=False)
    axes.plot([folds["mean"]], [place], "o", color=colour, ms=9, mew=0, clip_on=False)
    axes.annotate(
        words.percent(folds["mean"]),
        (1, place),
        xycoords=("axes fraction", "data"),
        xytext=(10, 0),
        textcoords="offset points",
        va="center",
        color=colour,
        fontsize=FONT + 1,
        fontweight="bold",
    )


def _limits(rows):
    """(low, high) of the axis: round, at least 10 points apart, all marks inside."""
    marks = [mark for row in rows for mark in (*row["interval"], *row["folds"])]
    high = min(1.0, _STEP * math.ceil((max(marks) + _ROOM) / _STEP))
    low = max(0.0, _STEP * math.floor((min(marks) - _ROOM) / _STEP))
    low = max(0.0, min(low, high - 2 * _STEP))
    return low, max(high, low + 2 * _STEP)
