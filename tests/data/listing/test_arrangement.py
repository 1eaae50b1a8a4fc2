import re

import pytest

from signkit.data.listing.arrangement import arrange, canonical_split, caught
from signkit.errors import DataError


def read(*paths, alone=()):
    found = arrange(list(paths), "photo", lambda path: path.endswith(tuple(alone) or "\0"))
    rows = {
        path: (label, split)
        for path, label, split in zip(found.paths, found.labels, found.splits, strict=True)
    }
    return rows, " ".join(found.notes)


def test_the_folder_is_the_class_and_what_lies_outside_is_told():
    rows, notes = read("a/1.jpg", "a/deep/2.jpg", "b/3.jpg", "cover.jpg")
    assert rows == {
        "a/1.jpg": ("a", None), "a/deep/2.jpg": ("a", None), "b/3.jpg": ("b", None),
    }  # fmt: skip
    assert notes == "1 photos outside of class folders have no class and were left out."


def test_splits_and_a_test_without_classes():
    rows, notes = read(
        "train/a/1.jpg", "train/b/2.jpg", "Valid/a/3.jpg", "test/4.jpg", "test/5.jpg"
    )
    assert rows == {
        "train/a/1.jpg": ("a", "train"), "train/b/2.jpg": ("b", "train"),
        "Valid/a/3.jpg": ("a", "validation"),
    }  # fmt: skip
    assert "The folders Valid, train were read as splits" in notes
    assert "2 photos in test have no class folder and were left out." in notes


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("train", "test"),
        ("asl_alphabet_train/asl_alphabet_train", "asl_alphabet_test/asl_alphabet_test"),
        ("seg_train/seg_train", "seg_test/seg_test"),
        ("training_set", "test_set/unknown"),
        ("Train Images", "TestImages/images"),
        ("data latih", "data uji"),
        ("train", "test1"),
    ],
)
def test_what_archives_call_their_splits(train, test):
    rows, notes = read(
        *(f"{train}/{label}/{number}.jpg" for label in "ab" for number in range(3)),
        *(f"{test}/{number}.jpg" for number in range(2)),
    )
    assert {label for label, _ in rows.values()} == {"a", "b"}
    assert len(rows) == 6
    assert "2 photos in" in notes


def test_a_lone_training_folder_beside_one_of_its_name_without_classes():
    rows, notes = read("seg_train/a/1.jpg", "seg_train/b/2.jpg", "seg_pred/3.jpg")
    assert rows == {"seg_train/a/1.jpg": ("a", "train"), "seg_train/b/2.jpg": ("b", "train")}
    assert "1 photos in seg_pred lie in no split and were left out." in notes
    rows, _ = read("toy_train/1.jpg", "toy_car/2.jpg")  # things to play with
    assert rows == {"toy_train/1.jpg": ("toy_train", None), "toy_car/2.jpg": ("toy_car", None)}


def test_a_folder_that_is_no_split_is_left_out_beside_splits():
    rows, notes = read("train/a/1.jpg", "train/b/1.jpg", "valid/a/2.jpg", "extra/a/3.jpg")
    assert "extra/a/3.jpg" not in rows
    assert "1 photos in extra lie in no split and were left out." in notes


@pytest.mark.parametrize("outer", ["archive", "data/data", "one/train"])
def test_a_folder_that_holds_everything_is_passed_through(outer):
    rows, notes = read(f"{outer}/a/1.jpg", f"{outer}/b/2.jpg", "cover.jpg")
    assert rows == {f"{outer}/a/1.jpg": ("a", None), f"{outer}/b/2.jpg": ("b", None)}
    assert f"All photos with a class lie in {outer}: the folders in it" in notes
    rows, _ = read(f"{outer}/train/a/1.jpg", f"{outer}/train/b/2.jpg", f"{outer}/val/a/3.jpg")
    assert [split for _, split in rows.values()] == ["train", "train", "validation"]


def test_one_class_stays_one_class():
    assert {label for label, _ in read("a/1.jpg", "a/2.jpg", "a/old/3.jpg")[0].values()} == {"a"}


