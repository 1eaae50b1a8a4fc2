from pathlib import Path

import pandas as pd
import pytest

from signkit.data.catalog import Catalog
from signkit.data.copies.two_sides import seen_in_training
from signkit.data.splits.assign import assign_splits
from signkit.data.splits.folds import assign_fold
from signkit.errors import DataError


def catalog_of(rows, **columns):
    """Rows of path, label, split and source; the hash is the path unless it is given."""
    table = pd.DataFrame(rows, columns=["path", "label", "split", "source"])
    table = table.assign(hash=table["path"], bytes=1, group=None).assign(**columns)
    return Catalog(Path("nowhere"), table.astype({"group": "string", "split": "string"}))


GIVEN = [
    ("a1", "a", "train", "s1"), ("a2", "a", "test", "s1"), ("a3", "a", "train", "s2"),
    ("a4", "a", "validation", "s3"), ("a5", "a", "train", "s3"), ("a6", "a", "validation", "s1"),
    ("b1", "b", "train", "t1"), ("b2", "b", "test", "t2"), ("b3", "b", "validation", "t3"),
]  # fmt: skip


def test_copies_of_held_out_photos_are_kept_and_told():
    divided = assign_splits(catalog_of(GIVEN), "given")
    assert len(divided) == 9
    assert divided.copies_left_out == 0
    assert seen_in_training(divided.table).tolist() == [False, True] + [False] * 7
    note = divided.notes[0]
    assert "2 sets of copies are on more than one side" in note
    assert "a1 (train) and a2 (test)" in note
    assert "1 of the 2 test photos have a copy" in note


def test_or_they_are_left_out_and_counted():
    divided = assign_splits(catalog_of(GIVEN), "given", copies_of_test="leave out")
    # a1 and a6 are copies of the test's a2, a5 of the validation's a4.
    assert divided.table["path"].tolist() == ["a2", "a3", "a4", "b1", "b2", "b3"]
    assert divided.copies_left_out == 3
    assert divided.notes == (
        "3 copies of held-out photos were left out of the learning: 2 of train, 1 of validation.",
    )


def test_the_same_file_on_two_sides_is_refused_with_the_setting_that_mends_it():
    same = catalog_of(GIVEN, hash=["x", "x", *"3456789"])
    with pytest.raises(DataError, match=r'same content: a1, a2.*COPIES_OF_TEST = "leave out"'):
        assign_splits(same, "given")
    assert len(assign_splits(same, "given", copies_of_test="leave out")) == 6


def test_a_class_that_has_nothing_left_is_refused():
    rows = [("a1", "a", "train", "s"), ("a2", "a", "test", "s"), *GIVEN[6:]]
    with pytest.raises(DataError, match="classes a is left to train on"):
        assign_splits(catalog_of(rows), "given", copies_of_test="leave out")


@pytest.mark.parametrize("divide", [assign_splits, lambda c, **k: assign_fold(c, 1, 3, **k)])
def test_copies_that_are_only_reported_may_be_left_out_as_well(divide):
    rows = [(f"{label}{n:02}", label, None, f"{label}{n:02}") for label in "ab" for n in range(24)]
    told = catalog_of(rows, alike=[f"{label}{n // 2}" for label in "ab" for n in range(24)])
    kept = divide(told, seed=1)
    assert any("sets of copies are on more than one side" in note for note in kept.notes)
    out = divide(told, seed=1, copies_of_test="leave out")
    assert out.copies_left_out == len(kept) - len(out) > 0
    assert not seen_in_training(out.table).any()


def test_copies_of_named_test_groups_may_stand_in_others():
    rows = [(f"{label}{n}", label, None, f"{label}{n}") for label in "ab" for n in range(8)]
    rows[1] = ("a1", "a", None, "a0")  # of g1, a copy of a photo of g0
    catalog = catalog_of(rows, group=[f"g{n % 4}" for n in range(16)])
    with pytest.raises(DataError, match='COPIES_OF_TEST = "leave out"'):
        assign_splits(catalog, test_groups="g0")
    divided = assign_splits(catalog, test_groups="g0", copies_of_test="leave out")
    assert divided.copies_left_out == 1
    assert "a1" not in set(divided.table["path"])
