"""Labels that a .npz holds itself, and what else says which class its sequences are of."""

import pandas as pd

from signkit.clips.listing.packed import Packed
from signkit.errors import DataError


def with_own_labels(
    root, file: str, clips: pd.DataFrame, held: Packed, numbers: list[int], labelled: bool
) -> tuple[pd.DataFrame, str]:
    """The rows of a file's sequences with its own labels and splits, and a note on them.

    Row i is sequence `numbers[i]`; `labelled` rows have their labels from a CSV. Raises DataError
    where a class folder, or a CSV that names the file as a whole, says otherwise.
    """
    labels = [held.labels[number] for number in numbers]
    if clips["label"].tolist() == labels or (labelled and clips["number"].notna().all()):
        return clips, ""
    own = f"{root / file} holds labels of its own ({_some(sorted(set(labels)))})"
    if labelled:
        raise DataError(
            f"{own}, and the CSV calls all of it {clips['label'].iloc[0]!r}.",
            f"Name its sequences one by one ({file}#0, ...), or leave the CSV out.",
        )
    if "/" in file:
        raise DataError(
            f"{own}, and lies in the class folder {clips['label'].iloc[0]!r}.",
            f"Move it directly into {root}, without other folders, or save a file a class.",
        )
    clips = clips.assign(label=labels)
    note = (
        f"{file} holds {len(clips)} sequences with labels of its own: {_some(sorted(set(labels)))}."
    )
    if held.splits:
        clips = clips.assign(split=[held.splits[number] for number in numbers])
        note += " Its parts were read as splits: choose the split 'given' to keep them."
    if held.unread:
        note += f" Its arrays {', '.join(held.unread)} were not read."
    return clips, note


def _some(names) -> str:
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
