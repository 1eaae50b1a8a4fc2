import numpy as np
import pandas as pd
import pytest

from signkit.data.catalog import Catalog
from signkit.landmarks.sample import Landmarks
from signkit.report.photos.crossed_plot import photos_of, plot_crossed

CROSSED = [{"group": "g0", "classes": ["a", "b"], "photos": 4, "taken": 4, "others": 0.0}]


@pytest.mark.parametrize("language", ["en", "id"])
def test_both_sides_of_each_class(tmp_path, language):
    rows = [(c, g) for c in "ab" for g in ("g0", "g1", "g2") for _ in range(2)]
    table = pd.DataFrame(rows, columns=["label", "group"]).assign(path="gone.jpg")
    shown = []

    def picture(row):
        shown.append(tuple(table.loc[row, ["label", "group"]]))
        return np.zeros((8, 8, 3), np.uint8)

    figure = plot_crossed(CROSSED, Catalog(tmp_path, table), picture, language)
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.get_title(loc="left")]
    assert len(titles) == 4
    assert "g0" in titles[0]
    assert shown[:2] == [("a", "g0")] * 2
    assert {group for _, group in shown[2:6]} == {"g1", "g2"}
    assert shown[6:8] == [("b", "g0")] * 2


def test_a_photo_that_is_gone_leaves_its_hand(tmp_path):
    hands = Landmarks.empty(1)
    hands.present[0, 0] = True
    table = pd.DataFrame({"path": ["gone.jpg"], "label": ["a"], "group": ["g"]})
    assert photos_of(Catalog(tmp_path, table), hands)(0).shape[2] == 3
