from types import SimpleNamespace

import pandas as pd
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from PIL import Image

from signkit.errors import DataError
from signkit.report.environment import TEMPLATES
from signkit.report.photos import pairs
from signkit.report.photos.pairs_plot import caption, plot_confused_pairs, side_title
from signkit.report.texts import texts

FOLDER = TEMPLATES


@pytest.fixture
def predictions():
    """Taken for each other: o for 0 (6), 0 for o (1), x for 0 (1); y only in validation."""
    rows = [("o", "0", p) for p in (0.6, 0.9, 0.7, 0.8, 0.95, 0.5)] + [("o", "o", 0.99)] * 2
    rows += [("0", "o", 0.55), ("0", "0", 0.7), ("0", "0", 0.9), ("x", "0", 0.4), ("x", "x", 0.8)]
    table = pd.DataFrame(rows, columns=["label", "predicted", "p_0000"])
    table = table.assign(path=[f"{k}.png" for k in range(len(table))], split="test")
    other = pd.DataFrame([("y", "x", 0.9, "v.png", "validation")] * 9, columns=table.columns)
    return pd.concat([table, other], ignore_index=True)


CLASSES = ["0", "o", "x", "y"]


def test_the_most_confused_come_first_and_mistakes_before_right_ones(predictions):
    first, second = pairs.choose(predictions, CLASSES)
    assert (first.first.true, first.first.predicted, first.mistakes) == ("o", "0", 7)
    assert [one.probability for one in first.first.shown] == [0.95, 0.9, 0.8, 0.7]
    assert [(one.right, one.probability) for one in first.second.shown] == [
        (False, 0.55),
        (True, 0.9),
        (True, 0.7),
    ]
    # Of x and 0 only one way was confused: the other side has right photos alone.
    assert (second.first.true, second.first.mistakes, second.second.mistakes) == ("x", 1, 0)
    assert all(one.right for one in second.second.shown)
    assert len(pairs.choose(predictions, CLASSES, most=1)) == 1


def test_without_mistakes_there_is_no_pair(predictions):
    right = predictions.assign(predicted=predictions["label"])
    assert pairs.choose(right, CLASSES) == []
    with pytest.raises(DataError, match="No two classes"):
        plot_confused_pairs([])


@pytest.fixture
def loaded(predictions, tmp_path):
    """The pairs with their photos, all but one of which are there."""
    for path in predictions["path"].unique()[1:]:
        Image.new("RGB", (60, 40), "red").save(tmp_path / path)
    found = pairs.choose(predictions, CLASSES)
    missing = [one.path for pair in found for one in pairs.photos(pair)].count("0.png")
    assert len(pairs.load(found, tmp_path)) == missing
    return found


@pytest.mark.parametrize(
    ("side", "said"), [("first", "6 × o taken for 0"), ("second", "1 × 0 taken for o")]
)
def test_each_side_says_what_it_shows(loaded, side, said):
    assert side_title(getattr(loaded[0], side), texts()) == said


def test_a_figure_has_a_row_for_each_pair(loaded):
    figure = plot_confused_pairs(loaded)
    sides = [sub for row in figure.subfigs for sub in row.subfigs if sub.axes]
    said = [side.get_suptitle() for side in sides]
    assert said == [
        "6 × o taken for 0",
        "1 × 0 taken for o",
        "1 × x taken for 0",
        "0, never taken for x",
    ]
    assert [axes.get_xlabel() for axes in sides[1].axes] == [
        "→ o, 55\N{NO-BREAK SPACE}%",
        "right, 90\N{NO-BREAK SPACE}%",
        "right, 70\N{NO-BREAK SPACE}%",
        "",
    ]


def test_the_page_s_fragment_holds_every_photo(loaded):
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
    )
    content = {"rows": loaded, "most": pairs.PHOTOS, "unreadable": ""}
    content |= {
        "title": lambda side: side_title(side, texts()),
        "caption": lambda one: caption(one, texts()),
    }
    part = SimpleNamespace(content=content, problem=None)
    page = environment.get_template("parts/pairs.html").render(t=texts(), pairs=part)
    photos = [one for pair in loaded for one in pairs.photos(pair)]
    assert page.count("<figure") == len(photos)
    assert page.count("data:image/jpeg") == sum(one.image is not None for one in photos)
    assert "mistakes: 7" in page
    empty = SimpleNamespace(content=None, problem=None)
    assert environment.get_template("parts/pairs.html").render(t=texts(), pairs=empty).strip() == ""
