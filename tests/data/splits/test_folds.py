from collections import Counter

import numpy as np
import pandas as pd
import pytest

from signkit.data.catalog import Catalog, open_catalog
from signkit.data.splits.folds import assign_fold
from signkit.errors import DataError, SettingsError


@pytest.fixture
def one_label(several_of):
    """A catalog from each photo's label, group and source."""

    def make(labels, groups=None, sources=None) -> Catalog:
        catalog = several_of([[label] for label in labels], groups, sources)
        return catalog.with_table(catalog.table.drop(columns="labels"))

    return make


def all_folds(catalog, folds, **settings):
    """The tables of all folds, after it is seen that each photo is tested on once."""
    tables = [assign_fold(catalog, k + 1, folds, **settings).table for k in range(folds)]
    tested = np.stack([table["split"] == "test" for table in tables])
    assert (tested.sum(0) == 1).all()
    return tables


def assert_whole(tables, column):
    for table in tables:
        assert (table.groupby(column)["split"].nunique() == 1).all()


def test_every_photo_is_tested_on_once_and_classes_keep_their_shares(one_label):
    tables = all_folds(one_label("a" * 100 + "b" * 40 + "c" * 20), 5)
    for table in tables:
        counts = pd.crosstab(table["label"], table["split"])
        assert counts["test"].tolist() == [20, 8, 4]
        assert counts["validation"].tolist() == pytest.approx([15, 6, 3], abs=1)
        assert counts["validation"].sum() == pytest.approx(24, abs=1)


