import pandas as pd
import pytest

from signkit.data.catalog import COLUMNS, Catalog
from signkit.data.splits.unknown import place_of_none, set_apart
from signkit.errors import DataError, SettingsError


@pytest.fixture
def catalog(tmp_path):
    rows = [(label, split) for label in "abc" for split in ("train", "validation", "test", "test")]
    table = pd.DataFrame(rows, columns=["label", "split"])
    table = table.assign(path=[f"{k}.png" for k in range(12)], group=pd.NA, bytes=1)
    table["hash"] = table["source"] = table["path"]
    return Catalog(tmp_path, table[list(COLUMNS)])


def test_test_photos_of_the_class_are_kept_and_its_others_go(catalog):
    apart = set_apart(catalog, "c")
    assert apart.table["split"].value_counts().to_dict() == {
        "test": 4,
        "train": 2,
        "validation": 2,
        "unknown": 2,
    }
    assert set(apart.table.loc[apart.table["split"] == "unknown", "label"]) == {"c"}
    assert apart.classes == ["a", "b"]
    assert "2 photos" in apart.notes[-1]


def test_nothing_asked_nothing_done(catalog):
    assert set_apart(catalog, " ") is catalog


def test_a_class_that_is_not_there_is_named(catalog):
    with pytest.raises(DataError, match="no class z .*There are: a, b, c"):
        set_apart(catalog, "a, z")


def test_names_with_commas(catalog):
    table = catalog.table.replace({"label": {"b": "yes, please", "c": "0/O"}})
    catalog = catalog.with_table(table)
    for names in ("yes, please", '"yes, please"', ["yes, please"]):
        assert set_apart(catalog, names).classes == ["0/O", "a"]
    with pytest.raises(DataError, match='no class yes to keep .*There are: 0/O, a, "yes, please"'):
        set_apart(catalog, "yes")


def test_the_class_that_shows_nothing_must_be_there():
    assert place_of_none("none", ["a", "b"]) is None
    assert place_of_none("none", ["a", "none"]) == 1
    assert place_of_none("no, nothing", ["a", "no, nothing"]) == 1
    with pytest.raises(SettingsError, match="NONE_CLASS is 'rest', and no class is.*a, b"):
        place_of_none("rest", ["a", "b"])


def test_two_classes_must_be_left(catalog):
    with pytest.raises(DataError, match="Fewer than two"):
        set_apart(catalog, ["a", "b"])


def test_without_a_test_photo_there_is_nothing_to_see(catalog):
    table = catalog.table
    with pytest.raises(DataError, match="no photo of c"):
        set_apart(
            catalog.with_table(table[(table["label"] != "c") | (table["split"] != "test")]), "c"
        )


def test_several_labels_have_no_unknown_class(several_of):
    catalog = several_of([["a"], ["b"], ["a", "b"]])
    assert set_apart(catalog, "") is catalog
    with pytest.raises(
        SettingsError, match=r"b can't be kept unknown.*Leave UNKNOWN_CLASSES empty"
    ):
        set_apart(catalog, "b")


def test_the_targets_of_unknown_photos(catalog):
    apart = set_apart(catalog, "a")
    unknown = apart.table["split"] == "unknown"
    assert apart.targets().dtype == "int32"
    assert apart.targets()[unknown].tolist() == [-1, -1]
    assert apart.targets()[~unknown].tolist() == [0] * 4 + [1] * 4
    assert catalog.targets().tolist() == [0] * 4 + [1] * 4 + [2] * 4
