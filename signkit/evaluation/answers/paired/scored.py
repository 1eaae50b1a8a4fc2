"""Runs that score classes, as far as it is all one whether a photo has one or several."""

import hashlib

import pandas as pd

from signkit.runs.files import PREDICTIONS


class ScoredRuns:
    """Rows and figures of runs whose answers stand in `predictions.parquet`."""

    table = PREDICTIONS

    def figures(self, record, split: str = "test") -> dict:
        """The figures of a split by name; {} where the run has none."""
        return record.of_split(split) or {}

    def rows(self, record, split: str = "test") -> pd.DataFrame:
        """The photos of a split by content, path and label, each once, in the order of those."""
        part = record.predictions[record.predictions["split"] == split]
        table = self._columns(part, record)
        return table[~table.index.duplicated()].sort_index()

    def validated_on(self, record) -> str:
        """The same text for runs whose epochs were chosen on the same photos."""
        return digest(self.rows(record, "validation").index)

    def trained_on(self, record) -> int:
        """How many photos trained the weights, 0 where the run does not say."""
        counts = (record.settings.get("data") or {}).get("split_photos") or {}
        return int(counts.get("train", 0))

    def _columns(self, part, record):
        paths, labels = part["path"].astype(str), part["label"].astype(str)
        content = paths.map(_contents(record.catalog)).fillna("")
        return pd.DataFrame(
            {
                "label": labels.to_numpy(),
                "right": (labels == part["predicted"].astype(str)).to_numpy(),
                "group": part["group"].to_numpy(object) if "group" in part else None,
            },
            index=pd.Index(content + "\t" + paths + "\t" + labels, dtype=object),
        )


def digest(keys) -> str:
    """A short text that is the same for the same keys."""
    return hashlib.blake2b("\n".join(keys).encode(), digest_size=8).hexdigest()


def _contents(catalog) -> dict:
    if catalog is None or "hash" not in catalog:
        return {}
    return dict(zip(catalog["path"].astype(str), catalog["hash"].astype(str), strict=True))
