"""Tables from Parquet files, read so that a process may end right after."""

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
