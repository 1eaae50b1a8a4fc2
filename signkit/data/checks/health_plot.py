"""The state of a data set as two pictures: its figures, and a wall of its photos."""

import numpy as np
from PIL import Image

from signkit.data.answers.table import each_label
from signkit.data.catalog import Catalog
from signkit.data.checks.health import ISSUES, LEFT_OUT, TINY, Health
from signkit.data.image import read_image
from signkit.errors import ImageError
from signkit.letters import Picture

_BLUE, _ORANGE, _RED, _GREY = "#3b6ea5", "#e08a2e", "#b8322a", "#8a8f98"
_TILE = 96  # pixels a side of a photo in the wall
_ROWS = 13  # classes below each other in the wall, before a new column begins


def plot_health(health: Health) -> Picture:
    """Photos a class, findings by kind, and the photos' sizes, in one figure."""
    table = health.catalog.table
    sizes = each_label(table)["label"].value_counts().sort_index()
    figure = Picture(figsize=(min(24, max(10, 0.3 * len(sizes))), 7.5), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.1, hspace=0.05, wspace=0.05)
    axes = figure.subplot_mosaic([["classes", "classes"], ["issues", "sizes"]])
    _plot_classes(axes["classes"], sizes, len(table))
    _plot_issues(axes["issues"], health.issues, len(health.catalog))
    _plot_sizes(axes["sizes"], health.photos)
    return figure


def _plot_classes(axes, sizes, photos):
    bars = axes.bar(sizes.index.astype(str), sizes, color=_BLUE, width=min(0.75, len(sizes) / 12))
    if len(sizes) <= 40:
        axes.bar_label(bars, fontsize=7, color=_GREY, padding=1)
    upright = sum(len(str(name)) for name in sizes.index) <= 90
    axes.tick_params(axis="x", rotation=0 if upright else 90, length=0)
    axes.tick_params(axis="x", labelsize=9 if len(sizes) <= 60 else 6)
    axes.margins(x=0.01)
    axes.axhline(sizes.median(), color=_GREY, linewidth=0.8, linestyle=":")
    axes.set_title(f"{photos:,} photos in {len(sizes)} classes (dotted: median)", loc="left")
    axes.set_ylabel("photos")
    _bare(axes)


def _plot_issues(axes, issues, photos):
    kinds = list(ISSUES)
    counts = issues["issue"].value_counts().reindex(kinds, fill_value=0)
    colours = [_RED if kind in LEFT_OUT else _ORANGE for kind in kinds]
    bars = axes.barh([kind.replace("_", " ") for kind in kinds], counts, color=colours, height=0.6)
    axes.bar_label(bars, padding=4, fontsize=9)
    axes.invert_yaxis()
    # A twentieth of the photos fills at least the axis: one finding must not look like many.
    axes.set_xlim(0, max(counts.max(), photos / 20) * 1.15)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])
    axes.set_title("Findings (photos)" if counts.any() else "Findings: none", loc="left")
    _bare(axes)
    axes.spines["bottom"].set_visible(False)


def _plot_sizes(axes, photos):
    known = photos[photos["width"] > 0]
    counts = known.groupby(["width", "height"]).size().reset_index(name="photos")
    share = counts["photos"] / counts["photos"].max()
    axes.scatter(
        counts["width"], counts["height"], s=12 + 160 * share, color=_BLUE, alpha=0.55, linewidths=0
    )
    for row in counts.nlargest(2, "photos").itertuples():
        if row.photos > 0.1 * len(known):
            axes.annotate(
                f"{row.width} x {row.height}: {row.photos}",
                (row.width, row.height),
                xytext=(-11, 7),
                textcoords="offset points",
                ha="right",
                fontsize=8,
            )
    sides = known[["width", "height"]].to_numpy()
    low, high = (0, sides.max(initial=2 * TINY) * 1.25)
    if len(sides) and sides.max() > 10 * sides.min():  # thumbnails beside camera photos
        axes.set(xscale="log", yscale="log")
        low = min(TINY, sides.min()) / 1.25
    axes.plot([low, high], [low, high], color=_GREY, linewidth=0.6, linestyle=":", zorder=0)
    axes.plot([TINY, TINY, high], [high, TINY, TINY], color=_RED, linewidth=0.6, zorder=0)
    axes.set(xlim=(low, high), ylim=(low, high), xlabel="width (pixels)", ylabel="height")
    axes.set_title("Sizes (left of or below the red lines: tiny)", loc="left")
    _bare(axes)


def _bare(axes):
    axes.spines[["top", "right", "left"]].set_visible(False)


def plot_samples(catalog: Catalog, per_class: int = 4) -> Picture:
    """A wall of photos: a row a class, `per_class` photos each, spread over groups and files."""
    classes = catalog.classes
    columns = -(-len(classes) // _ROWS)
    rows = -(-len(classes) // columns)
    width = per_class * _TILE
    margin = 12 + max(14, 7 * max(map(len, classes)))  # pixels left for the class names
    wall = np.full((rows * _TILE, columns * (margin + width), 3), 255, np.uint8)
    figure = Picture(figsize=(wall.shape[1] / 80, wall.shape[0] / 80), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    for number, label in enumerate(classes):
        top, left = number % rows * _TILE, number // rows * (margin + width) + margin
        for place, file in enumerate(_chosen(catalog, label, per_class)):
            x = left + place * _TILE
            wall[top + 1 : top + _TILE - 1, x + 1 : x + _TILE - 1] = _tile(file, _TILE - 2)
        axes.text(left - 6, top + _TILE / 2, label, ha="right", va="center", fontsize=10)
    axes.imshow(wall, interpolation="none", aspect="auto")
    axes.set_axis_off()
    return figure


def _chosen(catalog, label, count):
    rows = each_label(catalog.table)
    rows = rows[rows["label"] == label].sort_values(["group", "path"])
    places = np.linspace(0, len(rows) - 1, min(count, len(rows))).round().astype(int)
    return [catalog.root / rows["path"].iloc[place] for place in places]


def _tile(file, side):
    """The photo fitted into a square on light grey; a crossed one where it can't be read."""
    try:
        photo = Image.fromarray(read_image(file, reduce_to=side))
    except ImageError:
        return np.where(np.eye(side, dtype=bool)[..., None], 120, 225).astype(np.uint8)
    photo.thumbnail((side, side))
    tile = Image.new("RGB", (side, side), (238, 238, 238))
    tile.paste(photo, ((side - photo.width) // 2, (side - photo.height) // 2))
    return np.asarray(tile)
