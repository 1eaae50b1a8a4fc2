from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from signkit.data.catalog import Catalog, open_catalog
from signkit.data.splits.assign import assign_splits, describe_splits
from signkit.errors import DataError, SettingsError


def catalog_of(rows):
    """From (label, group, how many photos) triples."""
    table = pd.DataFrame(
        [(label, group) for label, group, photos in rows for _ in range(photos)],
        columns=["label", "group"],
    )
    table["path"] = [f"{label}/{i:05}.jpg" for i, label in enumerate(table["label"])]
    table["hash"] = [f"{i:032x}" for i in range(len(table))]
    table = table.assign(split=pd.NA, bytes=1)
    return Catalog(Path("nowhere"), table.astype({"group": "string", "split": "string"}))


def with_copies(catalog, *pairs):
    """The catalog in which each second photo of `pairs` (numbers) is a near copy of the first."""
    source = catalog.table["hash"].tolist()
    for first, second in pairs:
        source[second] = source[first]
    return catalog.with_table(catalog.table.assign(source=source))


def signers(count=8, classes="abcd", photos=6):
    return catalog_of([(c, f"s{g}", photos) for c in classes for g in range(count)])


def with_column(catalog, column, values):
    return catalog.with_table(catalog.table.assign(**{column: pd.array(values, dtype="string")}))


def groups_in(catalog):
    return {split: set(rows) for split, rows in catalog.table.groupby("split", sort=False)["group"]}


def test_auto_keeps_each_signer_on_one_side():
    divided = assign_splits(signers())
    sides = groups_in(divided)
    assert {split: len(groups) for split, groups in sides.items()} == {
        "train": 6, "validation": 1, "test": 1,
    }  # fmt: skip
    assert len(set.union(*sides.values())) == 8
    assert divided.table["path"].tolist() == signers().table["path"].tolist()


def test_the_seed_decides_and_repeats():
    tests = [tuple(groups_in(assign_splits(signers(), seed=s))["test"]) for s in range(12)]
    assert len(set(tests)) >= 4
    first, again = (assign_splits(signers(), seed=5).table for _ in range(2))
    pd.testing.assert_frame_equal(first, again)


def test_random_keeps_every_class_in_its_shares():
    catalog = catalog_of([("a", None, 200), ("b", None, 40), ("c", None, 7), ("d", None, 3)])
    for seed in range(5):
        photos = describe_splits(assign_splits(catalog, seed=seed))
        assert photos.loc["a"].tolist() == pytest.approx([140, 30, 30], abs=2)
        assert photos.loc["b"].tolist() == pytest.approx([28, 6, 6], abs=2)
        assert photos.loc["d"].tolist() == [1, 1, 1]
        assert (photos.to_numpy() >= 1).all()
        assert photos.loc["all"].tolist() == pytest.approx([175, 37.5, 37.5], abs=2)
    one, other = (assign_splits(catalog, seed=s).table["split"] for s in (0, 1))
    assert (one != other).any()


def test_small_classes_do_not_add_up_to_a_skewed_whole():
    catalog = catalog_of([(f"c{i:03}", None, 10) for i in range(100)])
    whole = describe_splits(assign_splits(catalog)).loc["all"]
    assert whole.tolist() == pytest.approx([700, 150, 150], abs=3)


@pytest.mark.parametrize("strategy", ["random", "grouped"])
@pytest.mark.parametrize("column", ["hash", "source"])
def test_copies_stay_on_one_side(strategy, column):
    catalog = signers(count=12)
    values = catalog.table["hash"].to_numpy().copy()
    rng = np.random.default_rng(0)
    for one, other in rng.integers(0, 60, (10, 2)):  # all in class a, some of two signers
        values[one] = values[other]
    catalog = with_column(catalog, column, values)
    for seed in range(5):
        table = assign_splits(catalog, strategy, seed=seed).table
        assert (table.groupby(column)["split"].nunique() == 1).all()
        if strategy == "grouped":
            assert (table.groupby("group")["split"].nunique() == 1).all()


def test_two_test_signers_by_name():
    divided = assign_splits(signers(), test_groups=["s3", "s5"])
    assert groups_in(divided)["test"] == {"s3", "s5"}
    assert len(groups_in(divided)["validation"]) == 1
    assert groups_in(assign_splits(signers(), test_groups="s3, s5"))["test"] == {"s3", "s5"}


