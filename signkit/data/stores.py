"""Where a data set's store lies: found by whose catalog it holds, also when the data moved."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa

from signkit.data.catalog import file_hashes
from signkit.data.catalog_file import CATALOG, is_there, read_before
from signkit.data.checks.unchanged import Before, Hashes, changes


def find_store(place: Path, folder: Path, hashes: Hashes = file_hashes) -> Path:
    """Return the store of the data set in `folder`: at its own `place`, if there is one.

    Else the one whose catalog was made from this folder; else one whose files are all in this
    folder with the same content: the data set was moved or renamed. Else `place`, a new one.
    """
    if place.exists() or not place.parent.is_dir():
        return place
    stores = sorted(place.parent.glob(f"*/{CATALOG}"))
    if not stores:
        return place
    with ThreadPoolExecutor(min(16, len(stores))) as pool:
        read = zip(stores, pool.map(_read, stores), strict=True)
        known = [(store.parent, before) for store, before in read if before]
    for store, before in known:
        if before.root.resolve() == folder.resolve():
            return store
    # One of the same last name first.
    known.sort(key=lambda each: each[1].root.name != folder.name)
    return next((store for store, before in known if _holds(folder, before, hashes)), place)


def _read(file: Path) -> Before | None:
    with contextlib.suppress(OSError, pa.ArrowException, KeyError, ValueError):
        return read_before(file)
    return None


def _holds(folder: Path, before: Before, hashes: Hashes) -> bool:
    """Whether a folder holds all files of a catalog made elsewhere, as they were."""
    first = before.table["path"].iloc[0]
    return is_there(folder, first) and not changes(before, folder, hashes)
