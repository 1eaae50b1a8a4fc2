"""Pictures of the tasks of text: recall both ways, unseen classes, BLEU greedy beside beam."""

from textwrap import fill

from matplotlib.lines import Line2D

from signkit.report.plots.palette import BAD, FONT, GOOD, INK, MUTED, dress, new_figure
from signkit.report.plots.ticks import number_ticks, percent_ticks
from signkit.report.texts import texts

WIDTH, ROW = 5.6, 0.38  # inches: still read on a phone


def plot_retrieval(rows, language="en"):
    """Draw recall at k both ways, a row each, with its interval and a tick for chance.

    `rows` are those of `text_sections.retrieval`.
    """
    rows, words = list(rows), texts(language)
    ways = list(dict.fromkeys(row["way"] for row in rows))
    figure = new_figure(WIDTH, ROW * len(rows) + 0.5 * len(ways) + 0.7)
    counts = [sum(row["way"] == way for row in rows) for way in ways]
    panels = figure.subplots(
        len(ways), 1, squeeze=False, sharex=True, height_ratios=[c + 0.3 for c in counts]
    )
    for axes, way in zip(panels[:, 0], ways, strict=True):
        part = [row for row in rows if row["way"] == way]
        names = [words["retrieval_at"].format(k=row["k"]) for row in part]
        values = [(row["recall"], row["interval"], row["chance"]) for row in part]
        _draw_shares(axes, names, values, words)
        style = {"fontsize": FONT, "color": INK, "fontweight": "bold", "pad": 5}
        axes.set_title(words[f"retrieval_{way}"], loc="left", **style)
    panels[-1, 0].set_xlabel(words["retrieval_axis"], color=MUTED, fontsize=FONT - 1)
    return figure


def plot_zero_shot(rows, language="en"):
    """Draw the accuracies of `text_sections.zero_shot`'s rows with intervals and chance."""
    rows, words = list(rows), texts(language)
    figure = new_figure(WIDTH + 1.2, (ROW + 0.16) * len(rows) + 0.75)
    axes = figure.add_subplot()
    values = [(row["accuracy"], row["interval"], row["chance"]) for row in rows]
    _draw_shares(axes, [fill(row["title"], 30) for row in rows], values, words)
    axes.set_xlabel(words["zero_shot_axis"], color=MUTED, fontsize=FONT - 1)
    return figure


def plot_translation(ways, language="en"):
    """Draw BLEU-1 to BLEU-4 and chrF of each way of writing, greedy above beam.

    `ways` are those of `translation_section.translation`, its greedy and its beam.
    """
    words = texts(language)
    names = [words["translation_bleu"].format(order=order) for order in range(1, 5)]
    names.append(words["translation_chrf"])
    figure = new_figure(WIDTH, (ROW + 0.08) * len(names) + 1.1)
    axes = figure.add_subplot()
    dress(axes, grid="x")
    colours = {"greedy": MUTED, "beam": GOOD}
    for away, (way, found) in zip((-0.17, 0.17), ways.items(), strict=True):
        colour = colours[way]
        points = [*found["bleu"], found["chrf"]]
        for place, value in enumerate(points):
            axes.plot(value, place + away, "o", color=colour, ms=6.5, mew=0, clip_on=False)
            _beside(axes, place + away, words.number(value), colour, 9.5)
        axes.plot(found["bleu_interval"], [3 + away] * 2, color=colour, lw=2.2, alpha=0.7)
    axes.set_yticks(range(len(names)), names, color=INK)
    axes.set(xlim=(0, 100), ylim=(len(names) - 0.5, -0.5))
    number_ticks(axes.xaxis, words)
    axes.set_xlabel(words["translation_axis"], color=MUTED, fontsize=FONT - 1)
    marks = [
        Line2D([], [], marker="o", lw=0, ms=6.5, color=colours[way], mew=0, label=label)
        for way in ways
        for label in [words[f"translation_{way}"]]
    ]
    style = {"frameon": False, "fontsize": FONT - 1.5, "labelcolor": MUTED}
    figure.legend(handles=marks, loc="outside lower left", ncols=2, **style)
    return figure


def _draw_shares(axes, names, values, words):
    """A row for each (share, interval or None, chance or None)."""
    dress(axes, grid="x")
    for place, (share, interval, chance) in enumerate(values):
        if interval:
            axes.plot(interval, [place, place], color=GOOD, lw=2.2, solid_capstyle="butt")
        if chance is not None:
            height = [place - 0.3, place + 0.3]
            axes.plot([chance, chance], height, color=BAD, lw=2, clip_on=False)
        axes.plot(share, place, "o", color=GOOD, ms=7.5, mew=0, clip_on=False, zorder=3)
        _beside(axes, place, words.percent(share), GOOD, FONT)
    axes.set_yticks(range(len(names)), names, color=INK)
    axes.set(xlim=(0, 1), ylim=(len(names) - 0.45, -0.55))
    percent_ticks(axes.xaxis, words)


def _beside(axes, place, text, colour, size):
    style = {"va": "center", "color": colour, "fontsize": size, "annotation_clip": False}
    at = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
    axes.annotate(text, (1, place), xytext=(12, 0), **at, **style)
