"""Tables: read from Parquet files so that a process may end right after, and put into text."""

import textwrap

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


def findings_text(table: pd.DataFrame, width: int = 100) -> str:
    """A summary (finding, count, meaning, example) in lines no longer than a terminal is wide."""
    names, counts = (table[name].astype(str) for name in ("finding", "count"))
    first, second = names.str.len().max(), counts.str.len().max()
    lines = []
    for name, count, meaning, example in zip(
        names, counts, table["meaning"], table["example"], strict=True
    ):
        words = f"{meaning}; such as {example}" if example else str(meaning)
        lines += textwrap.wrap(
            words,
            width,
            initial_indent=f"{name:>{first}}  {count:>{second}}  ",
            subsequent_indent=" " * (first + second + 4),
            break_long_words=False,
            break_on_hyphens=False,
        ) or [f"{name:>{first}}  {count:>{second}}"]
    return "\n".join(lines)
