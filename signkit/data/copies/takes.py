"""Classes that were taken in one go: many photos, but one look at the sign, or hardly more."""

import pandas as pd

from signkit.data.answers.table import each_label

FEWEST = 5  # photos of a class that can be called a series
TAKES = 3  # one each to train, validate and test with


def series(table: pd.DataFrame, source: pd.Series) -> list[dict]:
    """Return the classes that are nearly one series: label, photos, takes, and the largest take.

    `source` names each row's set of copies: frames of a burst share it, so that a take is a set, or
    a photo without copies. Told are classes of five photos and more in fewer than three takes, or
    with half of them and more in one.
    """
    rows = each_label(table).join(source.rename("take"))
    found = []
    for label, mine in rows.groupby("label"):
        sizes = mine["take"].value_counts()
        largest = int(sizes.iloc[0])
        if len(mine) >= FEWEST and (len(sizes) < TAKES or largest >= max(FEWEST, len(mine) / 2)):
            said = {"label": str(label), "photos": len(mine), "takes": len(sizes)}
            found.append({**said, "largest": largest})
    return found
