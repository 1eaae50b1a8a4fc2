"""The reliability diagram: how often the model is right, by how sure it is."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from signkit.report.plots.palette import BAD, FONT, GOOD, MUTED, PAPER, dress, new_figure
from signkit.report.plots.ticks import percent_ticks
from signkit.report.texts import texts


def plot_reliability(calibration, language="en"):
    """Draw accuracy over mean largest probability in each bin of the test, photos of each below.

    `calibration` is that of metrics.json. Before a temperature was applied is orange and hollow,
    after it blue; without one there is one series. A circle's area grows with its bin's photos.
    """
    words = texts(language)
    series = [("before", BAD), ("after", GOOD)] if calibration["applied"] else [("after", GOOD)]
    figure = new_figure(5, 4.5)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3.6, 1))
    dress(upper, grid="both")
    upper.plot([0, 1], [0, 1], color=MUTED, lw=1, ls=(0, (4, 3)), label=words["sure_ideal"])
    for when, colour in series:
        test = calibration[when]["test"]
        name = words[f"sure_{when}" if len(series) > 1 else "sure_only"]
        label = words["sure_legend"].format(name=name, error=words.percent(test["ece"]))
        _draw_bins(upper, test["bins"], colour, when == "before", label)
    upper.set(xlim=(0, 1), ylim=(-0.02, 1.02))
    percent_ticks(upper.yaxis, words)
    upper.set_ylabel(words["sure_right"], color=MUTED, fontsize=FONT - 1)
    _legend(upper)
    _draw_photos(lower, calibration, series, words)
    return figure


def _draw_bins(axes, bins, colour, hollow, label):
    there = [row for row in bins if row["photos"]]
    photos = np.array([row["photos"] for row in there])
    axes.scatter(
        [row["confidence"] for row in there],
        [row["accuracy"] for row in there],
        s=14 + 150 * photos / photos.max(),
        facecolor=PAPER if hollow else colour,
        edgecolor=colour,
        linewidth=1.6,
        clip_on=False,
        zorder=3,
        label=label,
    )


def _legend(axes):
    """The legend above the frame, its circles of one size: bins may lie anywhere inside."""
    legend = axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.06),
        ncols=3,
        frameon=False,
        labelcolor=MUTED,
        fontsize=FONT - 1.5,
        borderaxespad=0,
        borderpad=0,
        handlelength=1.6,
        columnspacing=1.6,
    )
    for handle in legend.legend_handles[1:]:
        handle.set_sizes([50])


def _draw_photos(axes, calibration, series, words):
    dress(axes)
    for when, colour in series:
        bins = calibration[when]["test"]["bins"]
        edges = [row["low"] for row in bins] + [bins[-1]["high"]]
        hollow = when == "before"
        axes.stairs(
            [row["photos"] for row in bins],
            edges,
            fill=not hollow,
            color=colour,
            alpha=1 if hollow else 0.6,
            lw=1.5,
            zorder=3 if hollow else 2,
        )
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    percent_ticks(axes.xaxis, words)
    axes.tick_params(axis="x", pad=6)
    axes.set_ylabel(words["sure_photos"], color=MUTED, fontsize=FONT - 1)
    axes.set_xlabel(words["sure_axis"], color=MUTED, fontsize=FONT - 1)
