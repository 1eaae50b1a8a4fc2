import numpy as np
import pytest

from signkit.landmarks import Landmarks, plot_hands_found, plot_overlays
from signkit.landmarks.detection.extraction import Extraction


@pytest.fixture
def result(make_photos, four_photos):
    catalog = make_photos(6)
    landmarks = Landmarks.join([four_photos, Landmarks.empty(2)])
    return Extraction(catalog, landmarks, catalog.table.head(0), computed=6, seconds=2.0)


def test_overlays_show_every_class_with_its_pass(result):
    figure = plot_overlays(result.catalog, result.landmarks, count=5, columns=3)
    titles = [axis.get_title() for axis in figure.axes if axis.get_title()]
    assert len(titles) == 5
    assert sorted(title[0] for title in titles) == ["a", "a", "a", "b", "b"]
    assert all(title.split(" · ")[1] for title in titles)
    assert any("no hand" in title for title in titles)


def test_more_tiles_than_photos(result):
    figure = plot_overlays(result.catalog, result.landmarks, count=50)
    assert sum(bool(axis.get_title()) for axis in figure.axes) == 6


def test_bars_add_up_to_the_hands_found(result):
    table = result.by_class()
    axis = plot_hands_found(table).axes[0]
    tops = np.zeros(2)
    for bars in axis.containers:
        tops = np.maximum(tops, [bar.get_y() + bar.get_height() for bar in bars])
    assert tops == pytest.approx(table["hands_found"].tolist())
    assert [label.get_text() for label in axis.get_xticklabels()] == ["a", "b"]


def test_by_class_says_which_pass(result):
    table = result.by_class().set_index("label")
    # Rows 0..2 are class a (right; both, by two looks; none), 3 is b's left hand.
    assert table.loc["a", ["photos", "plain", "second hand", "no hand"]].tolist() == [3, 2, 1, 1]
    assert table.loc["b", ["photos", "border 25 %", "no hand"]].tolist() == [3, 1, 2]
    assert table.loc["a", "hands_found"] == pytest.approx(200 / 3)
    assert table.loc["a", "both_hands"] == pytest.approx(100 / 3)
    assert result.photos_per_second == 3


def test_after_the_classes_come_photos_without_a_hand_of_the_worst_first(make_photos):
    catalog = make_photos(80)  # 40 of each class, 24 are shown
    landmarks = Landmarks.empty(80)
    bare = catalog.table["label"] == "b"
    bare.iloc[0] = True  # one of a
    landmarks.present[~bare] = [True, False]
    landmarks.found_by[landmarks.present] = 1
    figure = plot_overlays(catalog, landmarks, columns=6)
    titles = [axis.get_title() for axis in figure.axes if axis.get_title()]
    assert len(titles) == 30
    assert titles[24:] == ["b · no hand"] * 6
