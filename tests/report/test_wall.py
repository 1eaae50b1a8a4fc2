import base64
import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from signkit.report import wall


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
