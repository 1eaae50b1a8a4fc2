"""The hands of a whole set of clips: videos by worker processes, sequences from their files."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from signkit.clips.listing.sequence_file import SequenceFile
from signkit.clips.names import file_and_number, is_video
from signkit.clips.sample import IMPORT_VERSION, IMPORTED, INTERPOLATED, Clips
from signkit.clips.store import ClipStore
from signkit.clips.tracking import tracker
from signkit.clips.tracking.extraction import ClipExtraction
from signkit.clips.tracking.gaps import mend
from signkit.data.catalog import Catalog
from signkit.errors import ClipError
from signkit.landmarks.detection.extract import collect, pending, usable_cores
from signkit.landmarks.detection.model_asset import find_asset
from signkit.landmarks.detection.pool import FOUND, UNREADABLE, Detection, Pool

LEAST_PER_WORKER = 2  # clips worth a process's start


def extract_clips(
    catalog: Catalog,
    store_folder: str | Path,
    max_hands: int = 2,
    workers: int | None = None,
    asset: str | Path | None = None,
    rate: float = tracker.RATE,
) -> ClipExtraction:
    """Find the hands in every clip of the catalog that the store doesn't hold yet.

    `max_hands` 2 follows both hands; `workers` None or 0 takes every core; `asset` is the model
    file (found or fetched if not given; not needed for sequences); `rate` frames a second are
    looked at. Landmark sequences are read as they are, and taken for `rate` frames a second. Clips
    that can't be read are counted and skipped; what is finished when the run is interrupted is
    kept, and the next run goes on from there. Raises AssetError without a model file, StoreError
    when the store is another tracker's or can't be written, WorkerError when the worker processes
    keep dying.
    """
    version, detection = _real_tracking(catalog, asset, max_hands, rate)
    return extract_clips_with(detection, version, catalog, store_folder, workers, rate)


def extract_clips_with(
    detection: Detection,
    version: str,
    catalog: Catalog,
    store_folder: str | Path,
    workers: int | None = None,
    rate: float = tracker.RATE,
) -> ClipExtraction:
    """The same with any tracker; `version` names all that its points depend on."""
    start = time.perf_counter()
    store = ClipStore(store_folder, version, {"detector": detection.factory, "rate": rate})
    clips = dict(pending(catalog, store))
    videos = {key: path for key, path in clips.items() if is_video(path)}
    sequences = {key: path for key, path in clips.items() if key not in videos}
    died = {}
    if sequences:
        # The file of each is what must be there for a failure to be remembered.
        files = {key: file_and_number(path)[0] for key, path in sequences.items()}
        died |= collect(_imported(sequences, rate), store, files, "sequence")
    if videos:
        workers = min(workers or usable_cores(), -(-len(videos) // LEAST_PER_WORKER))
        with Pool(videos.items(), detection, workers) as pool:
            died |= collect(pool, store, videos, "clip")
    return ClipExtraction.of(catalog, store, died, len(clips), time.perf_counter() - start)


def import_sequence(image_points, present, key: str, rate: float) -> Clips:
    """A landmark sequence (T, 2, 21, 3) with (T, 2) bool as `Clips` of one clip, gaps filled."""
    origin = present * IMPORTED
    # Nothing says how wide the frames were for their height: distances are taken as in a square.
    points, origin = mend(image_points, origin, 1.0, tracker.longest_gap(rate), INTERPOLATED)
    return tracker.clip_of(key, rate, (0, 0), points, origin)


def _imported(paths: dict[str, str], rate: float) -> Iterator[tuple]:
    """What a Pool would give of sequences; a file of many is opened once."""
    file = None
    for key, path in _by_file(paths.items()):
        name, number = file_and_number(path)
        if file is None or file.path != Path(name):
            file = SequenceFile(name)
        try:
            points, present = file.read(number)
        except ClipError as error:
            yield UNREADABLE, key, str(error)
        else:
            yield FOUND, key, import_sequence(points, present, key, rate)


def _by_file(clips: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(clips, key=lambda clip: file_and_number(clip[1])[0])


def _real_tracking(catalog, asset, max_hands: int, rate: float) -> tuple[str, Detection]:
    factory = f"{tracker.__name__}:{tracker.ClipTracker.__name__}"
    if not any(map(is_video, catalog.table["path"])):  # sequences alone need no model
        return f"{IMPORT_VERSION}-rate.{rate:g}-method.{tracker.METHOD}", Detection(factory)
    asset = find_asset(asset)
    arguments = {"asset": str(asset), "max_hands": max_hands, "rate": rate, "skip_tensorflow": True}
    version = tracker.tracker_version(asset, max_hands, rate)
    return version, Detection(factory, arguments, batch=1)
