"""One look at each clip of a data set: how long it is, whether it moves, and what is wrong."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import cv2
import numpy as np

from signkit.clips.listing.sequence_file import SequenceFile
from signkit.clips.names import file_and_number, is_video
from signkit.clips.video import grab_frames, is_cut_off, measured, probe
from signkit.data.catalog import Catalog
from signkit.errors import ClipError, LayoutError
from signkit.progress import progress as show_progress

SHORTEST = 0.5  # seconds of a video
FEWEST_FRAMES = 8  # of a video or a sequence
_APART = 0.3  # seconds between the pictures of a video that are compared
_SIDE = 32  # pixels a side of what is compared
_STILL = 6  # grey levels of 255: what coding and noise alone change in pictures so small


@dataclass
class Look:
    """What one clip is; 0 is unknown. `faults` are (issue, detail)."""

    kind: str
    faults: list
    width: int = 0
    height: int = 0
    rate: float = 0.0
    frames: int = 0
    seconds: float = 0.0
    moving: bool = False

    def facts(self) -> dict:
        """All of it but the faults, as a table's row."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "faults"}


def look_at(catalog: Catalog, progress=True) -> list[Look]:
    """A look at every clip, in the catalog's order; a file of many sequences is opened once.

    Raises DataError where the disk fails.
    """
    rows = catalog.table["path"].map(file_and_number)
    files = {}
    for row, (file, number) in enumerate(rows):
        files.setdefault(file, []).append((row, number))
    looks = [None] * len(catalog)
    bar = show_progress(
        total=len(catalog), desc="Checking clips", unit="clip", disable=not progress
    )
    jobs = [(catalog.root, file, [number for _, number in named]) for file, named in files.items()]
    with bar, ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        found = pool.map(lambda job: _look_at_file(*job), jobs)
        for named, of_file in zip(files.values(), found, strict=True):
            for (row, _), look in zip(named, of_file, strict=True):
                looks[row] = look
            bar.update(len(named))
    return looks


def _look_at_file(root, file, numbers) -> list[Look]:
    if is_video(file):
        return [_video(root / file)]
    sequences = SequenceFile(root / file)
    return [_sequence(sequences, number) for number in numbers]


def _video(path) -> Look:
    try:
        said, times, pictures = probe(path), [], []
        for seconds, picture in grab_frames(path):
            times.append(seconds)
            if seconds >= _APART * len(pictures) and (frame := picture()) is not None:
                pictures.append(cv2.resize(frame, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA))
    except ClipError as error:
        return Look("video", [("unreadable", str(error))])
    if not pictures:
        return Look("video", [("unreadable", f"{path}: not one of its frames can be decoded.")])
    found, moving = measured(said, times), _differ(pictures)
    faults = []
    if is_cut_off(said, found):
        faults.append(("cut_off", _shortfall(said, found)))
    if not moving and len(times) > 1:
        faults.append(("no_motion", f"{len(times)} frames alike"))
    if found.seconds < SHORTEST or found.frames < FEWEST_FRAMES:
        faults.append(("short", f"{found.frames} frames, {found.seconds:.1f} seconds"))
    facts = (found.width, found.height, found.rate, found.frames, found.seconds)
    return Look("video", faults, *facts, moving)


def _differ(pictures) -> bool:
    first = pictures[0].astype(np.int16)
    return any(np.abs(picture - first).max() > _STILL for picture in pictures[1:])


def _shortfall(said, found) -> str:
    if said.frames:
        return f"{found.frames} of {said.frames} frames"
    return f"{found.seconds:.1f} of {said.seconds:.1f} seconds"


def _sequence(sequences, number) -> Look:
    try:
        points, present = sequences.read(number)
    except LayoutError as error:
        return Look("sequence", [("unknown_layout", str(error))])
    except ClipError as error:
        return Look("sequence", [("unreadable", str(error))])
    # A clip is at rest where its hands, while they are there, stay exactly where they are.
    shown = points[present.any(axis=1)]
    moving = bool((shown[1:] != shown[:-1]).any())
    faults = [("gaps", "; ".join(sequences.gaps))] if sequences.gaps else []
    if not len(shown):
        faults.append(("no_hands", f"{len(points)} frames"))
    elif not moving and len(shown) > 1:
        faults.append(("no_motion", f"{len(points)} frames alike"))
    if len(points) < FEWEST_FRAMES:
        faults.append(("short", f"{len(points)} frames"))
    return Look("sequence", faults, frames=len(points), moving=moving)
