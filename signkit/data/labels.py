"""What is on a photo: one label, or several of which any number may be true."""

import numpy as np
import pandas as pd

WITHOUT = "no label"  # the `label` of a photo that has none of several
_BETWEEN = " + "


def joined(labels) -> str:
    """The labels of a photo in one word: what its column `label` holds where there are several.

    A label that reads like several, or like none, is in quotes.
    """
    return (
        _BETWEEN.join(
            f'"{label}"' if _BETWEEN in label or label == WITHOUT else label for label in labels
        )
        or WITHOUT
    )


def none_of(classes) -> str:
    """What photos without any label are called in a list of these classes."""
    return f"({WITHOUT})" if WITHOUT in set(classes) else WITHOUT


def with_labels(rows: pd.DataFrame, labels) -> pd.DataFrame:
    """Rows with the column `labels`, a sorted tuple a photo, and the column `label` made of it."""
    labels = [tuple(sorted(set(each))) for each in labels]
    column = pd.Series(labels, index=rows.index, dtype=object)
    return rows.assign(label=[joined(each) for each in labels], labels=column)


def place_matrix(rows: pd.DataFrame, count: int, classes) -> np.ndarray:
    """Which of the classes each of `count` photos shows: (N, C) float32 of 0 and 1.

    `rows` have a class each, `label`, and their photo's number for an index.
    """
    matrix = np.zeros((count, len(classes)), np.float32)
    places = pd.Index(classes).get_indexer(rows["label"])
    known = places >= 0
    matrix[rows.index.to_numpy()[known], places[known]] = 1
    return matrix


def marks(lists, classes) -> np.ndarray:
    """Lists of labels as (N, C) bool."""
    place = {str(name): k for k, name in enumerate(classes)}
    found = np.zeros((len(lists), len(classes)), bool)
    for row, labels in enumerate(lists):
        found[row, [place[str(label)] for label in labels]] = True
    return found