def test_the_seed_decides_and_repeats(one_label):
    catalog = one_label("ab" * 40)
    first, again, other = (assign_fold(catalog, 2, 4, seed=seed).table for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert (first["split"] != other["split"]).any()
    assert catalog.table["split"].isna().all()


def test_copies_stay_together(one_label):
    sources = [f"{k // 3}" for k in range(180)]
    labels = [("a" if k // 3 % 3 else "b") for k in range(180)]
    tables = all_folds(one_label(labels, sources=sources), 4)
    assert_whole(tables, "source")
    for table in tables:
        assert Counter(table["label"][table["split"] == "test"])["b"] == 15


def test_folds_of_unequal_takes_are_told(one_label):
    sources = [f"{c}{t}" for c in "abc" for t, size in enumerate((2, 4, 19)) for _ in range(size)]
    catalog = one_label("a" * 25 + "b" * 25 + "c" * 25, sources=sources)
    found = [assign_fold(catalog, k, 3) for k in (1, 2, 3)]
    # Each tests on one take of each class: 19, 4 and 2 frames.
    assert all((one.table["split"] == "test").sum() == 25 for one in found)
    assert "test 76% (33%)" in " ".join(found[0].notes)


def test_groups_stay_together(one_label):
    labels, groups = zip(*[(c, f"s{g}") for g in range(12) for c in "aabbc"], strict=True)
    sources = [f"{k}" for k in range(60)]
    sources[0] = sources[5]  # s0 and s1 share a photo
    tables = all_folds(one_label(labels, groups, sources), 3)
    assert_whole(tables, "group")
    assert_whole(tables, "source")
    assert all((table["split"] == "test").sum() == 20 for table in tables)
    assert all(set(table["split"]) == {"train", "validation", "test"} for table in tables)
    tables = all_folds(one_label(labels, groups, sources), 3, strategy="random")
    assert any((table.groupby("group")["split"].nunique() > 1).any() for table in tables)


def test_signers_of_unequal_diligence_still_fill_every_fold(one_label):
    made = [(c, f"s{g}") for g in range(5) for c in "abc" for _ in range(1 + 9 * (g < 2))]
    tables = all_folds(one_label(*zip(*made, strict=True)), 5, validation_fraction=0.1)
    assert {tuple(set(t["group"][t["split"] == "test"])) for t in tables} == {
        (f"s{g}",) for g in range(5)
    }


def test_validation_photos_may_come_from_the_training_groups(one_label):
    labels, groups = zip(*[(c, f"s{g}") for g in range(3) for c in "aaaabbbb"], strict=True)
    catalog = one_label(labels, groups)
    divided = assign_fold(catalog, 1, 3, validation="photos")
    sides = divided.table.groupby("split")["group"].agg(set)
    assert sides["validation"] <= sides["train"]
    assert not sides["test"] & sides["train"]
    assert "Validation photos are of groups that are trained on too" in divided.notes[0]
    divided = assign_fold(catalog, 1, 3, validation_fraction=0)
    assert set(divided.table["split"]) == {"train", "test"}


@pytest.mark.parametrize("seed", range(3))
def test_several_labels(several_drawn, seed):
    catalog = several_drawn(seed=seed, copies=30)
    tables = all_folds(catalog, 5, seed=seed)
    assert_whole(tables, "source")
    shown = catalog.targets()
    for table in tables:
        tested = shown[table["split"] == "test"].sum(0)
        np.testing.assert_allclose(tested, shown.sum(0) / 5, atol=2.5)
        assert shown[table["split"] == "train"].sum(0).min() >= 1


def test_several_labels_by_groups(several_drawn):
    catalog = several_drawn(photos=600, groups=40)
    tables = all_folds(catalog, 4)
    assert_whole(tables, "group")
    common = catalog.targets()[:, :3]  # a, b and c
    for table in tables:
        tested = common[table["split"] == "test"].sum(0) / common.sum(0)
        np.testing.assert_allclose(tested, 0.25, atol=0.06)


def test_a_rare_label_is_missing_from_some_tests_and_that_is_told(several_of):
    catalog = several_of([["a"], ["b"], ["a", "b"]] * 20 + [["a", "rare"]] * 2)
    notes = [assign_fold(catalog, k, 4).notes for k in range(1, 5)]
    assert sum("The test split has nothing of the classes rare" in " ".join(n) for n in notes) == 2


def test_folds_that_can_not_be(one_label, several_of):
    with pytest.raises(
        DataError,
        match=r"5 folds can't be made: class 'b' has 4 different photos only\. Every fold must "
        r"test on each class .* Use fewer folds, or add photos\.$",
    ):
        assign_fold(one_label("a" * 20 + "b" * 4), 1, 5)
    with pytest.raises(DataError, match=r"there are 3 groups\. .*SPLIT=\"random\", or add groups"):
        assign_fold(one_label("abc" * 4, ["x", "y", "z"] * 4), 1, 4)
    with pytest.raises(DataError, match=r"class 'x' has 1 different photo only\. Each label must"):
        assign_fold(several_of([["a"], ["b"]] * 9 + [["x"]]), 1, 3)


def test_few_groups_joined_by_copies_are_explained(one_label):
    sources = [f"{k}" for k in range(12)]
    sources[0] = sources[3]
    labels, groups = "ab" * 6, [f"s{k // 3}" for k in range(12)]
    with pytest.raises(
        DataError,
        match=r"there are 3 groups\. .* The groups s0, s1 hold copies of each other's photos.*"
        r"COPIES=\"report\"",
    ):
        assign_fold(one_label(labels, groups, sources), 1, 4)


def test_classes_that_no_folds_can_hold(one_label):
    # Three groups a class are enough for three folds, but not for all classes at once.
    made = {"a": (0, 1, 2), "b": (0, 1, 3), "c": (0, 2, 3), "d": (1, 2, 3)}
    labels, groups = zip(*[(c, f"s{g}") for c, by in made.items() for g in by], strict=True)
    with pytest.raises(DataError, match=r"No 3 folds were found .* class '.' in fold \d.*fewer"):
        assign_fold(one_label(labels, groups), 1, 3, validation_fraction=0)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"fold": 0, "folds": 3}, "no fold 0 of 3"),
        ({"fold": 4, "folds": 3}, "no fold 4 of 3"),
        ({"fold": 1, "folds": 1}, "Two or more folds"),
        ({"fold": 1, "folds": 2, "validation_fraction": 0.5}, "leave nothing to train on"),
        ({"fold": 1, "folds": 3, "strategy": "given"}, "'given' can't be divided into folds"),
        ({"fold": 1, "folds": 3, "strategy": "kfold"}, "Unknown split 'kfold'"),
    ],
)
def test_settings_that_are_not_allowed(one_label, settings, words):
    with pytest.raises(SettingsError, match=words):
        assign_fold(one_label("ab" * 20), **settings)


def test_real_stationery(real_data):
    catalog = open_catalog(real_data / "atk-stationery")
    for table in all_folds(catalog, 5):
        tested = table["label"][table["split"] == "test"].value_counts()
        share = tested / table["label"].value_counts()
        assert (share - 0.2).abs().max() <= 0.02
