"""Pictures of an extraction: overlays on photos, and hands found by class."""

import numpy as np
import pandas as pd

from signkit.data.catalog import Catalog
from signkit.data.image import read_image
from signkit.landmarks.detection.passes import PASS_NAMES
from signkit.landmarks.overlay import draw
from signkit.landmarks.sample import Landmarks

_TILE = 480  # pixels kept of a photo's short side in a grid
_SHADES = ("#2a6f97", "#61a5c2", "#a9d6e5", "#d5e8f0")


FEWEST, MOST = 24, 60  # photos in a grid whose number isn't given


def plot_overlays(
    catalog: Catalog,
    landmarks: Landmarks,
    count: int | None = None,
    columns: int = 6,
    seed: int = 0,
):
    """A grid of photos with their skeletons, spread over the classes; label and pass above each.

    Row i of `landmarks` belongs to row i of `catalog.table`; `count` None shows at least one of
    each class, up to 60, and then a row of photos without a hand, of the classes that lack most.
    Returns a matplotlib Figure.
    """
    from signkit.letters import Picture

    chosen = _spread(catalog, count or min(MOST, max(FEWEST, len(catalog.classes))), seed)
    if not count:
        chosen += _without(catalog, landmarks, columns, chosen, seed)
    columns = max(1, min(columns, len(chosen)))
    rows = -(-len(chosen) // columns)
    figure = Picture(figsize=(2.1 * columns, 2.4 * rows), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis in axes:
        axis.set_axis_off()
    files = catalog.files()
    for axis, row in zip(axes, chosen, strict=False):
        image = read_image(files[row], reduce_to=_TILE)
        axis.imshow(draw(image, landmarks.image_points[row], landmarks.present[row]))
        label = str(catalog.table["label"].iloc[row])
        axis.set_title(f"{label} · {_told(landmarks, row)}", fontsize=8)
    figure.suptitle("right hand blue, left hand yellow", fontsize=9, color="#555555")
    return figure


def plot_hands_found(by_class):
    """Bars of photos with a hand (%) by class, shaded by the pass that found the first one.

    `by_class` is `Extraction.by_class()`. Returns a matplotlib Figure.
    """
    from signkit.letters import Picture

    n = len(by_class)
    labels = by_class["label"].astype(str)
    width = max(8.0, min(18.0, 0.36 * n + 2))
    figure = Picture(figsize=(width, 3.4), layout="constrained")
    axis = figure.subplots()
    bottom = np.zeros(n)
    place = np.arange(n)
    for name, shade in zip(PASS_NAMES[1:], _SHADES, strict=False):
        part = 100 * by_class[name].to_numpy() / by_class["photos"].to_numpy()
        axis.bar(place, part, bottom=bottom, width=0.78, color=shade, label=name)
        bottom += part
    both = by_class["both_hands"].to_numpy()
    if both.any():
        axis.plot(
            place, both, "o", color="#e07a1f", markersize=4, label="both hands", clip_on=False
        )
    # Side by side while the longest name has room under its bar, else slanted.
    upright = labels.str.len().max() * 0.1 < (width - 1) / n
    axis.set_xticks(
        place, labels, rotation=0 if upright else 60, ha="center" if upright else "right"
    )
    axis.set_xlim(-0.6, n - 0.4)
    axis.set_ylim(0, 102)
    axis.set_ylabel("photos with a hand, %")
    axis.spines[["top", "right"]].set_visible(False)
    axis.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5, frameon=False, fontsize=8)
    return figure


def _told(landmarks: Landmarks, row: int) -> str:
    found = sorted(set(landmarks.found_by[row][landmarks.present[row]].tolist()))
    return ", ".join(PASS_NAMES[index] for index in found) or "no hand"


def _without(catalog, landmarks, most: int, shown: list[int], seed: int) -> list[int]:
    """Row numbers of photos without a hand that aren't shown yet, at most `most`."""
    bare = pd.Series(~landmarks.present.any(axis=1))
    worst = bare.groupby(catalog.table["label"].to_numpy()).transform("mean")
    rows = worst[bare].drop(shown, errors="ignore").sample(frac=1, random_state=seed)
    return rows.sort_values(ascending=False, kind="stable").index[:most].tolist()


def _spread(catalog: Catalog, count: int, seed: int) -> list[int]:
    """Row numbers: one of each class, then another of each, until there are `count`; by class."""
    shuffled = catalog.table.sample(frac=1, random_state=seed)
    turn = shuffled.groupby("label").cumcount()
    rows = shuffled.assign(turn=turn).sort_values(["turn", "label"], kind="stable").index[:count]
    return sorted(rows.tolist())
