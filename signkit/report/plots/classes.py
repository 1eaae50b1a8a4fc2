"""Pictures of a trained model's figures, each a matplotlib Figure of its own."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgba
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

SMALL = 8.0  # inches; a larger matrix is printed reduced, so its axes are named in larger letters
MANY = 40  # classes
DIGIT = 0.64  # width of a digit, of its height


def plot_confusion(confusion, classes, language="en"):
    """Draw a confusion matrix (C, C) of counts: row = true class, shaded by share of its row.

    Right predictions are blue and wrong ones orange, so that a few mistakes show among many
    classes. Counts are written in up to 60 classes. Letters are as large as the cells allow: a
    matrix of 36 classes is still read when printed 16 cm wide.
    """
    counts, number = np.asarray(confusion), len(classes)
    side = np.clip(0.27 * number, 3, 22)
    cell = side / number  # inches
    figure = new_figure(side + 1.4, side + 1.2)
    axes = figure.add_subplot()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    _draw_cells(axes, counts, shares)
    if number <= 60:
        _write_counts(axes, counts, shares, size=_count_size(cell, counts.max()))
    _name_classes(axes, classes, size=_name_size(cell, number))
    style = {"color": MUTED, "fontsize": FONT * float(np.clip(side / SMALL, 1, 1.7))}
    axes.set_xlabel(texts(language)["predicted_class"], **style)
    axes.set_ylabel(texts(language)["true_class"], **style)
    return figure


def plot_per_class(metrics, language="en"):
    """Draw the recall of each class that has photos, worst first, as bars."""
    rows = sorted(_present(metrics), key=lambda row: row["recall"])
    words = texts(language)
    named = [row["label"] for row in rows]
    return _bars(named, [row["recall"] for row in rows], words["recall_axis"], words)


def plot_hands_found(metrics, language="en"):
    """Draw the share of photos with a hand in each class, fewest first, as bars."""
    rows = [row for row in _present(metrics) if row["hands_found"] is not None]
    rows.sort(key=lambda row: row["hands_found"])
    words = texts(language)
    named = [row["label"] for row in rows]
    return _bars(named, [row["hands_found"] for row in rows], words["hands_axis"], words)


def plot_predictions(photos, columns=8, language="en", longest=12):
    """Draw a wall of photos, each (image, true, predicted, probability), wrong ones in orange.

    Names are cut to `longest` letters.
    """
    photos, words = list(photos), texts(language)
    columns = max(1, min(columns, len(photos)))
    rows = max(1, -(-len(photos) // columns))
    figure = new_figure(1.5 * columns, 1.95 * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for panel in panels:
        panel.set_axis_off()
    for panel, (image, true, predicted, probability) in zip(panels, photos, strict=False):
        panel.imshow(image)
        right = true == predicted
        said = words["wall_right" if right else "wall_wrong"].format(
            true=plain(true, longest),
            predicted=plain(predicted, longest),
            probability=words.percent(probability, 0),
        )
        panel.set_title(said, fontsize=8.5, color=GOOD if right else BAD)
    return figure


def _count_size(cell, largest):
    """Points of the counts, so that the longest one fits into a cell of so many inches."""
    digits = len(str(int(largest)))
    return float(np.clip(72 * cell * min(0.58, 0.85 / (DIGIT * digits)), 5.5, 13))


def _name_size(cell, number):
    """Points of the class names: many are printed small, so they fill more of their rows."""
    return 72 * cell * 0.8 if number > MANY else float(np.clip(72 * cell * 0.62, FONT, 13))


def _draw_cells(axes, counts, shares):
    number = len(counts)
    for colour, wanted in ((GOOD, np.eye(number, dtype=bool)), (BAD, ~np.eye(number, dtype=bool))):
        cells = np.argwhere((counts > 0) & wanted)
        # A single mistake among many photos must still be seen: the shade starts at .25.
        shades = [to_rgba(colour, 0.25 + 0.75 * shares[row, column]) for row, column in cells]
        squares = [Rectangle((column - 0.5, row - 0.5), 1, 1) for row, column in cells]
        axes.add_collection(PatchCollection(squares, facecolors=shades, linewidths=0))
    dress(axes, grid="")
    lines = np.arange(number + 1) - 0.5
    axes.hlines(lines, -0.5, number - 0.5, color=GRID, lw=0.6, zorder=0)
    axes.vlines(lines, -0.5, number - 0.5, color=GRID, lw=0.6, zorder=0)
    axes.set(xlim=(-0.5, number - 0.5), ylim=(number - 0.5, -0.5), aspect="equal")
    for side in axes.spines.values():
        side.set_visible(False)


def _write_counts(axes, counts, shares, size):
    for row, column in np.argwhere(counts > 0):
        dark = shares[row, column] > 0.55
        axes.text(
            column,
            row,
            f"{counts[row, column]}",
            ha="center",
            va="center",
            fontsize=size,
            color=PAPER if dark else INK,
        )


def _name_classes(axes, classes, size):
    names = [plain(name, 18) for name in classes]
    turned = 90 if max(map(len, names)) > 2 else 0
    axes.set_xticks(range(len(names)), names, rotation=turned, fontsize=size, color=INK)
    axes.set_yticks(range(len(names)), names, fontsize=size, color=INK)


def _bars(names, shares, label, words):
    figure = new_figure(6.4, max(1.6, 0.25 * len(names) + 0.9))
    axes = figure.add_subplot()
    dress(axes, grid="x")
    places = np.arange(len(names))
    axes.barh(places, shares, color=GOOD, height=0.68)
    for place, share in zip(places, shares, strict=True):
        axes.text(
            share + 0.01,
            place,
            words.percent(share, 0),
            va="center",
            color=MUTED,
            fontsize=FONT - 2,
        )
    axes.set_yticks(places, [plain(name) for name in names], color=INK)
    axes.set(xlim=(0, 1.08), ylim=(len(names) - 0.4, -0.6))
    axes.set_xticks(np.linspace(0, 1, 6))
    percent_ticks(axes.xaxis, words)
    axes.set_xlabel(label, color=MUTED, fontsize=FONT - 1)
    return figure


def _present(metrics):
    return [row for row in metrics["per_class"] if row["support"]]
