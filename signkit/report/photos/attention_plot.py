"""What a trained model's answers rest on, drawn over photos: kept in one file, and as a figure."""

from dataclasses import dataclass, fields
from pathlib import Path
from textwrap import fill

import cv2
import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.ticker import FuncFormatter, MaxNLocator

from signkit.errors import DataError
from signkit.landmarks.hand import BONES, PALM_EDGES, POINTS
from signkit.landmarks.overlay import COLOURS, draw
from signkit.report.plots.palette import BAD, FONT, GOOD, INK, MUTED, new_figure, plain
from signkit.report.texts import texts
from signkit.runs.formats import read_file, write_file

# (a column's name, the field of an item that it shows)
COLUMNS = (
    ("photo", "photo"),
    ("gradcam", "gradcam"),
    ("occlusion", "occlusion"),
    ("importance", "points_importance"),
    ("l2v", "l2v"),
    ("v2l", "v2l"),
    ("spatial", "spatial"),
)
SIDE, BAR = 2.15, 0.07  # inches: a photo's side, a colour scale's height
CAPTION = 0.3  # inches below each photo
WIDEST = 11.6  # inches: a figure this wide is shown on the page at its own size
HEAT = colormaps["inferno"]  # dark to bright: reads in grey and for colour-blind eyes
LOST = 0.1  # probability; the scale reaches at least this far
STRONG = 2.0  # times an even look; the scale reaches at least this far, so that noise stays dim
FAINT = 0.01  # a map that nowhere reaches this far shows nothing but noise
PIXELS = 480  # a photo's longer side in the figure; a smaller photo is enlarged smoothly


@dataclass
class AttentionItem:
    """One photo and what a model's answer rests on; maps that the model doesn't have are None."""

    photo: np.ndarray  # (H, W, 3) uint8
    spatial: np.ndarray | None  # (h, w), 0-1: how much of each position is kept
    l2v: np.ndarray | None  # (42, h, w): how much each landmark heeds each position
    v2l: np.ndarray | None  # (h, w, 42): how much each position heeds each landmark
    points: np.ndarray  # (2, 21, 2) pixels in this photo, x and y
    present: np.ndarray  # (2,) bool
    label: str
    predicted: str
    probability: float
    among: bool = False  # whether what was named is there, maybe among others
    gradcam: np.ndarray | None = None  # (h, w), 0-1: what of the photo speaks for the answer
    occlusion: np.ndarray | None = None  # (h, w), 0-1: probability lost where a place is hidden
    points_importance: np.ndarray | None = None  # (2, 21), 0-1: how much each point sways it

    @property
    def right(self) -> bool:
        """Whether the photo has the class that was named, maybe among others."""
        return self.among or self.predicted == self.label


def save_attention(path, items) -> Path:
    """Write items to one .npz file and return its path; RunError where the disk won't."""
    arrays = {
        f"{number}.{field.name}": np.asarray(value)
        for number, item in enumerate(items)
        for field in fields(item)
        if (value := getattr(item, field.name)) is not None
    }
    write_file(path, arrays)
    return Path(path)


def load_attention(path) -> list[AttentionItem]:
    """Read what `save_attention` wrote."""
    arrays = read_file(path)
    numbers = sorted({int(name.split(".")[0]) for name in arrays})
    return [_item(arrays, number) for number in numbers]


