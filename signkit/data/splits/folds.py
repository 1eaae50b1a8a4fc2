"""Folds of a cross-validation: each photo is tested on once."""

import numpy as np

from signkit.data.answers.table import told_by
from signkit.data.catalog import Catalog
from signkit.data.names import listed
from signkit.data.splits.assign import SHARED, chosen_strategy, finished
from signkit.data.splits.counts import count_classes
from signkit.data.splits.divide import fill_splits
from signkit.data.splits.guarantees import far_from_shares
from signkit.data.splits.units import IF_NO_COPIES, joined_groups, units_of
from signkit.errors import DataError, SettingsError


def assign_fold(
    catalog: Catalog,
    fold: int,
    folds: int,
    validation_fraction: float = 0.15,
    seed: int = 0,
    strategy: str = "auto",
    validation: str = "groups",
    copies_of_test: str = "keep",
) -> Catalog:
    """Fill the catalog's `split` column: fold number `fold` (1 to `folds`) is the test.

    Over all folds of one seed each photo is tested on once. The rest is divided as `assign_splits`
    does, `validation_fraction` being a share of all photos; `strategy` ("auto", "grouped" or
    "random"), `validation` and `copies_of_test` mean what they mean there. Copies, and in grouped
    folds the groups, stay together; each fold has its share of every class. Raises SettingsError
    for a wrong setting, DataError where a class has too few photos or groups for so many folds.
    """
    _check_settings(fold, folds, validation_fraction, strategy)
    strategy = chosen_strategy(catalog, strategy)
    table = catalog.table.copy()
    shared = strategy == "grouped" and validation == "photos"
    units = units_of(table, strategy)
    counts, classes = count_classes(table, units)
    _check_counts(table, counts, classes, folds, strategy, validation_fraction > 0 and not shared)
    tested = catalog.told.folds(counts, folds, seed)
    _check_folds(counts, classes, tested, folds, strategy, catalog.told)
    table["split"] = np.where(tested[units] == fold - 1, "test", None)
    shares = {"train": 1 - 1 / folds - validation_fraction, "validation": validation_fraction}
    shares = {name: share for name, share in shares.items() if share > 0}
    rng = np.random.default_rng([seed, fold])
    table["split"] = fill_splits(table, "random" if shared else strategy, shares, rng)
    table["split"] = table["split"].astype("string")
    notes = far_from_shares(table, {**shares, "test": 1 / folds}) + ([SHARED] if shared else [])
    return finished(catalog, table, notes, strategy, shared, copies_of_test)


def _check_settings(fold, folds, validation_fraction, strategy) -> None:
    if folds < 2 or not 1 <= fold <= folds:
        raise SettingsError(
            f"There is no fold {fold} of {folds}.", "Two or more folds are numbered from 1."
        )
    if not 0 <= validation_fraction < 1 - 1 / folds:
        raise SettingsError(
            f"A test fold of 1/{folds} and validation_fraction {validation_fraction} leave nothing "
            "to train on.",
            "Take a smaller validation_fraction or more folds.",
        )
    if strategy == "given":
        raise SettingsError(
            "The split 'given' can't be divided into folds.",
            "Use the split 'auto', 'grouped' or 'random'.",
        )


def _check_counts(table, counts, classes, folds, strategy, validated) -> None:
    """Each class must have what its folds need."""
    told, held = told_by(table), (counts > 0).sum(0)
    enough = told.enough(held, folds, validated)
    unit = "group" if strategy == "grouped" else "different photo"
    few = [
        f"class {name!r} has {n} {unit}{'s' * (n != 1)} only"
        for name, n, good in zip(classes, held, enough, strict=True)
        if not good
    ]
    if len(counts) < folds:
        few = [f"there are {len(counts)} {unit}{'s' * (len(counts) != 1)}"]
    if few:
        joined = joined_groups(table) if strategy == "grouped" else ""
        mend = "Use fewer folds, or add photos."
        if strategy == "grouped":
            mend = 'Use fewer folds, SPLIT="random", or add groups.'
        mend += f" {IF_NO_COPIES}" if joined or len(counts) < len(table) else ""
        raise DataError(
            f"{folds} folds can't be made: {listed(few, 8, '; ')}. {told.fold_needs}{joined}", mend
        )


def _check_folds(counts, classes, tested, folds, strategy, told) -> None:
    """What the numbers allowed may still not be possible for all classes at once."""
    inside = np.stack([counts[tested == fold].sum(0) for fold in range(folds)])
    gaps = [f"class {classes[c]!r} in fold {f + 1}" for f, c in np.argwhere(told.lacking(inside))]
    if gaps:
        raise DataError(
            f"No {folds} folds were found that keep something of every class {told.fold_lack}: "
            f"{listed(gaps, 8, '; ')}.",
            'Use fewer folds, or SPLIT="random".'
            if strategy == "grouped"
            else "Use fewer folds, or add photos.",
        )
