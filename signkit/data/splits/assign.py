"""Train, validation and test: who is learnt from and who is not, with every guarantee checked."""

from dataclasses import replace

import numpy as np
import pandas as pd

from signkit.data.answers.table import each_label
from signkit.data.catalog import UNKNOWN, Catalog
from signkit.data.columns import sources
from signkit.data.copies.two_sides import copies_on_two_sides, without_copies_of_test
from signkit.data.group_kinds import plural
from signkit.data.labels import none_of
from signkit.data.listing.arrangement import canonical_split
from signkit.data.names import listed, read_names, there_are
from signkit.data.splits.divide import fill_splits
from signkit.data.splits.guarantees import (
    absent_classes,
    check_split,
    far_from_shares,
    groups_on_two_sides,
)
from signkit.data.splits.units import IF_NO_COPIES
from signkit.errors import DataError, SettingsError

SPLITS = ("train", "validation", "test")
STRATEGIES = ("auto", "grouped", "random", "given")
TEST_MADE = (
    "The given split has no test photos: some of train's became the test, validation stays as it "
    'is. To test on the validation photos instead, call them "test".'
)
SHARED = (
    "Validation photos are of groups that are trained on too: validation figures come out higher "
    "than those of unseen groups, the test's do not."
)


def assign_splits(
    catalog: Catalog,
    strategy="auto",
    fractions=(0.7, 0.15, 0.15),
    seed=0,
    test_groups=(),
    validation="groups",
    copies_of_test="keep",
) -> Catalog:
    """Fill the catalog's `split` column; the same photos and seed always give the same split.

    `grouped` keeps each group on one side, `random` keeps the classes' shares, `given` takes the
    catalog's own split (of validation and test, what it lacks is taken from train); `auto` is
    grouped where every photo has a group, else random. `test_groups` (names) are the test split of
    a grouped one, whose `validation` is made of other "groups" or, where every group is needed to
    learn from, of "photos" of the training groups. Copies (photos of one `source`) always stay
    together; where a given split parts them, or copies are only reported, a note says so, and with
    `copies_of_test` "leave out" those that are learnt from are left out. Raises DataError where a
    split can't hold every class, saying which class lacks what (of several labels a photo, where
    train can't; what the others lack is noted); SettingsError for a wrong setting.
    """
    fractions = _checked_fractions(fractions)
    test_groups = _checked_test_groups(catalog, test_groups)
    strategy = chosen_strategy(catalog, strategy, test_groups)
    rng = np.random.default_rng(seed)
    table, notes = catalog.table.copy(), []
    if strategy == "given":
        table["split"] = _given(table, fractions, rng)
        notes = groups_on_two_sides(table)
        if made := _filled(catalog.table["split"], fractions):
            notes += [TEST_MADE] if "test" in made else []
            notes += far_from_shares(table, made)
    else:
        table["split"] = pd.NA
        shared = strategy == "grouped" and validation == "photos"
        if test_groups:
            table["split"] = table["split"].mask(
                _test_rows(table, test_groups, copies_of_test == "keep"), "test"
            )
        elif shared:
            both = {"train": 1 - fractions["test"], "test": fractions["test"]}
            split = fill_splits(table, strategy, both, rng)
            table["split"] = split.where(split == "test", pd.NA)
        asked = _learning(fractions) if test_groups else fractions
        left = _learning(asked) if shared else asked
        table["split"] = fill_splits(table, "random" if shared else strategy, left, rng)
        notes = far_from_shares(table, asked)
        notes += [SHARED] if shared else []
    table["split"] = table["split"].astype("string")
    return finished(catalog, table, notes, strategy, validation == "photos", copies_of_test)


def finished(catalog, table, notes, strategy, shared, copies_of_test="keep") -> Catalog:
    """Return the divided catalog, checked once more, with what is to be known of it in its notes.

    Raises DataError as check_split does.
    """
    divided = replace(catalog, table=table, notes=(*catalog.notes, *notes))
    if copies_of_test == "leave out":
        divided = without_copies_of_test(divided)
    check_split(divided.table, strategy, shared)
    notes = copies_on_two_sides(divided.table) + absent_classes(divided.table)
    return replace(divided, notes=(*divided.notes, *notes))


def describe_splits(catalog: Catalog) -> pd.DataFrame:
    """Photos (and groups, where known) of each class in each split; the last row is the whole.

    A photo with several labels counts for each of them and once in the whole; those without any
    have a row of their own.
    """
    table = catalog.table
    if table["split"].isna().any():
        raise DataError("The catalog isn't divided yet.", "Call assign_splits first.")
    shown = [*SPLITS, *({UNKNOWN} & set(table["split"]))]
    photos = _by_class(table, "path", shown)
    if table["group"].notna().any():
        # Side by side, not joined by name: a class may be called "all".
        groups = _by_class(table, "group", SPLITS).add_suffix(f" {plural(catalog.groups_are)}")
        photos = pd.concat([photos, groups], axis=1)
    return photos


