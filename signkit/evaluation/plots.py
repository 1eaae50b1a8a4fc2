"""Pictures of a training and its figures, each a matplotlib Figure of its own."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator, PercentFormatter

from signkit.evaluation.curves import best_row, measures, stage_starts
from signkit.evaluation.palette import (
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
from signkit.evaluation.texts import percent, texts

SHARES = ("accuracy", "top5", "precision", "recall", "f1")  # drawn as per cent


def plot_curves(history, only=None, language="en"):
    """Draw each measure of `history` (one row an epoch) in a panel: training and validation.

    `only` names the measures to draw; without it all are. Stages are divided by dashed lines,
    and the epoch with the best validation is marked.
    """
    names = list(only or measures(history))
    columns = min(2, len(names))
    rows = -(-len(names) // columns)
    figure = new_figure(4.8 * columns, 3.1 * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for panel, name in zip(panels, names, strict=False):
        _draw_curve(panel, history, name, texts(language))
    for panel in panels[len(names) :]:
        panel.remove()
    return figure


def plot_confusion(confusion, classes, language="en"):
    """Draw a confusion matrix (C, C) of counts: row = true class, shaded by share of its row.

    Right predictions are blue and wrong ones orange, so that a few mistakes show among many
    classes. Counts are written in up to 60 classes.
    """
    counts, number = np.asarray(confusion), len(classes)
    side = np.clip(0.27 * number, 3, 22)
    cell = side / number  # inches
    figure = new_figure(side + 1.4, side + 1.2)
    axes = figure.add_subplot()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    _draw_cells(axes, counts, shares)
    if number <= 60:
        _write_counts(axes, counts, shares, size=np.clip(cell * 26, 5.5, 13))
    _name_classes(axes, classes, size=np.clip(cell * 34, 4.5, FONT))
    axes.set_xlabel(texts(language)["predicted_class"], color=MUTED, fontsize=FONT)
    axes.set_ylabel(texts(language)["true_class"], color=MUTED, fontsize=FONT)
    return figure


def plot_per_class(metrics, language="en"):
    """Draw the recall of each class that has photos, worst first, as bars."""
    rows = sorted(_present(metrics), key=lambda row: row["recall"])
    label = texts(language)["recall_axis"]
    return _bars([row["label"] for row in rows], [row["recall"] for row in rows], label)


def plot_hands_found(metrics, language="en"):
    """Draw the share of photos with a hand in each class, fewest first, as bars."""
    rows = [row for row in _present(metrics) if row["hands_found"] is not None]
    rows.sort(key=lambda row: row["hands_found"])
    label = texts(language)["hands_axis"]
    return _bars([row["label"] for row in rows], [row["hands_found"] for row in rows], label)


def plot_predictions(photos, columns=8, language="en"):
    """Draw a wall of photos, each (image, true, predicted, probability), wrong ones in orange."""
    photos = list(photos)
    columns = max(1, min(columns, len(photos)))
    rows = max(1, -(-len(photos) // columns))
    figure = new_figure(1.5 * columns, 1.95 * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for panel in panels:
        panel.set_axis_off()
    for panel, (image, true, predicted, probability) in zip(panels, photos, strict=False):
        panel.imshow(image)
        right = true == predicted
        words = texts(language)["wall_right" if right else "wall_wrong"].format(
            true=plain(true, 12),
            predicted=plain(predicted, 12),
            probability=percent(probability, 0),
        )
        panel.set_title(words, fontsize=8.5, color=GOOD if right else BAD)
    return figure


def _draw_curve(axes, history, name, words):
    epochs = np.arange(1, len(history) + 1)
    dress(axes)
    mark = "o" if len(history) <= 20 else None
    for column, colour, width in ((name, MUTED, 1.3), (f"val_{name}", GOOD, 2.0)):
        if column in history and history[column].notna().any():
            label = words["curve_validation" if column.startswith("val_") else "curve_training"]
            values = history[column].astype(float)
            axes.plot(epochs, values, color=colour, lw=width, marker=mark, ms=3, label=label)
    if name in SHARES:
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    if name == "learning_rate":
        _steps(axes, history[name].dropna())
    axes.set_xlim(0.5, len(history) + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, steps=[1, 2, 5, 10]))
    axes.set_xlabel(words["epoch"], color=MUTED, fontsize=FONT - 1)
    title = plain(words["measures"].get(name, name), 40)
    pad = 18 if _mark_stages(axes, history) else 8
    style = {"color": INK, "fontsize": FONT + 1, "fontweight": "bold"}
    axes.set_title(title, loc="left", pad=pad, **style)
    _mark_best(axes, history, name, words)
    if axes.lines and f"val_{name}" in history:
        axes.legend(frameon=False, labelcolor=MUTED, fontsize=FONT - 1.5, loc="best")


def _steps(axes, rates):
    """A logarithmic axis whose ticks are the rates that were used (or their span)."""
    axes.set_yscale("log")
    used = sorted(set(rates[rates > 0]))
    used = used if len(used) <= 5 else np.geomspace(used[0], used[-1], 4)
    axes.set_yticks(used, [f"{rate:.2g}" for rate in used])
    axes.minorticks_off()
    for line in axes.lines:
        line.set_drawstyle("steps-mid")


def _mark_stages(axes, history):
    """Divide the stages and name them above the frame; returns whether there are several."""
    starts = stage_starts(history)
    if len(starts) < 2:
        return False
    for row, stage in starts:
        if row:
            axes.axvline(row + 0.5, color=MUTED, lw=0.8, ls=(0, (4, 3)))
        axes.annotate(
            plain(stage, 14),
            (row + 0.5, 1),
            xycoords=axes.get_xaxis_transform(),
            xytext=(3, 2),
            textcoords="offset points",
            color=MUTED,
            fontsize=FONT - 2.5,
        )
    return True


def _mark_best(axes, history, name, words):
    row = best_row(history)
    column = f"val_{name}" if f"val_{name}" in history else name
    if row is None or name == "learning_rate" or np.isnan(float(history[column].iloc[row])):
        return
    value = float(history[column].iloc[row])
    label = words["curve_best"].format(epoch=row + 1)
    axes.plot(
        [row + 1], [value], "o", ms=8, mfc="none", mec=BAD, mew=1.8, label=label, clip_on=False
    )


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


def _bars(names, shares, label):
    figure = new_figure(6.4, max(1.6, 0.25 * len(names) + 0.9))
    axes = figure.add_subplot()
    dress(axes, grid="x")
    places = np.arange(len(names))
    axes.barh(places, shares, color=GOOD, height=0.68)
    for place, share in zip(places, shares, strict=True):
        axes.text(
            share + 0.01, place, percent(share, 0), va="center", color=MUTED, fontsize=FONT - 2
        )
    axes.set_yticks(places, [plain(name) for name in names], color=INK)
    axes.set(xlim=(0, 1.08), ylim=(len(names) - 0.4, -0.6))
    axes.set_xticks(np.linspace(0, 1, 6))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.set_xlabel(label, color=MUTED, fontsize=FONT - 1)
    return figure


def _present(metrics):
    return [row for row in metrics["per_class"] if row["support"]]