def test_test_groups_that_can_not_be():
    with pytest.raises(DataError, match=r"no group s9 to test on\. There are: s0, s1, .*s7"):
        assign_splits(signers(), test_groups=["s1", "s9"])
    with pytest.raises(DataError, match="none is left to learn from"):
        assign_splits(signers(2), test_groups=["s0", "s1"])
    with pytest.raises(DataError, match="No groups are known: give group_pattern"):
        assign_splits(catalog_of([("a", None, 5), ("b", None, 5)]), test_groups=["x"])
    with pytest.raises(SettingsError, match="exclude each other"):
        assign_splits(signers(), "random", test_groups=["s1"])
    catalog = signers()
    copied = with_copies(catalog, (0, 6))  # s0 holds a copy of a photo of s1
    with pytest.raises(
        DataError,
        match=r"1 photos of the groups s1 are copies of photos of the test groups, such as "
        r"a/00006\.jpg of a/00000\.jpg\. Set COPIES_OF_TEST = \"leave out\", .*COPIES=\"report\"",
    ):
        assign_splits(copied, test_groups=["s0"])
    assert groups_in(assign_splits(copied, test_groups=["s0", "s1"]))["test"] == {"s0", "s1"}


def test_a_class_the_test_signer_never_made_is_noted():
    catalog = catalog_of([(c, f"s{g}", 4) for c in "abc" for g in range(5) if (c, g) != ("c", 0)])
    divided = assign_splits(catalog, test_groups=["s0"])
    assert "The test split has nothing of the classes c" in " ".join(divided.notes)


def test_a_class_by_too_few_signers_is_named():
    rows = [(c, f"s{g}", 5) for c in "ab" for g in range(6)] + [("x", "s0", 5), ("x", "s4", 9)]
    with pytest.raises(
        DataError,
        match=r"class 'x' occurs in 2 groups only; 3 are needed: one each for train, validation, "
        r'test\. Use SPLIT="random"',
    ):
        assign_splits(catalog_of(rows))
    assert set(assign_splits(catalog_of(rows), "random").table["split"]) == {
        "train", "validation", "test",
    }  # fmt: skip


def test_signers_joined_by_copies_are_explained():
    with pytest.raises(
        DataError,
        match=r"The groups s0, s1 hold copies of each other's photos, so they can't be parted: "
        r"a/00000\.jpg \(s0\) and a/00006\.jpg \(s1\)\. .*prepare .* with COPIES=\"report\"",
    ):
        assign_splits(with_copies(signers(3), (0, 6)))
    with pytest.raises(DataError) as told:
        assign_splits(signers(2))
    assert "copies" not in str(told.value)
    assert "COPIES" not in str(told.value)


def test_classes_that_no_assignment_can_hold():
    # Each class has three signers, but a, b and c can't be everywhere at once: two of the six
    # signers together hold every pairing of them.
    made = {"a": (0, 1, 2), "b": (0, 1, 3), "c": (0, 2, 3), "d": (1, 2, 3)}
    catalog = catalog_of([(c, f"s{g}", 5) for c, by in made.items() for g in by])
    with pytest.raises(DataError, match=r"No split by groups was found .* class '.' lacks"):
        assign_splits(catalog)


def test_a_class_with_fewer_photos_than_splits():
    with pytest.raises(DataError, match=r"class 'b' has 2 different photos only; 3 are needed"):
        assign_splits(catalog_of([("a", None, 9), ("b", None, 2)]))
    same = catalog_of([("a", None, 9), ("b", None, 3)])
    with pytest.raises(
        DataError,
        match=r"class 'b' has 2 different photos only; copies count once, such as b/00010\.jpg and "
        r"b/00011\.jpg; .*prepare .* with COPIES=\"report\"",
    ):
        assign_splits(with_copies(same, (10, 11)))


def test_shares_that_the_groups_do_not_allow_are_told():
    divided = assign_splits(signers(3))
    assert "train 33% (70%), validation 33% (15%), test 33% (15%)" in divided.notes[0]
    assert assign_splits(signers(20)).notes == ()


