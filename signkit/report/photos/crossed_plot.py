"""Both sides of labels that one group seems to have exchanged, one over the other."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np

from signkit.clips.names import is_video
from signkit.clips.overlay import drawn_frames
from signkit.clips.sample import Clips
from signkit.data.catalog import Catalog
from signkit.data.image import read_image
from signkit.errors import SignkitError
from signkit.landmarks.overlay import draw
from signkit.landmarks.sample import Landmarks
from signkit.report.plots.palette import BAD, FONT, INK, new_figure
from signkit.report.texts import texts

FILE = "crossed.png"
PICTURES = 5  # of each side
MOST = 4  # exchanges shown
_TILE = 320  # pixels


def write_crossed(gap, catalog: Catalog, picture: Callable, folder: Path) -> Path | None:
    """Write crossed.png into a folder, where a Gap found exchanged labels; its path, or None.

    `picture` is as in `plot_crossed`. A file of an earlier look goes.
    """
    file = Path(folder) / FILE
    file.unlink(missing_ok=True)
    if gap is None or not gap.crossed:
        return None
    plot_crossed(gap.facts()["crossed"], catalog, picture).savefig(file, dpi=110)
    return file


def plot_crossed(crossed: list[dict], catalog: Catalog, picture: Callable, language="en"):
    """For each class of an exchange the group's pictures, and under them those of other groups.

    `crossed` is as in `Gap.facts()`; `picture` gives a row's (H, W, 3) uint8 RGB.
    """
    words, table = texts(language), catalog.table
    labels, groups = table["label"].astype(str), table["group"].astype(str)
    sides = [
        (words[f"crossed_{side}"].format(group=one["group"], label=name), side, name, one["group"])
        for one in crossed[:MOST]
        for name in one["classes"]
        for side in ("own", "others")
    ]
    figure = new_figure(1.5 * PICTURES + 0.4, 1.85 * len(sides))
    every = figure.subplots(len(sides), PICTURES, squeeze=False)
    for axes, (title, side, name, group) in zip(every, sides, strict=True):
        own = groups == group
        rows = np.flatnonzero((labels == name) & (own if side == "own" else ~own))
        chosen = rows[np.linspace(0, len(rows) - 1, min(PICTURES, len(rows))).round().astype(int)]
        for axis in axes:
            axis.set_axis_off()
        for axis, row in zip(axes, chosen, strict=False):
            axis.imshow(picture(int(row)))
        colour = BAD if side == "own" else INK
        axes[0].set_title(title, loc="left", fontsize=FONT, color=colour, parse_math=False)
    return figure


def photos_of(catalog: Catalog, hands: Landmarks) -> Callable:
    """A function that draws the photo of a row with its hands."""
    files = catalog.files()
    return lambda row: _of_photo(files[row], hands, row)


def clips_of(catalog: Catalog, hands: Clips) -> Callable:
    """A function that draws the middle of a row's clip with its hands."""
    paths = catalog.table["path"]
    return lambda row: _of_clip(catalog.root / paths.iloc[row], hands, row)


def _of_photo(file, hands, row):
    try:
        image = read_image(file, reduce_to=_TILE)
    except (SignkitError, OSError):
        image = np.full((_TILE, _TILE, 3), 96, np.uint8)
    return draw(image, hands.image_points[row], hands.present[row])


def _of_clip(path, hands, row):
    clip = hands.take([row])
    seen = np.flatnonzero(clip.present.any(1))
    moment = int(seen[len(seen) // 2]) if len(seen) else 0
    for file in (path, None) if is_video(path) else (None,):
        try:
            found = next(islice(drawn_frames(file, clip), moment, None), None)
        except (SignkitError, OSError):
            found = None
        if found is not None:
            return found
    return np.full((_TILE, _TILE, 3), 96, np.uint8)
