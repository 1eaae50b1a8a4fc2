"""Pictures of a model that gives several labels: F1 by label, and each label's four counts."""

from textwrap import fill

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from signkit.report.plots.palette import (
    BAD,
    FONT,
    GOOD,
    GRID,
    INK,
    MUTED,
    PAPER,
    dress,
    new_figure,
    plain,
)
from signkit.report.plots.ticks import percent_ticks
from signkit.report.texts import texts

WIDTH, ROW = 5.2, 0.32  # inches of a picture, still read on a phone, and of a label
COUNTS = ("found", "missed", "extra", "none")  # right, wrong, wrong, right
_RIGHT = ("found", "none")


def plot_label_f1(rows, language="en"):
    """Draw F1 of each label with its own threshold (dot) and with .5 (ring), worst first.

    `rows` are those of `label_sections.labels`; each label's threshold stands at the right.
    """
    rows, words = list(rows), texts(language)
    figure = new_figure(WIDTH, ROW * len(rows) + 1.25)
    axes = figure.add_subplot()
    dress(axes, grid="x")
    for place, row in enumerate(rows):
        if row["half"] is not None:
            axes.plot([row["half"], row["f1"]], [place, place], color=GRID, lw=2.5, zorder=1)
            axes.plot(row["half"], place, "o", mfc="none", mec=BAD, ms=6.5, mew=1.4, clip_on=False)
        axes.plot(row["f1"], place, "o", color=GOOD, ms=6.5, mew=0, clip_on=False, zorder=3)
        if row["threshold"] is not None:
            _at_right(axes, place, words.number(row["threshold"], 2))
    if any(row["threshold"] is not None for row in rows):
        _at_right(axes, -1, words["threshold"])
    axes.set_yticks(range(len(rows)), [plain(row["label"]) for row in rows], color=INK)
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -0.7))
    percent_ticks(axes.xaxis, words)
    axes.set_xlabel(words["label_f1_axis"], color=MUTED, fontsize=FONT - 1)
    if any(row["half"] is not None for row in rows):
        _legend(figure, words)
    return figure


def plot_label_counts(rows, language="en"):
    """Draw each label's confusion of two by two in one row, shaded by its share of the row.

    Found and missed are of the photos with the label, wrongly given and rightly left out of those
    without; right is blue, wrong orange.
    """
    rows, words = list(rows), texts(language)
    figure = new_figure(WIDTH, ROW * len(rows) + 0.9)
    axes = figure.add_subplot()
    for place, row in enumerate(rows):
        for column, name in enumerate(COUNTS):
            _cell(axes, place, column, name, row, words)
    dress(axes, grid="")
    lines = {"color": GRID, "lw": 0.6, "zorder": 0}
    axes.hlines(np.arange(len(rows) + 1) - 0.5, -0.5, 3.5, **lines)
    axes.vlines(np.arange(5) - 0.5, -0.5, len(rows) - 0.5, **lines)
    axes.vlines(1.5, -0.5, len(rows) - 0.5, color=MUTED, lw=1.2)
    axes.set_xticks(range(4), [fill(words[f"label_{name}"], 13) for name in COUNTS], color=INK)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(rows)), [plain(row["label"]) for row in rows], color=INK)
    axes.set(xlim=(-0.5, 3.5), ylim=(len(rows) - 0.5, -0.5))
    for side in axes.spines.values():
        side.set_visible(False)
    return figure


def _cell(axes, place, column, name, row, words):
    count = row[name]
    of = row["found"] + row["missed"] if column < 2 else row["extra"] + row["none"]
    share = count / of if of else 0
    if count:
        shade = to_rgba(GOOD if name in _RIGHT else BAD, 0.2 + 0.8 * share)
        axes.add_patch(Rectangle((column - 0.5, place - 0.5), 1, 1, facecolor=shade, linewidth=0))
    colour = MUTED if not count else PAPER if share > 0.55 else INK
    style = {"ha": "center", "va": "center", "fontsize": FONT - 0.5, "color": colour}
    axes.text(column, place, words.counted(count), **style)


def _at_right(axes, place, text):
    axes.annotate(
        text,
        (1, place),
        xycoords=("axes fraction", "data"),
        xytext=(12, 0),
        textcoords="offset points",
        va="center",
        color=MUTED,
        fontsize=FONT - 1.5,
        annotation_clip=False,
    )


def _legend(figure, words):
    half = words["label_at_half"].format(half=words.number(0.5))
    marks = [
        Line2D([], [], marker="o", color=GOOD, lw=0, ms=6.5, label=words["label_at_own"]),
        Line2D([], [], marker="o", mfc="none", mec=BAD, lw=0, ms=6.5, mew=1.4, label=half),
    ]
    style = {"frameon": False, "fontsize": FONT - 1.5, "labelcolor": MUTED}
    figure.legend(handles=marks, loc="outside lower left", ncols=2, **style)
