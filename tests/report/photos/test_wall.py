import base64
import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from signkit.report.photos import wall


@pytest.fixture
def predictions():
    """Five a taken for b, one for c, two right; one mistake of the validation."""
    said = list("bbbbbcaab")
    rows = {"path": [f"a/{i}.png" for i in range(9)], "label": "a", "predicted": said}
    table = pd.DataFrame(rows).assign(split=["test"] * 8 + ["validation"])
    sure = [0.51, 0.52, 0.53, 0.54, 0.99, 0.6, 0.9, 0.8, 1.0]
    return table.assign(p_0000=0.1, p_0001=sure)


def test_the_surest_mistakes_come_first_and_one_kind_does_not_fill_the_wall(predictions):
    wrong, right = wall.choose(predictions)
    assert [one.path for one in wrong] == ["a/4.png", "a/5.png", "a/3.png", "a/2.png"]
    assert wrong[0].probability == 0.99
    assert sorted(one.path for one in right) == ["a/6.png", "a/7.png"]


def test_photos_are_read_small_and_a_missing_one_is_told(predictions, tmp_path):
    (tmp_path / "a").mkdir()
    Image.new("RGB", (900, 600), "red").save(tmp_path / "a" / "4.png")
    wrong, _ = wall.choose(predictions)
    why = wall.load(wrong[:2], tmp_path)
    assert wrong[0].image.shape == (160, 240, 3)
    assert wrong[1].image is None
    assert len(why) == 1
    assert "5.png" in why[0]
    content = base64.b64decode(wrong[0].data_uri().split(",")[1])
    decoded = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    assert decoded[80, 120] == pytest.approx([255, 0, 0], abs=6)


@pytest.fixture
def hand():
    """84 numbers: a right hand along the photo's diagonal, no left one."""
    points = np.full((2, 21, 2), np.nan, np.float32)
    points[0] = np.linspace(0.2, 0.8, 21)[:, None]
    return points.ravel().tolist()


def test_the_hand_that_was_found_is_drawn_on_the_photo(predictions, hand, tmp_path):
    (tmp_path / "a").mkdir()
    Image.new("RGB", (900, 600), "red").save(tmp_path / "a" / "4.png")
    wrong, _ = wall.choose(predictions.assign(points=[hand] * 9))
    assert wall.load(wrong[:1], tmp_path) == []
    image = wrong[0].image.astype(int)
    assert image.shape == (160, 240, 3)
    blue = image[..., 2] > 120
    assert blue[80, 120]  # the middle of the diagonal
    assert not blue[20].any()
    assert not blue[:, :40].any()
    assert blue.mean() < 0.05  # thin


def test_of_a_wide_frame_the_square_around_the_hands_is_shown():
    image = np.zeros((10, 30, 3), np.uint8)
    image[:, 22:26] = 200
    points = np.full((2, 21, 2), np.nan)
    points[0] = np.linspace([22 / 30, 0.2], [26 / 30, 0.6], 21)
    cut, moved = wall.closer(image, points)
    assert cut.shape == (10, 10, 3)
    # The hand's middle, 24 of 30 pixels, is the middle of columns 19 to 29.
    assert moved[0].mean(axis=0) == pytest.approx([0.5, 0.4])
    assert cut[0, 3:7, 0].tolist() == [200] * 4
    assert np.isnan(moved[1]).all()


def test_hands_at_the_edge_do_not_cut_beyond_the_frame():
    image = np.zeros((30, 10, 3), np.uint8)
    points = np.full((2, 21, 2), np.nan)
    points[0] = 0.01
    cut, moved = wall.closer(image, points)
    assert cut.shape == (10, 10, 3)
    assert moved[0] == pytest.approx(np.tile([0.01, 0.03], (21, 1)))


def test_a_frame_without_hands_is_shown_whole():
    image = np.zeros((30, 10, 3), np.uint8)
    assert wall.closer(image, None)[0] is image
    assert wall.closer(image, np.full((2, 21, 2), np.nan))[0] is image