def test_classes_of_a_split_that_are_one_folder():
    rows, _ = read("bottle/train/good/1.jpg", "bottle/test/good/2.jpg", "bottle/test/broken/3.jpg")
    assert [label for label, _ in rows.values()] == ["good", "good", "broken"]
    rows, _ = read("train/a/s1/1.jpg", "train/b/s1/1.jpg", "test/a/s1/1.jpg", "test/a/s2/1.jpg")
    assert [label for label, _ in rows.values()] == ["a", "b", "a", "a"]


def test_a_test_folder_beside_the_classes():
    rows, notes = read("a/1.jpg", "b/2.jpg", "test/3.jpg", "test/4.jpg")
    assert rows == {"a/1.jpg": ("a", None), "b/2.jpg": ("b", None)}
    assert "2 photos in test have no class folder" in notes
    rows, _ = read("a/1.jpg", "b/2.jpg", "test/a/3.jpg")
    assert rows["test/a/3.jpg"] == ("a", "test")
    assert rows["a/1.jpg"] == ("a", "train")
    rows, _ = read("dataset/a/1.jpg", "dataset/b/2.jpg", "test/3.jpg")
    assert [label for label, _ in rows.values()] == ["a", "b"]


def test_splits_within_each_class():
    rows, _ = read("a/train/1.jpg", "a/test/2.jpg", "b/train/3.jpg", "b/test/4.jpg")
    assert list(rows.values()) == [("a", "train"), ("a", "test"), ("b", "train"), ("b", "test")]


def test_trains_are_things_too():
    rows, notes = read("bus/1.jpg", "car/1.jpg", "train/1.jpg")
    assert {label for label, _ in rows.values()} == {"bus", "car", "train"}
    assert "train was read as a class" in notes
    with pytest.raises(DataError, match=r"Is train a class.* LABEL_PATTERN = '\^\(\[\^/\]\+\)/'"):
        read("bus/red/1.jpg", "car/red/1.jpg", "train/red/1.jpg")


@pytest.mark.parametrize(
    "paths",
    [
        ("train/1.jpg", "test/2.jpg"),
        ("train/train/cat.0.jpg", "test1/test1/1.jpg"),
        ("train/images/1.jpg", "valid/images/2.jpg"),
        ("images/train/1.jpg", "images/val/2.jpg"),
        ("IMAGES/1.jpg", "Validation_Images/2.jpg"),
        ("train/1.jpg", "test/2.jpg", "sample/3.jpg"),
        ("train/1.jpg", "extra/3.jpg"),
    ],
)
def test_names_that_say_nothing_of_a_class_are_refused(paths):
    with pytest.raises(DataError, match=r"without class folders, such as .*LABEL_PATTERN"):
        read(*paths)


def test_files_that_are_classes_themselves():
    rows, _ = read("yes.npz", "no.npz", "c/1.mp4", alone=[".npz"])
    assert {label for label, _ in rows.values()} == {"yes", "no", "c"}
    rows, notes = read("words/yes.npz", "words/no.npz", alone=[".npz"])
    assert {label for label, _ in rows.values()} == {"yes", "no"}
    assert "lie in words" in notes


def test_a_pattern_catches_the_class():
    paths = ["train/s1/A_1.jpg", "train/s1/b_2.jpg", "test/s2/A_3.jpg", "test/other.jpg"]
    found = caught(paths, re.compile(r"/([A-Za-z])_"), "photo")
    assert found.labels == ["A", "b", "A"]
    assert found.splits == ["train", "train", "test"]
    assert "1 photos whose path label_pattern" in found.notes[0]
    assert caught(["a1.jpg", "b1.jpg"], re.compile("[ab]"), "photo").splits == [None, None]
    with pytest.raises(DataError, match=r"matches no path \(4 photos\), such as train/s1/A_1"):
        caught(paths, re.compile("(xyz)"), "photo")


def test_spellings_of_splits():
    assert canonical_split(" Testing ") == "test"
    assert canonical_split("validasi") == "validation"
    assert canonical_split("extra") is None
