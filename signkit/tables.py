"""Tables: read from Parquet files so that a process may end right after, and put into text."""

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def read_parquet(path, columns=None) -> pa.Table:
    """Read a Parquet file in this thread alone; raises what pyarrow raises.

    `pyarrow.parquet.read_table` starts threads, and a process that ends while they start aborts
    ("terminate called without an active exception"): on a busy machine one in fifteen did, after
    its work was done.
    """
    with pq.ParquetFile(path, pre_buffer=False) as file:
        return file.read(columns=columns, use_threads=False)


def as_text(table: pd.DataFrame, index: bool = False) -> str:
    """A table as a terminal shows it: shares (0-1) with three digits, larger numbers with one."""
    numbers = table.select_dtypes("float")
    digits = {name: 1 if (numbers[name].abs() > 1).any() else 3 for name in numbers}
    return table.to_string(
        index=index,
        na_rep="",
        formatters={name: f"{{:.{most}f}}".format for name, most in digits.items()},
    )
