"""Pictures of several runs: accuracies with intervals, learning curves, recall by class."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from signkit.report.plots.palette import BAD, FONT, GOOD, GRID, INK, MUTED, dress, new_figure, plain
from signkit.report.texts import texts

WIDTH, ROW = 5.6, 0.46  # inches of a picture's width, of a run's height
SMALL = {"frameon": False, "fontsize": FONT - 1, "labelcolor": INK}  # of a legend
LONGEST = 58  # letters of a run's label
# Apart for colour-blind eyes, and on white as on black: Tol's bright scheme.
COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccaa33", "#44b5d8", "#aa3377", "#8a8f98")
DASHES = ("-", "--", ":", "-.")


def plot_accuracies(tests, language="en"):
    """Draw the runs of several tests on one axis.

    `tests` is (title, rows) of each, rows (label, accuracy, (low, high), validation accuracy or
    None). The dot and bar are the test's accuracy and interval, the diamond is validation's.
    Labels stand above their bars, so that the picture stays narrow enough for a phone.
    """
    words = texts(language)
    rows = [row for _, each in tests for row in each]
    titles = sum(bool(title) for title, _ in tests)
    figure = new_figure(WIDTH, ROW * (len(rows) + titles) + 1.0)
    axes = figure.add_subplot()
    dress(axes, grid="x")
    place = 0
    for title, each in tests:
        if title:
            _above(axes, place + 0.55, title, MUTED, weight="bold")
            place += 1
        for row in each:
            _draw_run(axes, place, *row)
            place += 1
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set(ylim=(place - 0.5, -0.9), xlim=_reach(rows))
    ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(*axes.get_xlim())
    axes.set_xticks([tick for tick in ticks if axes.get_xlim()[0] <= tick <= 1])
    _percent_axis(axes.xaxis, words, score=True)
    marks = [
        Line2D([], [], marker="o", color=GOOD, lw=2.2, alpha=0.9, label=words["versus_dot"]),
        Line2D([], [], marker="D", mfc="none", mec=BAD, lw=0, ms=5, label=words["versus_diamond"]),
    ]
    figure.legend(handles=marks, loc="outside lower left", ncols=2, **SMALL)
    return figure


def plot_learning(lines, language="en"):
    """Draw validation accuracy by epoch, a line a run: `lines` is (setup, label, accuracies).

    Runs of one setup share a colour; its repetitions differ by dashes, and the legend names the
    setups.
    """
    words = texts(language)
    setups = list(dict.fromkeys(setup for setup, _, _ in lines))
    shown = setups[: len(COLOURS) * 2]
    figure = new_figure(WIDTH, 3.2 + 0.24 * len(shown))
    axes = figure.add_subplot()
    dress(axes)
    times = dict.fromkeys(setups, 0)
    for setup, _, values in lines:
        style = _style(setups.index(setup), times[setup])
        times[setup] += 1
        axes.plot(np.arange(1, len(values) + 1), values, lw=1.5, alpha=0.9, **style)
    axes.set_xlabel(words["epoch"], color=MUTED, fontsize=FONT - 1)
    axes.set_ylabel(words["versus_curve_axis"], color=MUTED, fontsize=FONT - 1)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_ylim(top=1.02)
    _percent_axis(axes.yaxis, words)
    marks = [
        Line2D([], [], lw=2, label=plain(setup, LONGEST), **_style(setups.index(setup), 0))
        for setup in shown
    ]
    figure.legend(handles=marks, loc="outside lower left", **SMALL)
    return figure


def plot_recall(classes, rows, language="en"):
    """Draw recall by class and run: `rows` is (label, recalls); orange is what was missed.

    Recalls are 0-1, None where the test holds no photo of a class. Classes keep their order.
    """
    words, number = texts(language), len(classes)
    cell = 0.29 if number > 12 else 0.46
    longest = max(len(plain(label, LONGEST)) for label, _ in rows)
    figure = new_figure(cell * number + 0.085 * longest + 0.6, 0.3 * len(rows) + 0.7)
    axes = figure.add_subplot()
    shares = np.array([[np.nan if v is None else v for v in row] for _, row in rows], dtype=float)
    found = np.argwhere(shares < 1)
    squares = [Rectangle((column - 0.5, row - 0.5), 1, 1) for row, column in found]
    shades = [to_rgba(BAD, 0.12 + 0.88 * (1 - shares[row, column])) for row, column in found]
    axes.add_collection(PatchCollection(squares, facecolors=shades, linewidths=0))
    dress(axes, grid="")
    axes.hlines(np.arange(len(rows) + 1) - 0.5, -0.5, number - 0.5, color=GRID, lw=0.6)
    axes.vlines(np.arange(number + 1) - 0.5, -0.5, len(rows) - 0.5, color=GRID, lw=0.6)
    for (row, column), share in np.ndenumerate(shares):
        if share == share:
            text = words.percent(share, 0).rstrip("%\N{NO-BREAK SPACE} ")
            colour = MUTED if share == 1 else INK
            axes.text(
                column, row, text, ha="center", va="center", fontsize=FONT - 2.5, color=colour
            )
    turned = 90 if max(len(plain(name, 16)) for name in classes) > 3 else 0
    axes.set_xticks(
        range(number), [plain(name, 16) for name in classes], rotation=turned, fontsize=FONT - 1.5,
        color=INK,
    )  # fmt: skip
    axes.set_yticks(
        range(len(rows)), [plain(label, LONGEST) for label, _ in rows], fontsize=FONT - 1.5,
        color=INK,
    )  # fmt: skip
    axes.xaxis.tick_top()
    axes.set(xlim=(-0.5, number - 0.5), ylim=(len(rows) - 0.5, -0.5))
    for side in axes.spines.values():
        side.set_visible(False)
    return figure


def _draw_run(axes, place, label, share, interval, validation):
    _above(axes, place, label, INK)
    axes.plot(interval, [place, place], color=GOOD, lw=2.2, alpha=0.45)
    axes.plot(share, place, "o", color=GOOD, ms=6.5)
    if validation is not None:
        axes.plot(validation, place, "D", mfc="none", mec=BAD, ms=5, mew=1.3)


def _above(axes, place, text, colour, weight="normal"):
    axes.text(
        0,
        place - 0.28,
        plain(text, LONGEST),
        transform=axes.get_yaxis_transform(),
        va="bottom",
        fontsize=FONT - 0.5,
        color=colour,
        weight=weight,
    )


def _style(setup, repetition):
    # Past the last colour the colours come again, with marks.
    mark = "" if setup < len(COLOURS) else "osv^"[(setup // len(COLOURS) - 1) % 4]
    return {
        "color": COLOURS[setup % len(COLOURS)],
        "ls": DASHES[repetition % len(DASHES)],
        "marker": mark or None,
        "ms": 3,
    }


def _reach(rows):
    """The axis from a little below the lowest to a little above the highest share drawn."""
    drawn = [v for _, share, span, other in rows for v in (share, *span, other) if v is not None]
    room = max(0.01, 0.06 * (max(drawn) - min(drawn)))
    return max(0, min(drawn) - room), min(1 + room / 2, max(drawn) + room)


def _percent_axis(axis, words, score=False):
    low, high = axis.get_view_interval()
    digits = 1 if high - low < 0.06 else 0
    written = words.score if score else words.percent
    axis.set_major_formatter(lambda share, _: written(round(share, 6), digits))
