from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from signkit.landmarks import Landmarks
from signkit.landmarks.detection.extraction import Extraction
from signkit.landmarks.hand_counts import hand_warnings, missing_hands, takes_two


def present_of(*hands):
    """(N, 2) of how many hands each photo has."""
    return np.array([[number > 0, number > 1] for number in hands])


def test_a_class_takes_two_where_a_third_of_its_photos_with_a_hand_have_both():
    labels = ["b"] * 4 + ["c"] * 4 + ["d"] * 2 + ["e"] * 8
    hands = (2, 2, 1, 0, 1, 1, 1, 0, 2, 1, 2, 2, 1, 1, 1, 1, 1, 1)
    found = takes_two(labels, present_of(*hands))
    # b: 2 of 3; c: none; d: a single photo with both; e: 2 of 8, which may be invented
    assert found.tolist() == [True] * 4 + [False] * 14


def test_photos_that_lack_a_hand_are_listed_none_first():
    table = pd.DataFrame({"path": list("fedcba"), "label": ["b"] * 4 + ["c"] * 2, "group": "s"})
    rows = missing_hands(table, present_of(2, 1, 0, 2, 1, 0))
    assert rows.to_dict("list") == {
        "path": ["d", "a", "e"],
        "label": ["b", "c", "b"],
        "group": ["s"] * 3,
        "hands": [0, 0, 1],
        "of": [2, 1, 2],
    }


@pytest.fixture
def result(make_photos):
    """Class a: both, both, one, none, none; class b: one, none, none, none, one."""
    catalog = make_photos(10)
    landmarks = Landmarks.empty(10)
    hands = {"a": [2, 2, 1, 0, 0], "b": [1, 0, 0, 0, 1]}
    for label, numbers in hands.items():
        rows = catalog.table.index[catalog.table["label"] == label]
        landmarks.present[rows] = present_of(*numbers)
    landmarks.found_by[landmarks.present] = 1
    return Extraction(catalog, landmarks, catalog.table.head(0), computed=0, seconds=0.0)


def test_a_table_by_class_and_what_it_warns_of(result):
    table = result.by_class().set_index("label")
    assert table["two_handed"].tolist() == [True, False]
    assert table["one of two"].tolist() == [1, 0]
    assert hand_warnings(result.by_class()) == [
        "A hand was found in under half of the photos of a class: b (40 %). Look at them before "
        "you train.",
        "Signs of two hands: both were found in under half of the photos of a class: a (40 %). "
        "Look at them before you train.",
    ]
    said = result.summary()
    assert "1 class seems to take two hands: both are found in 40.0 % of their 5 photos" in said
    assert "b (40 %)" in said
    assert len(result.missing_hands()) == 6


def test_where_hands_are_found_nothing_is_said(result):
    landmarks = result.landmarks
    landmarks.present[:] = [True, False]
    said = replace(result, landmarks=landmarks).summary()
    assert "two hands" not in said
    assert "under half" not in said
    assert result.missing_hands().empty
