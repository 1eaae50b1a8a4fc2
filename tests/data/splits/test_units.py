import numpy as np

from signkit.data.splits.counts import count_classes
from signkit.data.splits.units import joined_groups, units_of


def test_photos_of_one_group_or_source_are_one_unit(several_of):
    catalog = several_of(
        [["a"]] * 6, groups=["x", "x", "y", "z", "z", "w"], sources=["1", "2", "2", "3", "4", "4"]
    )
    assert units_of(catalog.table, "grouped").tolist() == [0, 0, 0, 1, 1, 1]
    assert units_of(catalog.table, "random").tolist() == [0, 1, 1, 2, 3, 3]


def test_photos_of_each_class_in_each_unit(several_of):
    table = several_of([["a", "b"], ["b"], [], ["a"]]).table
    counts, classes = count_classes(table, np.array([0, 0, 1, 1]))
    assert classes == ["a", "b", "no label"]
    assert counts.tolist() == [[1, 2, 0], [1, 0, 1]]
    one = table.assign(label=["b", "a", "a", "a"]).drop(columns="labels")
    counts, classes = count_classes(one, np.array([0, 1, 1, 0]))
    assert classes == ["a", "b"]
    assert counts.tolist() == [[1, 1], [2, 0]]


def test_groups_joined_by_copies(several_of):
    labels = [["a"]] * 4
    apart = several_of(labels, ["x", "x", "y", "z"], ["1", "1", "2", "3"])
    assert joined_groups(apart.table) == ""
    joined = several_of(labels, ["x", "x", "y", "z"], ["1", "2", "2", "3"])
    assert joined_groups(joined.table) == (
        " The groups x, y hold copies of each other's photos, so they can't be parted: "
        "00001.jpg (x) and 00002.jpg (y)."
    )
