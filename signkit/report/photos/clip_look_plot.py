"""What an answer to a clip rests on, as a figure: moments in a row, and importance over time."""

from pathlib import Path

import cv2
import numpy as np
from matplotlib import colormaps
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from signkit.clips.names import is_video
from signkit.clips.video import read_moments
from signkit.landmarks.hand import BONES, PALM_EDGES
from signkit.landmarks.overlay import COLOURS
from signkit.report.photos.clip_looks import ClipLook, shown_frames
from signkit.report.plots.palette import BAD, FONT, GOOD, GRID, INK, MUTED, dress, new_figure, plain
from signkit.report.plots.ticks import number_ticks, percent_ticks
from signkit.report.texts import texts

WIDTH, MOMENT, CURVE = 9.4, 1.42, 1.15  # inches: the figure, a moment's side, a curve's height
PIXELS = 360  # a moment's side in the figure
ROOM = 0.35  # around the hands, of their extent
LEAST = 0.3  # frame widths that a moment shows at least
HEAT = colormaps["inferno"]
SCALE = 0.1  # probability; the curve's axis reaches at least this far
GREY = 60  # what landmark sequences stand on: bright points are seen


def read_frames(look: ClipLook, frames, data_root) -> tuple[np.ndarray | None, str]:
    """What the clip shows in these frames (n, H, W, 3), and why not where it can't be read.

    None, and no reason, of a landmark sequence or without `data_root`.
    """
    if data_root is None or not is_video(look.path):
        return None, ""
    try:
        return read_moments(Path(data_root) / look.path, look.seconds[frames].tolist()), ""
    except Exception as error:  # whatever is wrong with a video, its hands are known
        return None, str(error)


def plot_clip_look(look: ClipLook, images=None, language="en"):
    """Draw one clip: its moments with points coloured by importance, and a curve below.

    `images` are those of its `shown_frames`; without them hands stand on grey.
    """
    words = texts(language)
    frames, marked = shown_frames(look)
    side = min(MOMENT, WIDTH / len(frames))
    figure = new_figure(WIDTH, side + CURVE + 1.3)
    grid = figure.add_gridspec(2, len(frames), height_ratios=[side, CURVE])
    box = view_box(look)
    for column, frame in enumerate(frames):
        axes = figure.add_subplot(grid[0, column])
        image = None if images is None else images[column]
        _draw_moment(axes, look, frame, image, box, frame in marked)
        said = words["clip_looks_seconds"].format(seconds=words.number(look.seconds[frame], 2))
        weight = "bold" if frame in marked else "normal"
        colour = BAD if frame in marked else MUTED
        axes.set_xlabel(said, fontsize=FONT - 1.5, color=colour, labelpad=3, fontweight=weight)
    _draw_curve(figure.add_subplot(grid[1, :]), look, frames, marked, words)
    figure.suptitle(title(look, words), x=0.01, ha="left", fontsize=FONT + 0.5, color=_tone(look))
    figure.legend(
        handles=list(_marks(look, words)),
        loc="outside lower left",
        ncols=3,
        frameon=False,
        fontsize=FONT - 1.5,
        labelcolor=MUTED,
    )
    return figure


def title(look: ClipLook, words) -> str:
    """What the clip is and what was said of it."""
    return words["clip_looks_right" if look.right else "clip_looks_wrong"].format(
        true=plain(look.label, 30),
        predicted=plain(look.predicted, 30),
        probability=words.percent(look.probability, 0),
    )


def view_box(look: ClipLook) -> tuple[float, float, float]:
    """(left, top, side) of the square that holds all hands, in frame widths from the middle."""
    points = look.hands[np.isfinite(look.hands).all(axis=-1)]
    if not len(points):
        return -0.5, -0.5, 1.0
    low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
    side = max(LEAST, float((high - low).max()) * (1 + ROOM))
    left, top = (low + high) / 2 - side / 2
    return float(left), float(top), side


