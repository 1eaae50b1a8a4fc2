"""A catalog kept as a Parquet file, so that a second look at a data set reads no photo."""

import contextlib
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from signkit.data.answers.table import told_by
from signkit.data.catalog import Catalog, file_hashes
from signkit.data.checks.inventory import with_others
from signkit.data.checks.unchanged import Before, Hashes, changes
from signkit.errors import DataError, StoreError
from signkit.tables import read_parquet
from signkit.whole import STORED, whole

CATALOG = "catalog.parquet"  # its name in a store
NOTEBOOKS = "preprocess_landmarks, preprocess_clips or ATK_training"
PREPARE = f"Run the notebook that reads this data set ({NOTEBOOKS})"


def save_catalog(catalog: Catalog, file: str | Path, labels: Iterable[str] = ()) -> Path:
    """Write the table, with what it was made of in the file's metadata; a reader sees old or new.

    `labels` are the files, below the root or by full path, that say what is on the photos.
    """
    file = Path(file)
    table = pa.Table.from_pandas(catalog.table, preserve_index=False)
    about = {
        b"signkit_root": str(catalog.root).encode(),
        b"signkit_groups_are": catalog.groups_are.encode(),
        b"signkit_white": repr(float(catalog.white)).encode(),
    }
    if catalog.listed is not None:
        labels = sorted(labels)
        about[b"signkit_labels"] = json.dumps(labels).encode()
        about[b"signkit_files"] = _packed(with_others(catalog.listed, catalog.root, labels))
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), **about})
    with whole(file, STORED, StoreError, shared=True, folders=True) as part:
        pq.write_table(table, part)
    return file


def load_catalog(
    file: str | Path, root: str | Path | None = None, hashes: Hashes = file_hashes
) -> Catalog:
    """Read a saved catalog; `root` says where its photos lie if they moved.

    Its files are compared with those it was made of (signkit.data.checks.unchanged), `hashes`
    reads them where that is needed; new ones are told. Raises DataError where the file is
    missing, the photos are not in that folder, or they, or the tables of their labels, are not
    what they were.
    """
    file = Path(file)
    if not file.is_file():
        raise DataError(
            f"No catalog at {file}.",
            f"{PREPARE} first.",
        )
    saved = read_parquet(file)
    before = _before(saved)
    folder = Path(root or before.root)
    table = saved.to_pandas(use_threads=False).astype({"group": "string", "split": "string"})
    if "source" not in table:  # it was saved before copies were looked for
        table["source"] = table["hash"]
    table = told_by(table).read(table)
    if not any(is_there(folder, table["path"].iloc[row]) for row in (0, -1)):
        raise DataError(
            f"The photos of {file} are not in {folder} (it was made from {before.root}).",
            f"Put them there. Or: {PREPARE} again.",
        )
    now = before.look(folder)
    found = changes(before, folder, hashes, now)
    if found:
        raise DataError(
            f"{folder} is not what it was when it was prepared: {found.sentence()}.",
            f"{PREPARE} again: of what did not change nothing is done twice.",
        )
    if found.added:
        print(f"{folder}: {found.sentence()} since it was prepared. This goes on without them.")
        print(f"To have them in: {PREPARE[0].lower()}{PREPARE[1:]} again.")
    groups_are = saved.schema.metadata.get(b"signkit_groups_are", b"").decode()
    white = float(saved.schema.metadata.get(b"signkit_white", b"0"))
    catalog = Catalog(folder, table, listed=now, groups_are=groups_are, white=white)
    if found.times and before.files is not None:
        with contextlib.suppress(OSError):  # it may be somebody else's
            save_catalog(replace(catalog, listed=_known(now, before)), file, before.labels)
    return catalog


def read_before(file: str | Path) -> Before:
    """What a saved catalog was made of; raises what pyarrow raises where it can't be read."""
    return _before(read_parquet(file))


def _before(saved: pa.Table) -> Before:
    about = saved.schema.metadata
    packed = about.get(b"signkit_files")
    return Before(
        Path(about[b"signkit_root"].decode()),
        saved.select(["path", "bytes", "hash"]).to_pandas(use_threads=False),
        None if packed is None else pd.read_parquet(io.BytesIO(packed), use_threads=False),
        tuple(json.loads(about.get(b"signkit_labels", b"[]"))),
    )


def _packed(files: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    files.to_parquet(content, compression="zstd", index=False)
    return content.getvalue()


def _known(now: pd.DataFrame, before: Before) -> pd.DataFrame:
    """The files as they are, without those that are new: they stay new."""
    return now[now["path"].isin(set(before.files["path"]))]


def fingerprint(table: pd.DataFrame) -> str:
    """Return 16 hex digits that follow from the photos' content, labels and splits alone."""
    said = table[["hash", "label", "split"]].assign(label=told_by(table).said(table))
    ordered = said.fillna("").sort_values(["hash", "label"])
    return hashlib.blake2b(ordered.to_csv(index=False).encode(), digest_size=8).hexdigest()


def is_there(folder: Path, path: str) -> bool:
    """Whether a photo, or a clip, is there: a file, one of many in it (a.npz#3), or a folder."""
    return (folder / path).exists() or (folder / path.rpartition("#")[0]).is_file()
