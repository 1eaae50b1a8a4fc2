"""What a finished split must keep, checked once more, and what its reader should know of it."""

import pandas as pd

from signkit.data.answers.table import each_label
from signkit.data.columns import sources
from signkit.data.splits.units import listed
from signkit.errors import DataError

FAR, FAR_CLASS = 0.05, 0.10  # from the shares asked, of the whole and of a class
FAR_PHOTOS = 2  # a class off by less is rounded
_WHY = "Groups, and copies or frames of one take, stay whole."


def check_split(table: pd.DataFrame, strategy: str, shared: bool = False) -> None:
    """Look at every guarantee, once more, on the finished table.

    Raises DataError where copies are parted, a group is (in a "grouped" split; `shared` leaves
    train and validation the same ones), or a class has nothing to train on.
    """
    # A given split may part what is only much alike; the same file is in no one's favour.
    source = table["hash"] if strategy == "given" else sources(table)
    sides = table["split"].groupby(source).nunique()
    torn = table.assign(source=source)
    torn = torn[source.isin(sides[sides > 1].index)].sort_values(["source", "path"])
    if len(torn):
        raise DataError(
            f"{(sides > 1).sum()} photos stand on two sides of the split with the same content: "
            f"{listed(torn['path'], 4)}.",
            'Set COPIES_OF_TEST = "leave out", which leaves them out of training, or use the split '
            "'grouped' or 'random'.",
        )
    side = table["split"].replace("validation", "train") if shared else table["split"]
    if strategy == "grouped" and (side.groupby(table["group"]).nunique() > 1).any():
        raise DataError("A group stands on two sides of the split.", "Report this as a fault.")
    shown = each_label(table)
    absent = sorted(set(shown["label"]) - set(shown["label"][shown["split"] == "train"]))
    if absent:
        raise DataError(
            f"Nothing of the classes {listed(absent)} is left to train on.",
            'Choose other test groups or another split, or COPIES_OF_TEST = "keep" where copies of '
            "held-out photos were left out.",
        )


def absent_classes(table: pd.DataFrame) -> list[str]:
    """Say for each split which classes it lacks, as named test groups or rare labels cause it."""
    shown = each_label(table)
    classes = sorted(set(shown["label"]))
    found = {split: set() for split in sorted(set(table["split"]))}
    found |= {split: set(rows) for split, rows in shown.groupby("split")["label"]}
    return [
        f"The {split} split has nothing of the classes {listed(absent)}: its figures say nothing "
        "about them."
        for split in found
        if (absent := [name for name in classes if name not in found[split]])
    ]


def far_from_shares(table: pd.DataFrame, fractions: dict[str, float]) -> list[str]:
    """Say how far the whole, and any class more than it, is from the shares asked (name: share).

    Five points count for the whole; ten, and two photos, for a class.
    """
    rows = table[table["split"].isin(list(fractions))]
    wanted = pd.Series(fractions) / sum(fractions.values())
    got = rows["split"].value_counts(normalize=True).reindex(wanted.index, fill_value=0.0)
    notes = []
    if (got - wanted).abs().max() > FAR:
        notes.append(
            f"The split is not quite as asked (in brackets): {_shares_words(got, wanted)}. {_WHY}"
        )
    counts = each_label(rows).groupby(["label", "split"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=wanted.index, fill_value=0)
    total = counts.sum(axis=1)
    share = counts.div(total, axis=0)
    off = share.sub(wanted).abs().max(axis=1)
    apart = share.sub(got).abs().max(axis=1)  # or the whole says it already
    far = (off > FAR_CLASS) & (off * total >= FAR_PHOTOS) & (apart > FAR_CLASS)
    worst = off[far].sort_values(ascending=False, kind="stable").index
    if len(worst):
        words = [f"{name}: {_shares_words(share.loc[name], wanted)}" for name in worst]
        notes.append(
            f"{len(words)} class{'es' * (len(words) > 1)} far from the shares asked (in brackets): "
            f"{listed(words, 4, '; ')}. {_WHY}"
        )
    return notes


def _shares_words(got, wanted):
    return ", ".join(f"{name} {share:.0%} ({wanted[name]:.0%})" for name, share in got.items())


def groups_on_two_sides(table: pd.DataFrame) -> list[str]:
    """Count the groups that a given split parts."""
    sides = table.groupby("group")["split"].nunique()
    shared = sorted(sides[sides > 1].index)
    if not shared:
        return []
    return [f"{len(shared)} groups are on more than one side of the given split: {listed(shared)}."]