def _draw_moment(axes, look, frame, image, box, marked):
    left, top, side = box
    axes.imshow(_cut(image, box), extent=(left, left + side, top + side, top))
    for slot in np.flatnonzero(look.present[frame]):
        xy = look.hands[frame, slot].astype(float)
        bones = [(xy[start], xy[end]) for start, end in (*BONES, *PALM_EDGES)]
        colour = np.divide(COLOURS[int(slot)], 255)
        axes.add_collection(LineCollection(bones, colors=[colour], linewidths=0.9, alpha=0.85))
        heat = np.zeros(len(xy)) if look.points is None else look.points[frame, slot].astype(float)
        style = {"cmap": HEAT, "vmin": 0, "vmax": 1, "edgecolors": "white", "linewidths": 0.5}
        axes.scatter(*xy.T, c=heat, s=4 + 60 * heat, zorder=3, **style)
    axes.set(xticks=[], yticks=[], xlim=(left, left + side), ylim=(top + side, top))
    for spine in axes.spines.values():
        spine.set(visible=marked, color=BAD, linewidth=2.5)


def _cut(image, box):
    """The box of a frame as a square in grey, (PIXELS, PIXELS, 3): the colours are importance's."""
    canvas = np.full((PIXELS, PIXELS, 3), GREY, np.uint8)
    if image is None:
        return canvas
    height, width = image.shape[:2]
    left, top, side = box
    scale = PIXELS / (side * width)
    # In pixels of the image, the box's middle, which comes to the canvas' middle.
    x, y = (0.5 + left + side / 2) * width, height / 2 + (top + side / 2) * width
    move = np.array([[scale, 0, PIXELS / 2 - scale * x], [0, scale, PIXELS / 2 - scale * y]])
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    cut = cv2.warpAffine(grey, move, (PIXELS, PIXELS), flags=way, borderValue=GREY)
    return np.repeat(cut[..., None], 3, axis=2)


def _draw_curve(axes, look, frames, marked, words):
    dress(axes)
    seconds, top = look.seconds, _reach(look)
    if look.over_time is not None:
        axes.fill_between(seconds, 0, 0.92 * top * look.over_time, color=GRID, lw=0, zorder=1)
    if look.lost is not None:
        axes.plot(seconds, look.lost, color=GOOD, lw=2, zorder=3)
    if look.pictures is not None:
        style = {"color": BAD, "ms": 5.5, "mew": 0, "clip_on": False, "zorder": 4}
        axes.plot(look.picture_seconds, look.pictures, "s", **style)
    for frame in frames:
        style = {"color": BAD, "lw": 1.6} if frame in marked else {"color": MUTED, "lw": 0.7}
        axes.axvline(seconds[frame], ls=(0, (3, 3)), zorder=2, **style)
    _draw_hands(axes, look, top)
    step = (seconds[-1] - seconds[0]) / max(1, len(seconds) - 1) or 0.05
    axes.set(xlim=(seconds[0] - step / 2, seconds[-1] + step / 2), ylim=(-0.3 * top, top))
    axes.set_yticks([0, top])
    percent_ticks(axes.yaxis, words)
    number_ticks(axes.xaxis, words)
    axes.set_ylabel(words["clip_looks_lost"], fontsize=FONT - 1.5, color=MUTED)
    axes.set_xlabel(words["clip_looks_axis"], fontsize=FONT - 1.5, color=MUTED)


def _draw_hands(axes, look, top):
    """Bars below 0: when each hand is in sight."""
    step = np.diff(look.seconds).mean() if len(look.seconds) > 1 else 0.05
    for slot in (0, 1):
        there = np.flatnonzero(look.present[:, slot])
        spans = [(look.seconds[frame] - step / 2, step) for frame in there]
        colour = np.divide(COLOURS[slot], 255)
        axes.broken_barh(spans, (-(0.14 + 0.13 * slot) * top, 0.09 * top), color=colour, lw=0)


def _reach(look) -> float:
    """How far the axis of lost probability goes: a round share, a tenth at least."""
    lost = [float(part.max()) for part in (look.lost, look.pictures) if part is not None]
    return float(np.ceil(10 * max([SCALE, *lost]) - 1e-6) / 10)


def _marks(look, words):
    if look.lost is not None:
        yield Line2D([], [], color=GOOD, lw=2, label=words["clip_looks_of_time"])
    if look.pictures is not None:
        label = words["clip_looks_of_picture"]
        yield Line2D([], [], color=BAD, marker="s", lw=0, ms=5.5, mew=0, label=label)
    if look.points is not None:
        yield Patch(color=GRID, label=words["clip_looks_points"])
    for slot, name in enumerate(("right_hand", "left_hand")):
        if look.present[:, slot].any():
            colour = np.divide(COLOURS[slot], 255)
            yield Patch(color=colour, label=words[f"clip_looks_{name}"])


def _tone(look):
    return INK if look.right else BAD
