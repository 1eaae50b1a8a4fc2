"""The hands of a whole data set: what is not in the store yet, by worker processes."""

import os
import time
from pathlib import Path

from signkit.data.catalog import Catalog
from signkit.landmarks.detection.extraction import Extraction
from signkit.landmarks.detection.pool import FOUND, UNREADABLE, Detection, Pool
from signkit.landmarks.shards import ShardStore
from signkit.landmarks.store import LandmarkStore
from signkit.progress import progress

SHARD = 512  # photos a file, and what a killed run loses at most ...
SHARD_SECONDS = 60  # ... or what was found in so long, where photos come slowly
LEAST_PER_WORKER = 16  # photos worth a process's start


def extract(
    catalog: Catalog,
    store_folder: str | Path,
    max_hands: int = 2,
    workers: int | None = None,
    asset: str | Path | None = None,
) -> Extraction:
    """Find the hands in every photo of the catalog that the store doesn't hold yet.

    `max_hands` 2 also looks for a second hand; `workers` None or 0 takes every core; `asset` is
    the model file (found or fetched if not given). Photos that can't be read are counted and
    skipped; what is finished when the run is interrupted is kept, and the next run goes on from
    there. Raises AssetError without a model file, StoreError when the store is another detector's
    or can't be written, WorkerError when the worker processes keep dying.
    """
    version, detection = _real_detection(asset, max_hands)
    return extract_with(detection, version, catalog, store_folder, workers)


def extract_with(
    detection: Detection,
    version: str,
    catalog: Catalog,
    store_folder: str | Path,
    workers: int | None = None,
) -> Extraction:
    """The same with any detector; `version` names all that its points depend on."""
    start = time.perf_counter()
    store = LandmarkStore(store_folder, version, {"detector": detection.factory})
    photos = pending(catalog, store)
    died = {}
    if photos:
        workers = min(workers or usable_cores(), -(-len(photos) // LEAST_PER_WORKER))
        with Pool(photos, detection, workers) as pool:
            died = collect(pool, store, dict(photos), "photo")
    return Extraction.of(catalog, store, died, len(photos), time.perf_counter() - start)


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _real_detection(asset, max_hands: int) -> tuple[str, Detection]:
    # The detector's module is light until a HandDetector is made; only the workers make one.
    from signkit.landmarks.detection import detector

    found = detector.find_asset(asset)
    arguments = {"asset": str(found), "max_hands": max_hands, "skip_tensorflow": True}
    factory = f"{detector.__name__}:{detector.HandDetector.__name__}"
    return (
        detector.detector_version(found, max_hands),
        Detection(factory, arguments, detector.SHORT_SIDE),
    )


def pending(catalog: Catalog, store: ShardStore) -> list[tuple[str, str]]:
    """(hash, full path) of what the store lacks, equal samples once."""
    rows = catalog.table.drop_duplicates("hash")
    rows = rows[~rows["hash"].isin(store.keys())]
    root = catalog.root.resolve()
    return [(key, str(root / path)) for key, path in zip(rows["hash"], rows["path"], strict=True)]


def collect(outcomes, store: ShardStore, paths: dict[str, str], unit: str) -> dict[str, str]:
    """Write what comes, (kind, hash, content) as a Pool gives it, into shards of the store.

    `paths` are those of all samples by hash; returns the samples (by hash) at which a worker died,
    and how. What came is kept whatever ends the run.
    """
    shard, died = _Shard(store), {}
    done = 0
    try:
        with progress(total=len(paths), desc="hands", unit=unit) as bar:
            for kind, key, content in outcomes:
                if kind == FOUND:
                    shard.found.append(content)
                elif kind == UNREADABLE and Path(paths[key]).exists():
                    shard.failures[key] = content
                else:  # the machine's fault, or a file that is away just now: not to be remembered
                    died[key] = content
                done += 1
                bar.update(1)
                shard.write_if_due()
    except KeyboardInterrupt:
        shard.write()
        word = f"Stopped after {done} of {len(paths)} {unit}s; they are kept in {store.folder}. "
        raise KeyboardInterrupt(word + "Run again to go on from there.") from None
    except BaseException:
        shard.write()
        raise
    shard.write()
    return died


class _Shard:
    """What is not yet on disk."""

    def __init__(self, store: ShardStore):
        self.store = store
        self._clear()

    def _clear(self) -> None:
        self.found, self.failures, self.since = [], {}, time.monotonic()

    def write_if_due(self) -> None:
        full = len(self.found) + len(self.failures) >= SHARD
        if full or time.monotonic() - self.since > SHARD_SECONDS:
            self.write()

    def write(self) -> None:
        found, failures = self.found, self.failures
        self._clear()  # first: a write that fails must not be tried again on the way out
        if found or failures:
            self.store.append(self.store.join(found), failures)
