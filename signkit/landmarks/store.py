"""Landmarks on disk: a folder of shards, each written whole or not at all.

A tiny file a photo makes Drive time out, and a database on a Drive mount gets
corrupted; some hundreds of photos a Parquet file suffer from neither. A shard's rows are photos,
by content hash; a photo that can't be read is a row with the reason in `error`.
"""

import numpy as np
import pyarrow as pa

from signkit.landmarks.sample import FIELDS, Landmarks
from signkit.landmarks.shards import ShardStore


class LandmarkStore(ShardStore):
    """The landmarks found so far, by content hash of the photo; see `ShardStore`."""

    prefix = "hands"
    samples = "photos"
    kind = "landmark store"
    first_step = "Extract the landmarks first (notebook preprocess_landmarks), or mend the path."

    def as_table(self, landmarks: Landmarks, failures: dict[str, str]) -> pa.Table:
        """Photos with their landmarks, and unreadable photos with the reason, a row each."""
        rows = Landmarks.join([landmarks, Landmarks.empty(len(failures))])
        columns = {
            "hash": pa.array([*landmarks.hash.tolist(), *failures], pa.string()),
            "error": pa.array([""] * len(landmarks) + list(failures.values()), pa.string()),
        }
        for name, (shape, _) in FIELDS.items():
            if shape:
                flat = pa.array(getattr(rows, name).ravel())
                columns[name] = pa.FixedSizeListArray.from_arrays(flat, int(np.prod(shape)))
        return pa.table(columns)

    def from_rows(self, rows: dict) -> Landmarks:
        """A shard's readable photos."""
        arrays = {
            name: np.asarray(rows[name]).reshape(-1, *shape).astype(dtype)
            for name, (shape, dtype) in FIELDS.items()
        }
        return Landmarks(**arrays).take(np.array([not error for error in rows["error"]], bool))

    def join(self, parts: list[Landmarks]) -> Landmarks:
        """Several shards' photos as one."""
        return Landmarks.join(parts)
