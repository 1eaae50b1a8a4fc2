"""The columns of every catalog, and what can be said of them alone."""

import pandas as pd

COLUMNS = ("path", "label", "group", "split", "bytes", "hash", "source")
UNKNOWN = "unknown"  # the split of photos whose class is never trained on


def sources(table: pd.DataFrame) -> pd.Series:
    """What each row was made from: the `source`, or in a table without it the photo's own hash."""
    return table["source"] if "source" in table else table["hash"]
