"""Copies of test photos in the training: how many, and a split without them."""

from dataclasses import replace

import pandas as pd

from signkit.data.catalog import Catalog
from signkit.data.columns import sources

LEAVE_OUT = 'COPIES_OF_TEST = "leave out" leaves such training photos out.'


def copy_sets(table: pd.DataFrame) -> pd.Series:
    """Return the set of copies of each row, whether or not copies bind the split."""
    return table["alike"].fillna(table["hash"]) if "alike" in table else sources(table)


def seen_in_training(table: pd.DataFrame) -> pd.Series:
    """Which test rows (bool) have a copy among the rows that are trained on or chosen by."""
    source = copy_sets(table)
    learning = table["split"].isin(["train", "validation"])
    return (table["split"] == "test") & source.isin(source[learning])


def copies_on_two_sides(table: pd.DataFrame) -> list[str]:
    """Count the sets of copies that a split parts, with an example, and what that does."""
    known = table[table["split"].isin(["train", "validation", "test"])]
    source = copy_sets(known)
    sides = known["split"].groupby(source).nunique()
    sides = sides[sides > 1]
    if sides.empty:
        return []
    torn = known[source == sides.index[0]].drop_duplicates("split")
    one, other = (f"{row.path} ({row.split})" for row in torn.iloc[:2].itertuples())
    seen, test = int(seen_in_training(known).sum()), int((known["split"] == "test").sum())
    return [
        f"{len(sides)} sets of copies are on more than one side of the split, such as {one} and "
        f"{other}; {seen} of the {test} test photos have a copy that is learnt from or chosen by: "
        f"the figures come out higher than those of new photos. {LEAVE_OUT}"
    ]


def without_copies_of_test(catalog: Catalog) -> Catalog:
    """Leave out training rows that are copies of a held-out one, and validation's of a test one.

    They are counted in `copies_left_out` and in a note.
    """
    table, source = catalog.table, copy_sets(catalog.table)
    test, validation = (source[table["split"] == name] for name in ("test", "validation"))
    of_test = table["split"].isin(["train", "validation"]) & source.isin(test)
    of_validation = (table["split"] == "train") & source.isin(validation[~validation.isin(test)])
    out = of_test | of_validation
    if not out.any():
        return catalog
    counts = table["split"][out].value_counts()
    parts = ", ".join(f"{counts[name]} of {name}" for name in counts.index)
    note = f"{out.sum()} copies of held-out photos were left out of the learning: {parts}."
    kept = catalog.with_table(table[~out])
    return replace(kept, copies_left_out=int(out.sum()), notes=(*catalog.notes, note))
