"""The clips' hands on disk: shards of Parquet, a row a clip, its frames as lists of numbers."""

import numpy as np
import pyarrow as pa

from signkit.clips.sample import OF_FRAME, Clips
from signkit.landmarks.shards import ShardStore


class ClipStore(ShardStore):
    """The clips' landmarks found so far, by content hash; see `ShardStore`.

    `append` takes and `load` gives `Clips`.
    """

    prefix = "clips"
    samples = "clips"
    kind = "store of clips' landmarks"
    first_step = "Extract the clips' landmarks first, or mend the path."

    def as_table(self, clips: Clips, failures: dict[str, str]) -> pa.Table:
        """Clips with their frames, and unreadable clips with the reason, a row each."""
        rows = Clips.join([clips, Clips.empty([0] * len(failures))])
        columns = {
            "hash": pa.array([*clips.hash.tolist(), *failures], pa.string()),
            "error": pa.array([""] * len(clips) + list(failures.values()), pa.string()),
            "rate": pa.array(rows.rate.tolist(), pa.float32()),
            "size": pa.FixedSizeListArray.from_arrays(pa.array(rows.size.ravel()), 2),
            "frames": pa.array(rows.lengths.tolist(), pa.int64()),
        }
        for name, (shape, _) in OF_FRAME.items():
            flat = pa.array(getattr(rows, name).ravel())
            starts = pa.array(rows.start * int(np.prod(shape)))
            columns[name] = pa.LargeListArray.from_arrays(starts, flat)
        return pa.table(columns)

    def from_rows(self, rows: dict) -> Clips:
        """A shard's readable clips."""
        frames = {
            name: np.asarray(rows[name]).reshape(-1, *shape).astype(dtype)
            for name, (shape, dtype) in OF_FRAME.items()
        }
        clips = Clips(
            hash=np.array(rows["hash"], "U32"),
            rate=np.array(rows["rate"], np.float32),
            size=np.asarray(rows["size"]).reshape(-1, 2).astype(np.int32),
            start=np.concatenate([[0], np.cumsum(rows["frames"])]).astype(np.int64),
            **frames,
        )
        return clips.take(np.array([not error for error in rows["error"]], bool))

    def join(self, parts: list[Clips]) -> Clips:
        """Several shards' clips as one."""
        return Clips.join(parts)