def takes(sizes=(2, 4, 19), classes="abc"):
    """Classes filmed in takes of so many frames."""
    sources = [f"{c}{t}" for c in classes for t, size in enumerate(sizes) for _ in range(size)]
    return with_column(catalog_of([(c, None, sum(sizes)) for c in classes]), "source", sources)


def test_of_three_takes_the_largest_is_learnt_from():
    for seed in range(3):
        divided = assign_splits(takes(), seed=seed)
        photos = describe_splits(divided).drop("all")
        assert photos["train"].tolist() == [19, 19, 19]
        assert {tuple(row) for row in photos[["validation", "test"]].to_numpy()} <= {(2, 4), (4, 2)}
        assert "train 76% (70%)" in divided.notes[0]
        assert "frames of one take, stay whole" in divided.notes[0]


def test_a_class_far_from_its_shares_is_told():
    plain = catalog_of([(c, None, 100) for c in "ab"]).table
    burst = takes((2, 3, 45), "x").table
    table = pd.concat([plain.assign(source=[f"p{i}" for i in range(200)]), burst])
    divided = assign_splits(Catalog(Path("nowhere"), table.reset_index(drop=True)))
    (note,) = divided.notes
    assert note.startswith("1 class far from the shares asked (in brackets): x: train 90% (70%)")
    assert assign_splits(takes((1,) * 20)).notes == ()


def test_a_test_of_few_groups_beside_shared_validation_is_told():
    divided = assign_splits(signers(3), validation="photos")
    assert "test 33% (15%)" in divided.notes[0]


def test_validation_from_a_given_training_split_is_told():
    catalog = takes((2, 48, 50), "ab")
    names = ["test" if source.endswith("2") else "train" for source in catalog.table["source"]]
    divided = assign_splits(with_column(catalog, "split", names), "given")
    assert divided.notes[0].startswith(
        "The split is not quite as asked (in brackets): train 96% (8"
    )


def test_a_given_split_without_test_keeps_its_validation():
    catalog = signers(8)
    names = ["val" if group == "s7" else "train" for group in catalog.table["group"]]
    divided = assign_splits(with_column(catalog, "split", names), "given")
    sides = groups_in(divided)
    assert sides["validation"] == {"s7"}
    assert [len(sides[name]) for name in ("train", "test")] == [6, 1]
    assert "no test photos: some of train's became the test" in divided.notes[0]
    alone = assign_splits(with_column(catalog, "split", ["train"] * len(names)), "given")
    assert set(alone.table["split"]) == {"train", "validation", "test"}


@pytest.mark.parametrize(
    "fractions", [(0.7, 0.2, 0.2), (70, 15, 15), (0.8, 0.2), (1.2, -0.1, -0.1), (0, 0.5, 0.5), "x"]
)
def test_fractions_that_do_not_sum_to_one(fractions):
    with pytest.raises(SettingsError, match=r"not three shares that sum to 1\. Give train"):
        assign_splits(signers(), fractions=fractions)


def test_a_split_without_test_or_validation():
    divided = assign_splits(signers(10), fractions=(0.9, 0.1, 0))
    assert set(divided.table["split"]) == {"train", "validation"}
    divided = assign_splits(signers(10), test_groups=["s1"], fractions=(0.9, 0, 0.1))
    assert groups_in(divided)["test"] == {"s1"}
    assert len(groups_in(divided)["train"]) == 9


def test_unknown_strategy_and_missing_groups():
    with pytest.raises(SettingsError, match=r"Unknown split 'kfold'.*auto, grouped, random, given"):
        assign_splits(signers(), "kfold")
    catalog = signers()
    groups = [None, *catalog.table["group"][1:]]
    with pytest.raises(DataError, match=r"1 of 192 photos have no group, such as a/00000\.jpg"):
        assign_splits(with_column(catalog, "group", groups), "grouped")
    assert len(groups_in(assign_splits(with_column(catalog, "group", groups)))["test"]) > 1


def test_given_spellings():
    catalog = signers(3, "ab", 1)
    names = ["Train", "VAL", "testing", "training", "dev", "Test"]
    divided = assign_splits(with_column(catalog, "split", names), "given")
    assert divided.table["split"].tolist() == ["train", "validation", "test"] * 2
    assert divided.notes == ()


