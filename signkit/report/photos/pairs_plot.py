"""The most confused pairs as a figure: a row for each, one class left and the other right."""

from signkit.errors import DataError
from signkit.report.photos.pairs import PHOTOS
from signkit.report.plots.palette import BAD, FONT, GOOD, GRID, INK, MUTED, new_figure, plain
from signkit.report.texts import texts

SIDE, ROW, GAP = 1.3, 1.95, 0.25  # inches: a photo, a row, between left and right


def plot_confused_pairs(pairs, language="en"):
    """Draw pairs that `pairs.load` has read; under each photo what was said, and how surely.

    A photo that could not be read leaves its place empty. Raises DataError without pairs.
    """
    pairs, words = list(pairs), texts(language)
    if not pairs:
        raise DataError("No two classes were confused.", "Draw this only where there are mistakes.")
    figure = new_figure(2 * PHOTOS * SIDE + GAP, ROW * len(pairs))
    rows = figure.subfigures(len(pairs), 1, squeeze=False)[:, 0]
    for row, pair in zip(rows, pairs, strict=True):
        left, _, right = row.subfigures(1, 3, width_ratios=[PHOTOS * SIDE, GAP, PHOTOS * SIDE])
        _draw_side(left, pair.first, words)
        _draw_side(right, pair.second, words)
    return figure


def side_title(side, words) -> str:
    """What a side shows, such as "o taken for 0: 7"."""
    names = {"true": plain(side.true), "predicted": plain(side.predicted)}
    if not side.mistakes:
        return words["lookalike_none"].format(**names)
    return words["lookalike_side"].format(**names, number=words.counted(side.mistakes))


def caption(one, words) -> str:
    """What a photo was taken for, and how surely."""
    said = words["lookalike_right" if one.right else "lookalike_wrong"]
    return said.format(
        predicted=plain(one.predicted, 12), probability=words.percent(one.probability, 0)
    )


def _draw_side(figure, side, words):
    figure.suptitle(side_title(side, words), fontsize=FONT + 1, color=INK, x=0.01, ha="left")
    panels = figure.subplots(1, PHOTOS, squeeze=False)[0]
    for panel in panels:
        panel.set_xticks([])
        panel.set_yticks([])
        panel.set_box_aspect(1)
        for edge in panel.spines.values():
            edge.set_visible(False)
    for panel, one in zip(panels, side.shown, strict=False):
        if one.image is None:
            panel.set_facecolor(GRID)
            panel.text(
                0.5,
                0.5,
                words["lookalike_unread"],
                transform=panel.transAxes,
                ha="center",
                va="center",
                fontsize=FONT - 1,
                color=MUTED,
            )
        else:
            panel.imshow(one.image)
            panel.set_anchor("N")
        panel.set_xlabel(
            caption(one, words), fontsize=FONT - 0.5, color=GOOD if one.right else BAD, labelpad=3
        )
