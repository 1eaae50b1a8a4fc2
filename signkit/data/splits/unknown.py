"""Classes that a model shall not know, so that it can be seen what it says of them."""

from dataclasses import replace

from signkit.data.catalog import UNKNOWN, Catalog
from signkit.data.names import read_names, there_are
from signkit.errors import DataError, SettingsError

NONE = "none"  # what the class of photos that show nothing is called where no name is set


def place_of_none(name: str, classes: list[str]) -> int | None:
    """Which of the classes shows nothing; None where none is called NONE.

    Raises SettingsError for another name that no class has.
    """
    name = next(iter(read_names(name, classes)), "")
    if name in classes:
        return classes.index(name)
    if name in ("", NONE):
        return None
    raise SettingsError(f"NONE_CLASS is {name!r}, and no class is.", there_are(classes))


def set_apart(catalog: Catalog, names) -> Catalog:
    """Take classes out of a divided catalog: their test photos become the split "unknown".

    The other photos of these classes are left out: a threshold needs none of them, and people who
    are trained on would flatter it. Raises SettingsError for photos with several labels; DataError
    on a class that isn't there, where fewer than two are left to learn, or where the test holds no
    photo of them.
    """
    names = read_names(names, catalog.classes)
    if not names:
        return catalog
    catalog.told.check_unknown(names)
    absent = [name for name in names if name not in catalog.classes]
    if absent:
        raise DataError(
            f"There is no class {', '.join(absent)} to keep unknown.", there_are(catalog.classes)
        )
    if len(set(catalog.classes) - set(names)) < 2:
        raise DataError("Fewer than two classes are left to learn.", "Keep fewer of them unknown.")
    table = catalog.table
    theirs = table["label"].isin(names)
    kept = theirs & (table["split"] == "test")
    if not kept.any():
        raise DataError(
            f"The test holds no photo of {', '.join(names)}.", "Choose other test groups."
        )
    table = table.assign(split=table["split"].mask(kept, UNKNOWN))[~theirs | kept]
    note = (
        f"Never trained on: {', '.join(names)}. {kept.sum()} photos of the test's side show "
        f"whether they are refused, {(theirs & ~kept).sum()} others are left out."
    )
    return replace(catalog.with_table(table), notes=(*catalog.notes, note))
