"""The copies as a picture: pair by pair, side by side, what is most wrong first."""

import numpy as np
import pandas as pd
from PIL import Image

from signkit.data.copies.audit import Copies, across_groups
from signkit.data.copies.mirrors import mirrors
from signkit.data.image import read_image
from signkit.errors import ImageError
from signkit.letters import Picture

_INK, _MUTED, _RED, _ORANGE, _BLUE = "#1b2733", "#5d6b78", "#b8322a", "#c8551b", "#2468ac"
_SIDE = 240  # pixels of a photo
_COLUMNS = 3  # pairs beside each other
_LONGEST = 33  # letters of a file name, of which the end tells most


A_PAGE = 12  # pairs


def plot_copies(copies: Copies, most: int = A_PAGE, page: int = 1) -> Picture:
    """Pairs of copies side by side: label conflicts, then pairs across groups, then the others.

    Within each of these the weakest score comes first, and every kind and class has its turn; a
    page, from 1, has at most `most` pairs.
    """
    shown = _ordered(copies.pairs)[(page - 1) * most : page * most]
    if shown.empty:
        return _none_found(len(copies.catalog))
    columns = min(_COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    figure = Picture(figsize=(4.6 * columns, 2.72 * rows + 0.35), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.12, h_pad=0.06, wspace=0.02, hspace=0.02)
    for axes in figure.subplots(rows, columns, squeeze=False).flat:
        axes.set_axis_off()
    for axes, pair in zip(figure.axes, shown.itertuples(), strict=False):
        _draw(axes, pair, copies.catalog.root)
    figure.suptitle(
        _title(copies, (page - 1) * most, len(shown)), fontsize=12, color=_INK, x=0.01, ha="left"
    )
    return figure


def _ordered(pairs) -> pd.DataFrame:
    conflict = pairs["first_label"] != pairs["second_label"]
    grade = np.where(conflict, 0, np.where(across_groups(pairs), 1, 2))
    pairs = pairs.assign(mirror=mirrors(pairs))
    ordered = pairs.assign(grade=grade).sort_values(["grade", "score"], kind="stable")
    ordered["turn"] = ordered.groupby(["grade", "kind", "first_label", "second_label"]).cumcount()
    return ordered.sort_values(["grade", "turn", "score"], kind="stable")


def _title(copies, before, shown) -> str:
    facts, found = copies.facts(), len(copies.pairs)
    sets = f"{facts['sets']} set{'s' * (facts['sets'] != 1)} of copies"
    pages = f"{before + 1}–{before + shown}"
    return f"{sets} ({facts['in_sets']} of {facts['photos']} photos): pairs {pages} of {found}"


def _draw(axes, pair, root) -> None:
    photos = [_tile(root / path) for path in (pair.first, pair.second)]
    gap = np.full((_SIDE, _SIDE // 24, 3), 255, np.uint8)
    axes.imshow(np.concatenate([photos[0], gap, photos[1]], axis=1))
    verdict, colour = _verdict(pair)
    axes.set_title(verdict, loc="left", fontsize=9.5, color=colour, pad=4)
    for left, path in ((0, pair.first), (_SIDE + gap.shape[1], pair.second)):
        axes.text(
            left, _SIDE + 6, _short(path), fontsize=7, color=_MUTED, va="top", parse_math=False
        )


def _verdict(pair) -> tuple[str, str]:
    words = f"{pair.kind}, {pair.score:.2f}"
    if pair.mirror:
        return f"mirror images? {_two(pair.first_label, pair.second_label)} ({words})", _ORANGE
    if pair.grade == 0:
        return f"two labels: {_two(pair.first_label, pair.second_label)} ({words})", _RED
    if pair.grade == 1:
        return f"two groups: {_two(pair.first_group, pair.second_group)} ({words})", _ORANGE
    return f"{_name(pair.first_label)} ({words})", _BLUE


def _two(one, other) -> str:
    return f"{_name(one)} and {_name(other)}"


def _name(text) -> str:
    text = str(text)
    return text if len(text) <= 14 else text[:13] + "…"


def _short(path) -> str:
    return path if len(path) <= _LONGEST else "…" + path[1 - _LONGEST :]


def _tile(file) -> np.ndarray:
    """The photo fitted into a square on light grey; grey alone where it is gone by now."""
    tile = Image.new("RGB", (_SIDE, _SIDE), (238, 238, 238))
    try:
        photo = Image.fromarray(read_image(file, reduce_to=_SIDE))
    except ImageError:
        return np.asarray(tile)
    scale = _SIDE / max(photo.size)
    size = [max(1, round(side * scale)) for side in photo.size]
    photo = photo.resize(size, Image.Resampling.BICUBIC)
    tile.paste(photo, ((_SIDE - photo.width) // 2, (_SIDE - photo.height) // 2))
    return np.asarray(tile)


def _none_found(photos) -> Picture:
    figure = Picture(figsize=(6, 0.9))
    axes = figure.add_axes((0, 0, 1, 1))  # notebooks show no figure that has none
    axes.set_axis_off()
    words = f"No copies were found among {photos:,} photos."
    axes.text(0.5, 0.5, words, ha="center", va="center", fontsize=12, color=_INK)
    return figure
