"""A catalog kept as a Parquet file, so that a second look at a data set reads no photo."""

import hashlib
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from signkit.data.catalog import Catalog
from signkit.errors import DataError
from signkit.tables import read_parquet

NOTEBOOKS = "preprocess_landmarks, preprocess_clips or ATK_training"
PREPARE = f"Run the notebook that reads this data set ({NOTEBOOKS})"


def save_catalog(catalog: Catalog, file: str | Path) -> Path:
    """Write the table, with its root in the file's metadata; a reader sees the old or the new."""
    file = Path(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pandas(catalog.table, preserve_index=False)
    table = table.replace_schema_metadata(
        {**(table.schema.metadata or {}), b"signkit_root": str(catalog.root).encode()}
    )
    part = file.with_suffix(".part")
    pq.write_table(table, part)
    part.replace(file)
    return file


def load_catalog(file: str | Path, root: str | Path | None = None) -> Catalog:
    """Read a saved catalog; `root` says where its photos lie if they moved.

    Raises DataError where the file is missing, or the photos are not in that folder.
    """
    file = Path(file)
    if not file.is_file():
        raise DataError(
            f"No catalog at {file}.",
            f"{PREPARE} first.",
        )
    saved = read_parquet(file)
    made_from = saved.schema.metadata[b"signkit_root"].decode()
    folder = Path(root or made_from)
    table = saved.to_pandas(use_threads=False).astype({"group": "string", "split": "string"})
    if "source" not in table:  # it was saved before copies were looked for
        table["source"] = table["hash"]
    if "labels" in table:  # the file holds lists
        table["labels"] = table["labels"].map(tuple)
    if not _there(folder, table["path"].iloc[0]):
        raise DataError(
            f"The photos of {file} are not in {folder} (it was made from {made_from}).",
            f"Put them there. Or: {PREPARE} again.",
        )
    return Catalog(folder, table)


def fingerprint(table: pd.DataFrame) -> str:
    """Return 16 hex digits that follow from the photos' content, labels and splits alone."""
    said = table[["hash", "label", "split"]]
    if "labels" in table:  # told apart where joining them reads the same
        said = said.assign(label=table["labels"].map(lambda labels: json.dumps(list(labels))))
    ordered = said.fillna("").sort_values(["hash", "label"])
    return hashlib.blake2b(ordered.to_csv(index=False).encode(), digest_size=8).hexdigest()


def _there(folder: Path, path: str) -> bool:
    """Whether a photo, or a clip, is there: a file, one of many in it (a.npz#3), or a folder."""
    return (folder / path).exists() or (folder / path.rpartition("#")[0]).is_file()
