"""How a run's files are read, and written whole, by the ending of their names."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.tables import read_parquet
from signkit.whole import whole, write_json


def read_file(path: Path):
    """Read a file as its ending says: content of JSON, rows of lines, a table, arrays by name.

    Raises FileNotFoundError where there is none, and what reading a broken one raises.
    """
    return READERS[path.suffix](path)


def write_file(path: Path, content) -> None:
    """Write a file whole, as its ending says; raises RunError where the disk won't."""
    WRITERS[path.suffix](path, content)


def _read_json(path: Path):
    return json.loads(path.read_text(encoding="utf-8"))


def _read_lines(path: Path) -> list[dict]:
    """The rows of a file that is only added to; a kill may have left half a line."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows


def _read_table(path: Path) -> pd.DataFrame:
    return read_parquet(path).to_pandas(use_threads=False)


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _write_table(path: Path, table: pd.DataFrame) -> None:
    with whole(path) as part:
        table.to_parquet(part)


def _write_arrays(path: Path, arrays: dict[str, np.ndarray]) -> None:
    with whole(path) as part:
        np.savez_compressed(part, **arrays)


READERS: dict[str, Callable] = {
    ".json": _read_json,
    ".jsonl": _read_lines,
    ".parquet": _read_table,
    ".npz": _read_arrays,
}
WRITERS: dict[str, Callable] = {
    ".json": write_json,
    ".parquet": _write_table,
    ".npz": _write_arrays,
}