def plot_attention(items, language="en"):
    """Draw each item: the photo with its hand skeletons, and beside it the maps it has.

    Where the landmarks look and which landmarks the photo looks at are given as multiples of an
    even look, on one scale for all photos: attention that is spread evenly stays flat. What hiding
    costs has one scale, too; Grad-CAM and the points' importance are relative to the strongest of
    their photo. A map that no item has is left out. Raises DataError without items.
    """
    items, words = list(items), texts(language)
    if not items:
        raise DataError("There is no photo to draw attention on.", "Give at least one item.")
    names = _columns(items)
    # A model with few maps has several photos to a row.
    across = min(len(items), len(COLUMNS) // len(names))
    columns, rows = across * len(names), -(-len(items) // across)
    side = min(SIDE, WIDEST / columns)
    figure = new_figure(side * columns, (side + CAPTION) * rows + 1.0)
    # The last row holds the colour scales, so that every column keeps the same height.
    ratios = [side + CAPTION] * rows + [BAR]
    *panels, bars = figure.subplots(rows + 1, columns, squeeze=False, height_ratios=ratios)
    scales = {name: _scale(items, name) for name in names}
    blocks = np.reshape(panels, (rows * across, len(names)))
    for axes in blocks.ravel():
        _bare(axes)
    for block, item in zip(blocks, items, strict=False):
        for axes, name in zip(block, names, strict=True):
            _DRAW[name](axes, item, scales[name], words)
        _caption(block[0], item, words)
    for axes, name in zip(panels[0], names * across, strict=True):
        title = fill(words[f"attention_{name}"], round(12 * side))
        axes.set_title(title, fontsize=FONT - 0.5, color=INK, pad=7)
    for axes, name in zip(bars, names * across, strict=True):
        if scales[name] is None:
            axes.set_axis_off()
        else:
            _legend(figure, axes, name, scales[name], words)
    return figure


def notes(items, language="en") -> list[tuple[str, str]]:
    """(title, sentence) of each column after the photo: how to read it."""
    items, words, found = list(items), texts(language), []
    for name in _columns(items)[1:]:
        sentence = words[f"attention_note_{name}"]
        if name == "gradcam":
            height, width = next(i.gradcam.shape for i in items if i.gradcam is not None)
            sentence = sentence.format(height=height, width=width)
        if share := on_hands(items, name) if name in ("gradcam", "occlusion") else None:
            said = words["attention_note_on_hands"]
            numbers = {"share": words.percent(share[0], 0), "area": words.percent(share[1], 0)}
            sentence = f"{sentence} {said.format(**numbers)}"
        found.append((words[f"attention_{name}"], sentence))
    return found


def on_hands(items, name="gradcam") -> tuple[float, float] | None:
    """(share of a map inside the hands' frames, share of the photo that these cover).

    `name` is "gradcam" or "occlusion". Means over the photos that have both a hand and a map; None
    without such a photo. Where the first is no more than the second, the map doesn't know hands.
    """
    pairs = []
    for item in items:
        heat = getattr(item, name)
        if heat is not None and heat.max() > FAINT and np.any(item.present):
            large, inside = _enlarged(heat, item), _frames(item)
            pairs.append((large[inside].sum() / large.sum(), inside.mean()))
    return tuple(float(share) for share in np.mean(pairs, axis=0)) if pairs else None


def looks(item) -> np.ndarray | None:
    """Where the landmarks look: (h, w), mean over the points of the hands found, 1 is even."""
    if item.l2v is None or not np.any(item.present):
        return None
    heat = item.l2v[np.repeat(item.present, len(POINTS))].mean(axis=0)
    return heat * heat.size


def heeded(item) -> np.ndarray | None:
    """How much the photo looks at each landmark: (2, 21), mean over positions, 1 is even.

    Points of a hand that was not found are 0.
    """
    if item.v2l is None or not np.any(item.present):
        return None
    share = item.v2l.mean(axis=(0, 1)).reshape(2, len(POINTS)) * item.present[:, None]
    return share * item.present.sum() * len(POINTS)


def _columns(items):
    return [name for name, of in COLUMNS if any(getattr(item, of) is not None for item in items)]


def _item(arrays, number):
    values = {field.name: arrays.get(f"{number}.{field.name}") for field in fields(AttentionItem)}
    values |= {name: str(values[name]) for name in ("label", "predicted")}
    values |= {"probability": float(values["probability"]), "among": bool(values["among"])}
    return AttentionItem(**values)


def _scale(items, name):
    """The colour scale that all photos of a column share, or None where it needs none."""
    if name == "photo":
        return None
    if name == "occlusion":
        lost = [item.occlusion.max() for item in items if item.occlusion is not None]
        return Normalize(0, max([LOST, *lost]))
    if name not in ("l2v", "v2l"):
        return Normalize(0, 1)
    found = [(looks if name == "l2v" else heeded)(item) for item in items]
    return Normalize(0, max([STRONG, *(heat.max() for heat in found if heat is not None)]))


def _draw_photo(axes, item, scale, words):
    points = item.points / item.photo.shape[1::-1]
    axes.imshow(draw(_large(item.photo), points, item.present))


def _draw_l2v(axes, item, scale, words):
    _overlay(axes, item, looks(item), scale, words)


def _draw_spatial(axes, item, scale, words):
    _overlay(axes, item, item.spatial, scale, words)


def _draw_gradcam(axes, item, scale, words):
    _overlay(axes, item, item.gradcam, scale, words)
    if item.gradcam is not None and not np.any(item.gradcam):
        _say(axes, words["attention_nothing"])


def _draw_occlusion(axes, item, scale, words):
    _overlay(axes, item, item.occlusion, scale, words)


def _draw_v2l(axes, item, scale, words):
    _points(axes, item, heeded(item), scale, words)


def _draw_importance(axes, item, scale, words):
    _points(axes, item, item.points_importance, scale, words)


def _points(axes, item, heat, scale, words):
    """The hands' skeletons with points as large and bright as their heat (2, 21)."""
    axes.imshow(_dimmed(item.photo))
    if heat is None or not np.any(item.present):
        return _no_hand(axes, item, words)
    for slot in np.flatnonzero(item.present):
        xy = item.points[slot] * (PIXELS / max(item.photo.shape))
        bones = [(xy[start], xy[end]) for start, end in (*BONES, *PALM_EDGES)]
        colour = np.divide(COLOURS[int(slot)], 255)
        axes.add_collection(LineCollection(bones, colors=[colour], linewidths=1.0, alpha=0.8))
        size = 8 + 90 * scale(heat[slot])
        style = {"cmap": HEAT, "norm": scale, "edgecolors": "white", "linewidths": 0.7}
        axes.scatter(*xy.T, c=heat[slot], s=size, zorder=3, **style)
    return None


_DRAW = {
    "photo": _draw_photo,
    "gradcam": _draw_gradcam,
    "occlusion": _draw_occlusion,
    "importance": _draw_importance,
    "l2v": _draw_l2v,
    "v2l": _draw_v2l,
    "spatial": _draw_spatial,
}


def _overlay(axes, item, heat, scale, words):
    grey = _dimmed(item.photo)
    if heat is None:
        axes.imshow(grey)
        return _no_hand(axes, item, words)
    share = np.clip(scale(_enlarged(heat, item)), 0, 1)[..., None]
    colours = HEAT(share[..., 0])[..., :3] * 255
    strength = 0.35 + 0.4 * share
    axes.imshow((grey * (1 - strength) + colours * strength).astype(np.uint8))
    return None


def _size(photo):
    """Height and width of the photo in the figure."""
    return tuple(round(PIXELS * side / max(photo.shape[:2])) for side in photo.shape[:2])


def _enlarged(heat, item):
    return cv2.resize(heat.astype(np.float32), _size(item.photo)[::-1])  # linear


def _frames(item):
    """Which pixels of the enlarged photo lie in the frame of a hand's points."""
    inside = np.zeros(_size(item.photo), bool)
    for slot in np.flatnonzero(item.present):
        points = np.clip(item.points[slot] * (PIXELS / max(item.photo.shape)), 0, PIXELS)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        inside[int(top) : int(np.ceil(bottom)), int(left) : int(np.ceil(right))] = True
    return inside


def _no_hand(axes, item, words):
    # A map can also be missing for one item alone; then the panel holds just the photo.
    if not np.any(item.present):
        _say(axes, words["attention_no_hand"])


def _say(axes, text):
    style = {"ha": "center", "va": "center", "fontsize": FONT - 1, "color": INK}
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    axes.text(0.5, 0.5, text, transform=axes.transAxes, bbox=box, **style)


def _large(photo):
    return cv2.resize(photo, _size(photo)[::-1], interpolation=cv2.INTER_CUBIC)


def _dimmed(photo):
    """The photo in grey, so that the colours are the attention's."""
    grey = cv2.cvtColor(_large(photo), cv2.COLOR_RGB2GRAY)
    return np.repeat(grey[..., None], 3, axis=2)


def _bare(axes):
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_anchor("N")
    for side in axes.spines.values():
        side.set_visible(False)


def _caption(axes, item, words):
    text = words["attention_right" if item.right else "attention_wrong"].format(
        true=plain(item.label, 24),
        predicted=plain(item.predicted, 15),
        probability=words.percent(item.probability, 0),
    )
    axes.set_xlabel(text, fontsize=FONT - 1.5, color=GOOD if item.right else BAD, labelpad=4)


_UNITS = {
    "gradcam": "attention_relative",
    "occlusion": "attention_lost",
    "importance": "attention_relative",
    "l2v": "attention_even",
    "v2l": "attention_even",
    "spatial": "attention_kept",
}


def _legend(figure, axes, name, scale, words):
    bar = figure.colorbar(ScalarMappable(scale, HEAT), cax=axes, orientation="horizontal")
    bar.set_label(words[_UNITS[name]], fontsize=FONT - 2, color=MUTED)
    bar.locator = MaxNLocator(4, steps=[1, 2, 5, 10])
    bar.formatter = FuncFormatter(lambda value, _: f"{value:g}".replace(".", words["decimal"]))
    bar.ax.tick_params(labelsize=FONT - 2, colors=MUTED, length=2)
    bar.outline.set_visible(False)
