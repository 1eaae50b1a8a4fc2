"""How right the accepted photos are, by how many are accepted."""

from matplotlib.ticker import MaxNLocator

from signkit.report.plots.palette import BAD, FONT, GOOD, MUTED, dress, new_figure
from signkit.report.plots.ticks import percent_ticks
from signkit.report.texts import texts

_FEWEST = 10  # photos; the accuracy of fewer jumps about


def plot_coverage(unknown, language="en"):
    """Draw the accuracy of the accepted photos over the share accepted, the threshold marked.

    `unknown` is that of metrics.json. Thresholds that accept fewer than ten photos are left out,
    unless the test has no more.
    """
    words, test = texts(language), unknown["test"]
    figure = new_figure(5, 3.4)
    axes = figure.add_subplot()
    dress(axes, grid="both")
    rows = _shown(unknown)
    axes.plot(
        [row["accepted"] for row in rows],
        [row["accuracy"] for row in rows],
        color=GOOD,
        lw=2,
        solid_capstyle="round",
        clip_on=False,
    )
    heights = [row["accuracy"] for row in rows]
    if test["accuracy_accepted"] is not None:
        heights.append(test["accuracy_accepted"])
        _mark(axes, unknown, words)
    low = min(heights, default=0)
    axes.set(xlim=(0, 1), ylim=(max(0.0, low - max(0.02, 0.35 * (1 - low))), 1.0))
    for axis in (axes.xaxis, axes.yaxis):
        percent_ticks(axis, words)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.set_xlabel(words["unknown_axis_accepted"], color=MUTED, fontsize=FONT - 1)
    axes.set_ylabel(words["unknown_axis_right"], color=MUTED, fontsize=FONT - 1)
    return figure


def _shown(unknown):
    photos = unknown["test"]["photos"]
    fewest = min(_FEWEST, photos) / max(photos, 1)
    rows = [row for row in unknown["curve"] if row["accuracy"] is not None]
    return [row for row in rows if row["accepted"] >= fewest]


def _mark(axes, unknown, words):
    test = unknown["test"]
    place = (test["accepted"], test["accuracy_accepted"])
    said = words["unknown_mark"].format(
        threshold=words.number(unknown["threshold"], 2),
        accepted=words.percent(test["accepted"]),
        accuracy=words.percent(test["accuracy_accepted"]),
    )
    axes.plot(*place, "o", ms=10, mfc="none", mec=BAD, mew=2, clip_on=False)
    # Written below and to the left: the curve falls to the right, so that corner is free.
    to_left = test["accepted"] > 0.5
    axes.annotate(
        said,
        place,
        xytext=(-10 if to_left else 10, -10),
        textcoords="offset points",
        ha="right" if to_left else "left",
        va="top",
        color=BAD,
        fontsize=FONT - 1,
    )
