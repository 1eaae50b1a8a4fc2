import pandas as pd
import pytest
from PIL import Image

from signkit.data import open_catalog
from signkit.data.answers.table import LABELS
from signkit.data.catalog_file import fingerprint, load_catalog, save_catalog
from signkit.errors import DataError


@pytest.fixture
def catalog(tmp_path):
    for label in "ab":
        (tmp_path / "set" / label).mkdir(parents=True)
        Image.new("RGB", (8, 8), "red" if label == "a" else "blue").save(
            tmp_path / "set" / label / "p.png"
        )
    return open_catalog(tmp_path / "set")


def test_a_saved_catalog_comes_back_as_it_was(catalog, tmp_path):
    file = save_catalog(catalog, tmp_path / "kept" / "catalog.parquet")
    again = load_catalog(file)
    assert again.root == catalog.root
    pd.testing.assert_frame_equal(again.table, catalog.table)


def test_a_catalog_from_before_copies_were_looked_for(catalog, tmp_path):
    old = catalog.with_table(catalog.table.drop(columns="source"))
    again = load_catalog(save_catalog(old, tmp_path / "catalog.parquet"))
    assert again.table["source"].tolist() == catalog.table["hash"].tolist()


def test_missing_files_and_folders_are_named(catalog, tmp_path):
    with pytest.raises(DataError, match=r"No catalog at .*none\.parquet.*preprocess_landmarks"):
        load_catalog(tmp_path / "none.parquet")
    file = save_catalog(catalog, tmp_path / "catalog.parquet")
    catalog.root.rename(tmp_path / "moved")
    with pytest.raises(DataError, match=r"are not in .*set .*made from"):
        load_catalog(file)
    assert load_catalog(file, tmp_path / "moved").files()[0].is_file()


def test_the_fingerprint_follows_content_labels_and_splits_alone(catalog):
    table = catalog.table
    whole = fingerprint(table)
    assert fingerprint(table.assign(path=["x", "y"], group="g")) == whole
    assert fingerprint(table.iloc[::-1]) == whole
    assert fingerprint(table.assign(label=["b", "a"])) != whole
    assert fingerprint(table.assign(split="train")) != whole


def test_the_fingerprint_of_one_label_a_photo_stays():
    split = pd.array(["train", None], dtype="string")
    table = pd.DataFrame({"hash": ["02", "01"], "label": ["b", "a"], "split": split})
    assert fingerprint(table) == "1bd6b3527f2f824a"


def test_several_labels_come_back_as_they_were(catalog, tmp_path):
    (tmp_path / "set" / "t.csv").write_text("path,labels\na/p.png,y|x\nb/p.png,\n")
    several = open_catalog(catalog.root, csv="t.csv", several=True)
    again = load_catalog(save_catalog(several, tmp_path / "catalog.parquet"))
    assert again.table["labels"].tolist() == [("x", "y"), ()]
    assert again.told is LABELS
    pd.testing.assert_frame_equal(again.table, several.table)
    assert fingerprint(again.table) == fingerprint(several.table)


def test_a_label_that_reads_like_two_has_a_fingerprint_of_its_own(several_of):
    one, other = (several_of([labels, ["z"]]).table for labels in (["a", "b"], ["a + b"]))
    assert (one["label"][0], other["label"][0]) == ("a + b", '"a + b"')
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize("path", ["words/benar.npz#7", "benar/3"])
def test_clips_within_a_file_or_a_folder_are_there(catalog, tmp_path, path):
    table = catalog.table.iloc[:1].assign(path=path)
    file = save_catalog(catalog.with_table(table), tmp_path / "catalog.parquet")
    with pytest.raises(DataError, match="are not in"):
        load_catalog(file)
    there = catalog.root / path.partition("#")[0]
    there.parent.mkdir(exist_ok=True)
    there.touch() if "#" in path else there.mkdir()
    assert load_catalog(file).table["path"].tolist() == [path]