def _by_class(table, column, splits) -> pd.DataFrame:
    """How many different values of a column each class, and the whole, has in each split."""
    rows = each_label(table)
    parts = [rows, table.assign(label="all")]
    without = table[~table.index.isin(rows.index)]
    if len(without):
        parts.insert(1, without.assign(label=none_of(rows["label"])))
    counts = pd.concat(
        [part.groupby(["label", "split"])[column].nunique().unstack() for part in parts]
    )
    counts = counts.reindex(columns=splits).fillna(0).astype(int)
    counts.columns.name = None
    return counts


def _checked_fractions(fractions) -> dict[str, float]:
    try:
        shares = [float(value) for value in fractions]
    except (TypeError, ValueError):
        shares = []
    if len(shares) != 3 or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6 or shares[0] == 0:
        raise SettingsError(
            f"The fractions {fractions} are not three shares that sum to 1.",
            "Give train, validation and test, such as (0.7, 0.15, 0.15).",
        )
    return {name: share for name, share in zip(SPLITS, shares, strict=True) if share > 0}


def _checked_test_groups(catalog, names) -> list[str]:
    known = sorted(catalog.table["group"].dropna().unique())
    names = read_names(names, known)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise DataError(
            f"There is no group {listed(unknown)} to test on.",
            there_are(known)
            if known
            else "No groups are known: give group_pattern or a CSV with a group column.",
        )
    if names and len(set(names)) == len(known):
        raise DataError(
            f"All groups ({listed(known)}) are test groups: none is left to learn from.",
            "Name fewer of them.",
        )
    return names


def chosen_strategy(catalog: Catalog, strategy="auto", test_groups=()) -> str:
    """Say which strategy counts: `auto` is grouped where groups are known or asked for.

    Raises SettingsError on an unknown strategy or one that test groups exclude, DataError where
    photos lack the group that a grouped split needs.
    """
    if strategy not in STRATEGIES:
        raise SettingsError(
            f"Unknown split {strategy!r}.", f"Choose one of: {', '.join(STRATEGIES)}."
        )
    without = catalog.table[catalog.table["group"].isna()]["path"]
    if strategy == "auto":
        strategy = "random" if len(without) and not test_groups else "grouped"
    if test_groups and strategy != "grouped":
        raise SettingsError(
            f"test_groups and the split {strategy!r} exclude each other.",
            "Use the split 'grouped', or name no test groups.",
        )
    if strategy == "grouped" and len(without):
        raise DataError(
            f"{len(without)} of {len(catalog)} photos have no group, such as {without.iloc[0]}.",
            "Give group_pattern or a CSV with a group column, or use the split 'random'.",
        )
    return strategy


def _given(table, fractions, rng) -> pd.Series:
    names = table["split"].map(canonical_split, na_action="ignore")
    unknown = table["split"][table["split"].notna() & names.isna()].unique()
    if len(unknown):
        raise DataError(
            f"The split column holds {listed(unknown)}.",
            "Only train, validation (val, dev) and test are known.",
        )
    if names.isna().any():
        raise DataError(
            f"{names.isna().sum()} of {len(table)} photos have no split, such as "
            f"{table['path'][names.isna()].iloc[0]}.",
            "Fill in the CSV's split column, or use the split 'grouped' or 'random'.",
        )
    made = _filled(names, fractions)
    for split in ("train", "test"):
        if not (names == split).any() and split not in list(made)[1:]:
            raise DataError(
                f"The given split has no {split} photos.",
                f"Mark some as {split}, or use the split 'grouped' or 'random'.",
            )
    if not made:
        return names
    names = names.mask(names == "train")
    strategy = "random" if table["group"].isna().any() else "grouped"
    return fill_splits(table.assign(split=names), strategy, made, rng)


def _filled(split, fractions) -> dict[str, float]:
    """The shares that a given split's training photos are divided in; none where they stay."""
    given = set(split.map(canonical_split, na_action="ignore"))
    lacking = [name for name in fractions if name not in ("train", *given)]
    return {name: fractions[name] for name in ("train", *lacking)} if lacking else {}


def _learning(fractions) -> dict[str, float]:
    return {name: share for name, share in fractions.items() if name != "test"}


def _test_rows(table, test_groups, keep_copies) -> np.ndarray:
    chosen = table["group"].isin(test_groups)
    source = sources(table)
    copies = table[source.isin(source[chosen]) & ~chosen]
    if len(copies) and keep_copies:
        first = copies["path"].iloc[0]
        other = table["path"][chosen & (source == source[copies.index[0]])].iloc[0]
        raise DataError(
            f"{len(copies)} photos of the groups {listed(sorted(set(copies['group'])))} are copies "
            f"of photos of the test groups, such as {first} of {other}.",
            'Set COPIES_OF_TEST = "leave out", or name those groups as test groups too. '
            f"{IF_NO_COPIES}",
        )
    return chosen.to_numpy()
