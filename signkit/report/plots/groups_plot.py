"""Accuracy of each group of the test, with its interval: who the model is worse for."""

from signkit.report.plots.palette import FONT, GOOD, INK, MUTED, dress, new_figure, plain
from signkit.report.plots.ticks import percent_ticks
from signkit.report.texts import texts

MOST = 60  # groups drawn, the worst ones: more don't fit on a printed page


def plot_groups(rows, language="en"):
    """Draw rows (group, photos, accuracy, interval) as dots with intervals, in their order."""
    rows, words = list(rows)[:MOST], texts(language)
    figure = new_figure(6.4, max(1.5, 0.27 * len(rows) + 0.8))
    axes = figure.add_subplot()
    dress(axes, grid="x")
    for place, row in enumerate(rows):
        axes.plot(row["interval"], [place, place], color=GOOD, lw=2.2, solid_capstyle="butt")
        axes.plot([row["accuracy"]], [place], "o", color=GOOD, ms=6.5, mew=0, clip_on=False)
        said = words["group_point"].format(
            accuracy=words.percent(row["accuracy"]), photos=words.counted(row["photos"])
        )
        style = {"va": "center", "color": MUTED, "fontsize": FONT - 2}
        axes.annotate(
            said,
            (1, place),
            xycoords=("axes fraction", "data"),
            xytext=(8, 0),
            textcoords="offset points",
            **style,
        )
    axes.set_yticks(range(len(rows)), [plain(row["group"]) for row in rows], color=INK)
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.4, -0.6))
    percent_ticks(axes.xaxis, words)
    axes.set_xlabel(words["group_axis"], color=MUTED, fontsize=FONT - 1)
    return figure
