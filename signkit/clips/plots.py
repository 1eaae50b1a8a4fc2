"""Pictures of clips: a few frames of each, where hands were found, and pairs of copies."""

import cv2
import numpy as np

from signkit.clips.names import is_video
from signkit.clips.overlay import GREY
from signkit.clips.sample import Clips
from signkit.clips.video import probe, read_moments
from signkit.data.catalog import Catalog
from signkit.errors import ClipError
from signkit.landmarks.overlay import draw
from signkit.letters import Picture

_INK, _MUTED, _RED = "#1b2733", "#5d6b78", "#b8322a"
_SHADES = {"one hand": "#8fbcd4", "both hands": "#2a6f97"}
_SIDE = 150  # pixels of a picture's height


def plot_clip_samples(catalog: Catalog, frames: int = 5) -> Picture:
    """One clip of each class as a strip of frames, evenly spread; of sequences their names only."""
    table = catalog.table
    rows = [table.index[table["label"] == label][0] for label in catalog.classes]
    strips = [_strip(catalog.root / table["path"][row], frames) for row in rows]
    titles = [f"{table['label'][row]}  ({table['path'][row]})" for row in rows]
    return _stacked(strips, titles)


def plot_hands_over_time(catalog: Catalog, clips: Clips, moments: int = 40) -> Picture:
    """For each class the share of its clips (%) with a hand, from their begin to their end."""
    classes = catalog.classes
    columns = min(4, len(classes))
    rows = -(-len(classes) // columns)
    figure = Picture(figsize=(2.9 * columns, 1.45 * rows + 0.5), layout="constrained")
    cells = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    time = np.linspace(0, 100, moments)
    for axes, label in zip(cells, classes, strict=False):
        hands = _hands_at(clips, np.flatnonzero(catalog.table["label"] == label), moments)
        one, both = (100 * (hands >= count).mean(axis=0) for count in (1, 2))
        axes.fill_between(time, one, color=_SHADES["one hand"], lw=0, label="one hand")
        axes.fill_between(time, both, color=_SHADES["both hands"], lw=0, label="both hands")
        axes.set_title(_cut(label, 26), loc="left", fontsize=9, color=_INK, pad=3)
    for axes in cells:
        axes.set(xlim=(0, 100), ylim=(0, 101), xticks=(0, 50, 100), yticks=(0, 50, 100))
        axes.tick_params(labelsize=7.5, length=0, colors=_MUTED)
        axes.spines[["top", "right"]].set_visible(False)
    for axes in cells[len(classes) :]:
        axes.set_visible(False)
    figure.supxlabel("time in the clip, %", fontsize=9, color=_MUTED)
    figure.supylabel("clips, %", fontsize=9, color=_MUTED)
    handles, names = cells[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper right", ncols=2, frameon=False, fontsize=8.5)
    return figure


def plot_clip_copies(
    copies, clips: Clips, most: int = 6, frames: int = 5, page: int = 1
) -> Picture:
    """Pairs of copies as strips of frames with their hands, one above the other.

    Label conflicts come first, then what is least sure, `most` pairs a page, from 1. Row i of
    `clips` is row i of `copies.catalog.table`.
    """
    pairs = copies.pairs
    if pairs.empty:
        return _none_found(len(copies.catalog))
    conflict = pairs["first_label"] != pairs["second_label"]
    shown = pairs.assign(same_label=~conflict).sort_values(["same_label", "score"])
    shown = shown[(page - 1) * most : page * most]
    row_of = {path: row for row, path in enumerate(copies.catalog.table["path"])}
    strips, titles = [], []
    for pair in shown.itertuples():
        for path in (pair.first, pair.second):
            clip = clips.take([row_of[path]])
            strips.append(_strip(copies.catalog.root / path, frames, clip))
            titles.append(f"{path}")
        titles[-2] += f"   {pair.kind}, {pair.score:.2f}" + ("" if pair.same_label else "   LABELS")
    return _stacked(strips, titles, pairs=True)


def _strip(path, frames: int, clip: Clips | None = None) -> np.ndarray:
    """Frames of a clip side by side; of one that is given those with hands, and its skeletons."""
    if clip is None:
        pictures = _pictures(path, lambda: (np.arange(frames) + 0.5) / frames * probe(path).seconds)
        return np.concatenate(pictures or [_grey()] * frames, axis=1)
    seen = np.flatnonzero(clip.present.any(axis=1))
    first, last = (seen[0], seen[-1]) if len(seen) else (0, len(clip.origin) - 1)
    rows = np.linspace(first, last, frames).round().astype(int)
    pictures = _pictures(path, lambda: rows / float(clip.rate[0])) or [_grey()] * frames
    drawn = [
        _fitted(draw(picture, clip.image_points[row], clip.present[row]))
        for picture, row in zip(pictures, rows, strict=True)
    ]
    return np.concatenate(drawn, axis=1)


def _pictures(path, moments) -> list[np.ndarray]:
    """A video's frames at so many seconds; none where it can't be read, or is none."""
    try:
        return list(read_moments(path, moments().tolist(), _fitted)) if is_video(path) else []
    except ClipError:
        return []


def _grey() -> np.ndarray:
    return np.full((_SIDE, _SIDE * 4 // 3, 3), GREY, np.uint8)


def _fitted(picture: np.ndarray) -> np.ndarray:
    width = round(picture.shape[1] * _SIDE / picture.shape[0])
    return cv2.resize(picture, (width, _SIDE), interpolation=cv2.INTER_AREA)


def _stacked(strips, titles, pairs=False) -> Picture:
    wide = max(strip.shape[1] for strip in strips)
    figure = Picture(figsize=(wide / 100, len(strips) * (_SIDE + 30) / 100), dpi=100)
    cells = figure.subplots(len(strips), 1, squeeze=False).ravel()
    for number, (axes, strip, title) in enumerate(zip(cells, strips, titles, strict=True)):
        axes.imshow(strip)
        axes.set_axis_off()
        axes.set_anchor("W")
        second = pairs and number % 2
        colour = _RED if title.endswith("LABELS") else _MUTED if second else _INK
        axes.set_title(_cut(title, 110), loc="left", fontsize=9, color=colour, pad=3)
    figure.subplots_adjust(0.005, 0.005, 0.995, 1 - 22 / (len(strips) * (_SIDE + 30)), 0, 0.2)
    return figure


def _hands_at(clips: Clips, rows, moments: int) -> np.ndarray:
    """How many hands (clips, moments) there are at moments evenly spread over each clip."""
    seen = []
    for row in rows:
        hands = clips.present[clips.frames(row)].sum(axis=1)
        seen.append(hands[np.linspace(0, len(hands) - 1, moments).round().astype(int)])
    return np.stack(seen)


def _cut(text: str, longest: int) -> str:
    text = str(text).replace("$", r"\$")
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _none_found(clips: int) -> Picture:
    figure = Picture(figsize=(6, 0.9))
    axes = figure.add_axes((0, 0, 1, 1))  # notebooks show no figure that has none
    axes.set_axis_off()
    words = f"No copies were found among {clips:,} clips."
    axes.text(0.5, 0.5, words, ha="center", va="center", fontsize=12, color=_INK)
    return figure
