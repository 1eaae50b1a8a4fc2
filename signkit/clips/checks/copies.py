"""The leak audit of clips: which may be one recording, told by the ways of the hands in them."""

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd

from signkit.clips.checks.evidence import proved
from signkit.clips.checks.ways import Way, lay_over, way_of
from signkit.clips.names import is_video
from signkit.clips.sample import Clips
from signkit.clips.tracking.gaps import extent
from signkit.data.catalog import Catalog
from signkit.data.copies.audit import (
    Copies,
    described,
    joined_sources,
    same_files,
)
from signkit.progress import progress as show_progress

# Each kind of pair, and what it means.
KINDS = {
    "exact": "the same file, or the same numbers, twice",
    "same": "the same recording saved again, by its pictures or the body as well as the hands",
    "cut": "the same recording, of which one is longer, by pictures or body, too",
    "mirrored": "the mirror image of another recording, by its pictures, too",
    "alike": "hands that go the same way, and nothing else that shows one recording: look whether "
    "they are takes of their own",
}
# How near ways must lie, and how much hands must move, in extents of the hand. Of 206 clips of four
# signers no two takes are as near; of copies of 20 of them 90 % are found when saved smaller, cut
# by 0.3 s or at half the frame rate, 80 % mirrored, 70 % with all of that at once.
APART = 0.045
MOVING = 0.12
NEIGHBOURS = 4  # clips of the most similar hand shapes that are compared with each
LOOKS = 8  # frames of a clip whose hands' shapes are looked up
SPEEDS = (1.0, 0.5, 2.0)  # of sequences, which don't know their rate
_LONGER = 0.2  # seconds by which a copy that was cut is shorter
_ATONCE = 2**24  # distances between shapes that are held at once


@dataclass(frozen=True)
class ClipCopies(Copies):
    """The pairs of clips found and the sets that they join; see `Copies`.

    The kind of a pair is a key of this module's KINDS; its score is 1 for the same points and 0.5
    for what is just near enough.
    """

    kinds: ClassVar = KINDS
    sample: ClassVar = "clip"


def find_clip_copies(catalog: Catalog, clips: Clips, progress=True) -> ClipCopies:
    """Find the clips that may be one recording; clip i of `clips` is row i of `catalog.table`.

    They are the same files, and clips whose hands go the same way, as exactly as tracking tells:
    saved again, cut, cropped, mirrored, at another frame rate. Where pictures, or a body's points,
    don't show that these are one recording, the kind is "alike". Clips whose hands hardly move are
    compared as files only: of a hand at rest nobody can tell whether it is the same recording.
    """
    table = catalog.table
    pairs = [(*pair, "exact", 1.0) for pair in same_files(table)]
    once = np.flatnonzero(~table.duplicated("hash").to_numpy())
    pairs += _near_pairs(catalog, clips, once, progress)
    sources = joined_sources(table, pairs)
    return ClipCopies(
        catalog.with_table(table.assign(source=sources)),
        described(table, pairs),
        pd.Series(sources, index=table["path"]),
    )


def _near_pairs(catalog, clips, rows, progress) -> list[tuple]:
    table = catalog.table
    ways = {int(row): way_of(clips, row) for row in rows}
    ways = {row: way for row, way in ways.items() if _moves(way)}
    videos = table["path"].map(is_video).to_numpy(bool)
    possible = candidates(list(ways.values()))
    numbers, best = list(ways), {}
    bar = show_progress(
        possible, total=len(possible), desc="Comparing", unit="pair", disable=not progress
    )
    for one, two, flipped in bar:
        first, second = sorted((numbers[one], numbers[two]))
        other = ways[second].mirrored() if flipped else ways[second]
        both = videos[first] and videos[second]
        found = lay_over(ways[first], other, (1.0,) if both else SPEEDS)
        if found is None or found.apart > APART or found.motion < MOVING:
            continue
        score = 1 - found.apart / APART / 2
        if score > best.get((first, second), (0, 0, "", 0.0))[3]:
            shown = proved(catalog, clips, (first, second), found, flipped)
            kind = _kind(flipped, clips, first, second) if shown else "alike"
            best[first, second] = (first, second, kind, score)
    return list(best.values())


def candidates(ways: list[Way]) -> list[tuple[int, int, bool]]:
    """Pairs of ways (first, second, mirrored) whose hands have the most similar shapes.

    Each way names its NEIGHBOURS nearest, upright and mirrored: by the mean, over a few of its
    frames, of the distance to the nearest shape anywhere in the other. Takes n * n for n ways.
    """
    if len(ways) < 2:
        return []
    shapes = [_shapes(way) for way in ways]
    starts = np.cumsum([0, *map(len, shapes[:-1])])
    every = np.concatenate(shapes)
    squares = (every**2).sum(1)
    batch = max(1, _ATONCE // (LOOKS * len(every)))
    found = set()
    for flipped in (False, True):
        asked = [_shapes(way.mirrored()) for way in ways] if flipped else shapes
        asked = [_spread(shape) for shape in asked]
        for first in range(0, len(ways), batch):
            query = np.stack(asked[first : first + batch])
            flat = query.reshape(-1, every.shape[1])
            apart = squares - 2 * flat @ every.T + (flat**2).sum(1)[:, None]
            nearest = np.minimum.reduceat(apart, starts, axis=1)
            mean = np.sqrt(np.maximum(nearest, 0)).reshape(len(query), LOOKS, -1).mean(1)
            own = np.arange(len(query))
            mean[own, first + own] = np.inf
            near = np.argsort(mean, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(ways) - 1)]
            found |= {
                (*sorted((first + int(row), int(column))), flipped)
                for row in own
                for column in near[row]
            }
    return sorted(found)


def _shapes(way: Way) -> np.ndarray:
    """The hands (T, 84) of the frames with any, each from its middle over its extent."""
    points = way.points[way.hands > 0]
    there = np.arange(2) < way.hands[way.hands > 0][:, None]
    size = np.where(there, extent(points, 1.0), 1)[..., None, None]
    shapes = (points - points.mean(axis=2, keepdims=True)) / np.maximum(size, 1e-6)
    return (shapes * there[..., None, None]).reshape(len(points), -1).astype(np.float32)


def _spread(shapes: np.ndarray) -> np.ndarray:
    return shapes[np.linspace(0, len(shapes) - 1, LOOKS).round().astype(int)]


def _moves(way: Way) -> bool:
    """Whether a hand gets anywhere at all: what stands still needs no comparing."""
    both = list(pairwise(np.flatnonzero(way.hands)))
    if not both:
        return False
    steps = [np.abs(way.points[one] - way.points[two]).max() for one, two in both]
    return max(steps) > 0


def _kind(flipped, clips: Clips, first: int, second: int) -> str:
    if flipped:
        return "mirrored"
    seconds = clips.lengths[[first, second]] / clips.rate[[first, second]]
    return "cut" if abs(seconds[0] - seconds[1]) > _LONGER else "same"