def test_given_without_validation_takes_some_of_train_by_groups():
    catalog = signers(8)
    names = ["test" if group == "s7" else "train" for group in catalog.table["group"]]
    sides = groups_in(assign_splits(with_column(catalog, "split", names), "given"))
    assert sides["test"] == {"s7"}
    assert len(sides["validation"]) == 1
    assert len(sides["train"]) == 6
    alone = with_column(with_column(catalog, "split", names), "group", [None] * len(catalog))
    photos = describe_splits(assign_splits(alone, "given"))
    assert photos.loc["all"].tolist() == pytest.approx([138, 30, 24], abs=2)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["train", "fold2", "test"] * 2, "holds fold2"),
        (["train", None, "test"] * 2, r"2 of 6 photos have no split, such as a/00001\.jpg"),
        (["test", "test", "val"] * 2, "no train photos"),
        (["train", "val", "test", "test", "val", "test"], "classes b is left to train on"),
    ],
)
def test_given_that_can_not_be_used(names, words):
    with pytest.raises(DataError, match=words):
        assign_splits(with_column(signers(3, "ab", 1), "split", names), "given")


def test_given_with_leaks():
    catalog = with_column(signers(3, "ab", 1), "split", ["train", "val", "test"] * 2)
    hashes = catalog.table["hash"].tolist()
    torn = with_column(catalog, "hash", [hashes[1], *hashes[1:]])
    with pytest.raises(DataError, match=r"1 photos stand on two sides .* a/00000.jpg, a/00001.jpg"):
        assign_splits(torn, "given")
    shared = with_column(catalog, "group", ["s1", "s1", "s2", "s0", "s1", "s2"])
    assert "1 groups are on more than one side of the given split: s1" in " ".join(
        assign_splits(shared, "given").notes
    )


def test_given_that_parts_near_copies_is_told():
    catalog = with_column(signers(3, "ab", 1), "split", ["train", "val", "test"] * 2)
    divided = assign_splits(with_copies(catalog, (0, 2), (0, 3), (1, 4)), "given")
    assert divided.table["split"].tolist() == ["train", "validation", "test"] * 2
    assert divided.notes == (
        "1 sets of copies are on more than one side of the split, such as a/00000.jpg (train) and "
        "a/00002.jpg (test); 1 of the 2 test photos have a copy that is learnt from or chosen by: "
        "the figures come out higher than those of new photos. "
        'COPIES_OF_TEST = "leave out" leaves such training photos out.',
    )


def test_description():
    table = describe_splits(assign_splits(signers(), test_groups=["s3"]))
    assert table.loc["a"].tolist() == [36, 6, 6, 6, 1, 1]
    assert table.loc["all"].tolist() == [144, 24, 24, 6, 1, 1]
    with pytest.raises(DataError, match="isn't divided yet"):
        describe_splits(signers())


def test_the_table_calls_groups_what_they_are():
    divided = assign_splits(replace(signers(), groups_are="background"), test_groups=["s3"])
    assert describe_splits(divided).loc["all", "test backgrounds"] == 1


@pytest.mark.parametrize("test_groups", ["", "s1"])
def test_validation_photos_may_come_from_the_training_groups(test_groups):
    divided = assign_splits(
        signers(count=3),
        fractions=(0.5, 0.2, 0.3),
        test_groups=test_groups,
        validation="photos",
    )
    sides = groups_in(divided)
    assert sides["validation"] == sides["train"]
    assert not sides["test"] & sides["train"]
    assert len(sides["test"]) == 1
    assert any("than those of unseen groups" in note for note in divided.notes)


FRACTIONS = [(0.7, 0.15, 0.15), (0.8, 0.1, 0.1)]


def off_the_shares(catalog, fractions):
    """How far each label's photos are from its shares, and how many photos it has."""
    photos = describe_splits(catalog)[["train", "validation", "test"]]
    total = photos.sum(axis=1)
    return photos.div(total, axis=0).sub(fractions).abs().max(axis=1), total


