"""Samples in a folder of Parquet shards: written whole, never changed, added to by a run.

A shard's rows are samples, by content hash; one that can't be read is a row with the reason in
`error`. Every shard is written beside its place and renamed into it, so a killed run leaves none
that is half a shard.
"""

import json
import uuid
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from signkit.errors import StoreError
from signkit.tables import read_parquet
from signkit.whole import PART, STORED, whole, write_json

ABOUT = "store.json"
FORMAT = 1
OLD_PART = ".new-"  # as earlier versions called what they were writing


class ShardStore:
    """What was found so far, by content hash; subclasses say what of.

    With a `version` the store is opened for writing (and made, if it isn't there): StoreError when
    another detector made it. Without, it is opened for reading: StoreError when it isn't there.
    One process writes at a time.
    """

    prefix: str  # of the shards' names
    samples: str  # what they are called, many of them
    kind: str  # what the store is called
    first_step: str  # what to do where there is no store

    def __init__(
        self, folder: str | Path, version: str | None = None, settings: dict | None = None
    ):
        self.folder = Path(folder).expanduser()
        about = self._about()
        if version is None and about is None:
            raise StoreError(f"There is no {self.kind} at {self.folder}.", self.first_step)
        if version is not None and about is None:
            about = {"format": FORMAT, "version": version, "settings": settings or {}}
            self._create(about)
        if version is not None and about["version"] != version:
            raise StoreError(
                f"The store {self.folder} was made by detector {about['version']}, and this is "
                f"{version}: their points don't mix.",
                "Choose another folder for this detector, use the store with the settings it was "
                "made with, or delete the folder to compute it anew.",
            )
        self.version, self.settings = about["version"], about["settings"]
        if version is not None:
            self._sweep()

    def keys(self) -> set[str]:
        """The hashes of all samples done, the unreadable ones among them."""
        return {key for shard in self.shards() for key in read_shard(shard, ["hash"])["hash"]}

    def failures(self) -> dict[str, str]:
        """The reason, by hash, for each sample that couldn't be read."""
        found = {}
        for shard in self.shards():
            rows = read_shard(shard, ["hash", "error"])
            found.update((h, e) for h, e in zip(rows["hash"], rows["error"], strict=True) if e)
        return found

    def append(self, found, failures: dict[str, str] | None = None) -> None:
        """Write one shard: samples with what was found, and unreadable ones with the reason.

        Raises StoreError when the disk is full or can't be written; shards written before stay.
        """
        table = self.as_table(found, failures or {})
        name = f"{self.prefix}-{uuid.uuid4().hex[:12]}.parquet"
        with whole(self.folder / name, STORED, StoreError) as part:
            pq.write_table(table, part, compression="zstd")

    def load(self, hashes):
        """What was found in the samples with these hashes, in that order.

        Raises StoreError, counting them, when samples are missing or were unreadable.
        """
        wanted = list(hashes)
        row_of, parts, start = {}, [], 0
        for shard in self.shards():
            part = self.from_rows(read_shard(shard))
            row_of.update((key, start + i) for i, key in enumerate(part.hash.tolist()))
            parts.append(part)
            start += len(part)
        missing = [key for key in wanted if key not in row_of]
        if missing:
            unreadable = len(set(missing) & set(self.failures()))
            raise StoreError(
                f"{len(missing)} of {len(wanted)} {self.samples} have no landmarks in "
                f"{self.folder}, such as the one with hash {missing[0]} ({unreadable} of them are "
                "unreadable).",
                "Run the extraction on this data set again; it does only what is missing. Leave "
                "the unreadable ones out.",
            )
        return self.join(parts).take(np.array([row_of[key] for key in wanted], np.int64))

    def as_table(self, found, failures: dict[str, str]) -> pa.Table:
        """A shard's rows, with columns `hash` and `error`."""
        raise NotImplementedError

    def from_rows(self, rows: dict):
        """What `as_table` was made of, without the unreadable samples."""
        raise NotImplementedError

    def join(self, parts):
        """Several shards' content as one."""
        raise NotImplementedError

    def shards(self) -> list[Path]:
        """The files, in the order of their names."""
        return sorted(self.folder.glob(f"{self.prefix}-*.parquet"))

    def _about(self) -> dict | None:
        path = self.folder / ABOUT
        if not path.is_file():
            return None
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
            known = about["format"] == FORMAT and {"version", "settings"} <= about.keys()
        except (ValueError, KeyError, TypeError, OSError):
            known = False
        if not known:
            raise StoreError(
                f"{path} is damaged or of another signkit's format.",
                "Delete the folder to compute it anew, or choose another one.",
            )
        return about

    def _create(self, about: dict) -> None:
        if self.shards():
            raise StoreError(
                f"{self.folder} holds landmarks, but its {ABOUT} is gone: their maker is unknown.",
                "Restore that file, or delete the folder to compute it anew.",
            )
        write_json(self.folder / ABOUT, about, STORED, StoreError, folders=True)

    def _sweep(self) -> None:
        for begin in (PART, OLD_PART):  # of a run that was killed while writing
            for left in self.folder.glob(f"{begin}*"):
                left.unlink(missing_ok=True)


def read_shard(shard: Path, columns=None) -> dict[str, list | np.ndarray]:
    """A shard's columns by name: lists, and flat arrays of what holds numbers; or StoreError."""
    try:
        table = read_parquet(shard, columns)
    except (pa.ArrowInvalid, OSError) as error:
        raise StoreError(
            f"{shard} is damaged ({str(error).splitlines()[0]}).",
            "Delete that file and run the extraction again; it computes only what it held.",
        ) from error
    return {name: _values(table[name]) for name in table.column_names}


def _values(column: pa.ChunkedArray):
    column = column.combine_chunks()
    if pa.types.is_fixed_size_list(column.type) or pa.types.is_large_list(column.type):
        return column.flatten().to_numpy(zero_copy_only=False)
    return column.to_pylist()
