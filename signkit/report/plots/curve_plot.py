"""The training's curves, epoch by epoch and stage by stage."""

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator

from signkit.report.parts.curves import best_row, measures, stage_starts
from signkit.report.plots.palette import BAD, FONT, GOOD, INK, MUTED, dress, new_figure, plain
from signkit.report.plots.ticks import number_ticks, percent_ticks
from signkit.report.texts import texts

# Drawn as per cent.
SHARES = ("accuracy", "balanced_accuracy", "map", "top5", "precision", "recall", "f1")
WIDTH, HEIGHT = 4.8, 3.2  # inches of a panel
FEW = 20  # epochs; up to here each gets a dot
# Of a stage's name, in shares of a panel's width: one letter, and the room around a name.
LETTER, ROOM = 0.0165, 0.03
STEEP = 20  # times; a perplexity that falls so far is drawn on a logarithmic axis
DECADES = 1e4  # how far below the highest learning rate the axis goes at most
LEVEL = 11  # points between two rows of stage names


def plot_curves(history, only=None, language="en"):
    """Draw each measure of `history` (one row an epoch) in a panel: training and validation.

    `only` names the measures to draw; without it all are. Stages are divided by dashed lines,
    and the epoch with the best validation is marked.
    """
    names = list(only or measures(history))
    columns = min(2, len(names))
    rows = -(-len(names) // columns)
    figure = new_figure(WIDTH * columns, HEIGHT * rows)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for panel, name in zip(panels, names, strict=False):
        _draw_curve(panel, history, name, texts(language))
    for panel in panels[len(names) :]:
        panel.remove()
    return figure


def name_places(starts, epochs) -> list[tuple[float, int]]:
    """(x, row) of each stage's name above a panel: x 0-1 of its width, row 0 the lowest.

    `starts` are (row, stage) as in `stage_starts`. A name begins where its stage does, or earlier
    if it would leave the panel, and goes up a row where it would touch another.
    """
    taken, places = [], []
    for start, stage in starts:
        length = LETTER * len(_shown(stage)) + ROOM
        x = max(0, min(start / epochs, 1 - length))
        level = next((row for row, end in enumerate(taken) if end <= x), len(taken))
        taken[level : level + 1] = [x + length]
        places.append((x, level))
    return places


def _draw_curve(axes, history, name, words):
    dress(axes)
    for column, colour, width in ((name, MUTED, 1.3), (f"val_{name}", GOOD, 2.0)):
        if column in history and history[column].notna().any():
            label = words["curve_validation" if column.startswith("val_") else "curve_training"]
            _line(axes, history, column, color=colour, lw=width, label=label)
    (percent_ticks if name in SHARES else number_ticks)(axes.yaxis, words)
    if name == "learning_rate":
        _steps(axes, history[name].dropna(), words)
    if name.endswith("perplexity"):
        _from_many(axes, words)
    axes.set_xlim(0.5, len(history) + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, steps=[1, 2, 5, 10]))
    axes.set_xlabel(words["epoch"], color=MUTED, fontsize=FONT - 1, loc="right")
    title = plain(words["measures"].get(name, name), 40)
    style = {"color": INK, "fontsize": FONT + 1, "fontweight": "bold"}
    axes.set_title(title, loc="left", pad=8 + LEVEL * _mark_stages(axes, history), **style)
    _mark_best(axes, history, name, words)
    if axes.lines and f"val_{name}" in history:
        _legend(axes)


def _legend(axes):
    """The legend beside the axis' name: with several stages no corner of the frame stays free."""
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(0, -0.1),
        ncols=3,
        frameon=False,
        labelcolor=MUTED,
        fontsize=FONT - 1.5,
        borderaxespad=0,
        borderpad=0,
        handlelength=1.6,
        columnspacing=1.3,
    )


def _line(axes, history, column, **style):
    """One curve, broken between stages: each stage trains and measures another model."""
    epochs, values = np.arange(1.0, len(history) + 1), history[column].to_numpy(dtype=float)
    if column != "learning_rate":
        breaks = [row for row, _ in stage_starts(history) if row]
        epochs, values = np.insert(epochs, breaks, np.nan), np.insert(values, breaks, np.nan)
    there = np.pad(~np.isnan(values), 1)
    alone = there[1:-1] & ~there[:-2] & ~there[2:]  # a line of one epoch would not be seen
    dots = there[1:-1] if len(history) <= FEW else alone
    marker = "o" if dots.any() else ""  # the legend shows the dot that the curve has
    axes.plot(epochs, values, marker=marker, ms=3, markevery=list(np.flatnonzero(dots)), **style)


def _steps(axes, rates, words):
    """A logarithmic axis whose ticks are the rates that were used, or powers of ten."""
    used = sorted(set(rates[rates > 0]))
    if not used:
        return
    axes.set_yscale("log")
    if len(used) <= 5:
        axes.set_yticks(used, [_rate(rate, words) for rate in used])
    else:
        # A rate that decays to nothing must not press the others into the panel's top.
        axes.set_ylim(bottom=max(used[0], used[-1] / DECADES) / 1.5)
    axes.minorticks_off()
    for line in axes.lines:
        line.set(drawstyle="steps-mid", marker="")


def _from_many(axes, words):
    """A logarithmic axis where a perplexity begins so high that its end could not be read."""
    values = np.concatenate([line.get_ydata() for line in axes.lines])
    low, high = np.nanmin(values), np.nanmax(values)
    if low > 0 and high > STEEP * low:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        number_ticks(axes.yaxis, words)  # the scale has set its own
        axes.minorticks_off()


def _rate(rate, words):
    """A learning rate as people write it: 1e-3, 2.5e-4."""
    digits, power = f"{rate:.1e}".split("e")
    return f"{digits.removesuffix('.0')}e{int(power)}".replace(".", words["decimal"])


def _mark_stages(axes, history):
    """Divide the stages and name them above the frame; returns how many rows the names take."""
    starts = stage_starts(history)
    if len(starts) < 2:
        return 0
    places = name_places(starts, len(history))
    for (row, stage), (x, level) in zip(starts, places, strict=True):
        if row:
            axes.axvline(row + 0.5, color=MUTED, lw=0.8, ls=(0, (4, 3)))
        axes.annotate(
            plain(_shown(stage)),
            (x, 1),
            xycoords="axes fraction",
            xytext=(3, 2 + LEVEL * level),
            textcoords="offset points",
            color=MUTED,
            fontsize=FONT - 2.5,
        )
    return 1 + max(level for _, level in places)


def _shown(stage):
    return stage.replace("_", " ")


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