@pytest.mark.parametrize("fractions", FRACTIONS)
@pytest.mark.parametrize("seed", range(3))
def test_several_labels_each_keep_their_shares(several_drawn, fractions, seed):
    divided = assign_splits(several_drawn(seed=seed, copies=40), fractions=fractions, seed=seed)
    off, total = off_the_shares(divided, fractions)
    assert set(off.index) == {*"abcdef", "no label", "all"}
    assert off["all"] <= 0.03
    assert (off * total).drop("all").max() <= 2.5  # photos, of 8 to 200
    assert (divided.table.groupby("source")["split"].nunique() == 1).all()
    assert divided.targets()[divided.table["split"] == "train"].sum(0).min() >= 1


@pytest.mark.parametrize("fractions", FRACTIONS)
def test_several_labels_of_real_defects_keep_their_shares(real_data, fractions):
    catalog = open_catalog(real_data / "neu-det", voc=True, several=True)
    off, _ = off_the_shares(assign_splits(catalog, fractions=fractions), fractions)
    assert off.max() <= 0.01


def test_several_labels_by_groups(several_drawn):
    catalog = several_drawn(photos=900, groups=45, copies=20)
    divided = assign_splits(catalog)
    assert (divided.table.groupby("group")["split"].nunique() == 1).all()
    assert (divided.table.groupby("source")["split"].nunique() == 1).all()
    off, total = off_the_shares(divided, FRACTIONS[0])
    assert off[total > 150].max() <= 0.05
    named = assign_splits(several_drawn(groups=12), test_groups="g3", validation="photos")
    assert groups_in(named)["test"] == {"g3"}
    assert groups_in(named)["validation"] <= groups_in(named)["train"]


def test_a_label_of_one_photo_is_trained_on(several_of):
    labels = [["a"], ["b"], ["a", "b"]] * 20 + [["rare", "a"]]
    for seed in range(5):
        divided = assign_splits(several_of(labels), seed=seed)
        assert divided.table["split"].iloc[-1] == "train"
        assert divided.notes == tuple(
            f"The {split} split has nothing of the classes rare: its figures say nothing about "
            "them."
            for split in ("test", "validation")
        )


def test_a_label_that_can_not_be_trained_on_is_named(several_of):
    labels = [["a"], ["b"], ["a", "b"]] * 10 + [["x"], ["x", "a"]]
    groups = [f"g{k % 5}" for k in range(30)] + ["t", "t"]
    with pytest.raises(DataError, match="Nothing of the classes x is left to train on"):
        assign_splits(several_of(labels, groups), test_groups="t")
    names = ["train"] * 20 + ["val"] * 5 + ["test"] * 5 + ["val", "test"]
    catalog = with_column(several_of(labels), "split", names)
    with pytest.raises(DataError, match="Nothing of the classes x is left to train on"):
        assign_splits(catalog, "given")


def test_several_labels_on_too_few_photos(several_of):
    with pytest.raises(DataError, match=r"2 different photos are too few for train, validation, "):
        assign_splits(several_of([["a"], ["b"]]))
    with pytest.raises(DataError, match=r"2 groups are too few .* nothing is left for "):
        assign_splits(several_of([["a"], ["b"]] * 5, ["g", "h"] * 5))


def test_few_takes_of_several_labels(several_of):
    labels = [["a", "b"]] * 2 + [["a", "b"]] * 4 + [["a", "b"]] * 19
    sources = ["x"] * 2 + ["y"] * 4 + ["z"] * 19
    divided = assign_splits(several_of(labels, sources=sources))
    assert describe_splits(divided).loc["all", "train"] == 19
    assert "train 76% (70%)" in divided.notes[0]


def test_several_labels_described(several_of):
    catalog = several_of([["a", "b"], ["a"], [], ["b"], []], ["g", "g", "h", "k", "k"])
    catalog = with_column(catalog, "split", ["train", "train", "train", "test", "test"])
    table = describe_splits(assign_splits(catalog, "given", fractions=(0.5, 0, 0.5)))
    assert table.loc["a"].tolist() == [2, 0, 0, 1, 0, 0]
    assert table.loc["b"].tolist() == [1, 0, 1, 1, 0, 1]
    assert table.loc["no label"].tolist() == [1, 0, 1, 1, 0, 1]
    assert table.loc["all"].tolist() == [3, 0, 2, 2, 0, 1]
    assert list(table.index) == ["a", "b", "no label", "all"]
