import numpy as np
import pytest
from PIL import Image

from signkit.data.catalog import open_catalog
from signkit.data.checks.health import check
from signkit.data.checks.health_plot import plot_health, plot_samples
from signkit.errors import DataError


@pytest.fixture
def sick(draw, tmp_path):
    """Two classes with one of every trouble."""
    for i in range(6):
        draw(f"a/{i}.png")
        draw(f"b/{i}.png")
    (tmp_path / "a" / "cut.png").write_bytes((tmp_path / "a/0.png").read_bytes()[:900])
    (tmp_path / "a" / "page.jpg").write_text("<html>not found</html>")
    (tmp_path / "b" / "nil.jpg").touch()
    draw("a/tiny.png", size=(47, 90))
    Image.new("RGBA", (60, 60), (0, 90, 0, 99)).save(tmp_path / "b/clear.png")
    return open_catalog(tmp_path)


def test_every_trouble_is_found_once(sick):
    issues = check(sick, progress=False).issues
    assert {(row.path, row.issue) for row in issues.itertuples()} == {
        ("a/cut.png", "unreadable"),
        ("b/nil.jpg", "unreadable"),
        ("a/page.jpg", "not_an_image"),
        ("a/tiny.png", "tiny"),
        ("b/clear.png", "odd_mode"),
    }
    detail = issues.set_index(["path", "issue"])["detail"]
    assert detail["a/tiny.png", "tiny"] == "47 x 90 pixels"
    assert "is empty (0 bytes)" in detail["b/nil.jpg", "unreadable"]


def test_usable_photos_and_the_count_of_the_others(sick):
    health = check(sick, progress=False)
    usable = health.usable()
    assert len(sick) - len(usable) == 3
    assert usable.table.index.tolist() == list(range(len(usable)))
    assert "3 photos can't be read and were left out, such as a/cut.png" in usable.notes[-1]
    assert not set(usable.table["path"]) & {"a/cut.png", "a/page.jpg", "b/nil.jpg"}
    assert check(usable, progress=False).usable() is not None


def test_nothing_to_leave_out_keeps_the_catalog(draw, tmp_path):
    for name in ("a/1.png", "b/1.png"):
        draw(name)
    catalog = open_catalog(tmp_path)
    health = check(catalog, progress=False)
    assert health.usable() is catalog
    assert health.issues.empty
    assert list(health.issues.columns) == ["path", "label", "issue", "detail"]


def test_a_class_of_which_nothing_is_left(draw, tmp_path):
    for name in ("a/1.png", "b/1.png"):
        draw(name)
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "1.jpg").write_text("no photo")
    usable = check(open_catalog(tmp_path), progress=False).usable()
    assert usable.classes == ["a", "b"]
    assert "Nothing is left of the classes c" in usable.notes[-1]
    (tmp_path / "b" / "1.png").write_text("no photo")
    with pytest.raises(DataError, match=r"left of the classes b, c\. The first: .*Convert"):
        check(open_catalog(tmp_path), progress=False).usable()


def test_facts_and_summary(sick, capsys):
    health = check(sick)
    assert "Checking photos" in "".join(capsys.readouterr())
    facts = health.photos.set_index("path")
    assert facts.loc["a/0.png", ["width", "height", "mode", "format"]].tolist() == [
        60, 48, "RGB", "PNG",
    ]  # fmt: skip
    assert facts.loc["a/page.jpg", "width"] == 0
    table = health.summary().set_index("finding")
    assert table.loc["unreadable", "count"] == "2"
    assert table.loc["tiny", "count"] == "1"
    assert table.loc["unreadable", "example"].startswith("a/cut.png: ")
    assert "1 transparency (put on white)" in table.loc["colour modes", "meaning"]


def test_an_uneven_set_is_told(draw, tmp_path):
    for i in range(7):
        draw(f"a/{i}.png")
    for i in range(2):
        draw(f"b/{i}.png")
    summary = check(open_catalog(tmp_path), progress=False).summary().set_index("finding")
    words = summary.loc["class balance", "meaning"]
    assert words == "'b' has 2, 'a' 7 photos: 3.5 times as many; use class weights"


def test_several_labels_are_counted_one_by_one(draw, tmp_path):
    said = ["a|b", "a", "a", "a|b", "a", "", "a", "a"]
    for number in range(8):
        draw(f"{number}.png")
    lines = [f"{number}.png,{labels}" for number, labels in enumerate(said)]
    (tmp_path / "t.csv").write_text("\n".join(["path,labels", *lines]))
    health = check(open_catalog(tmp_path, csv="t.csv", several=True), progress=False)
    summary = health.summary().set_index("finding")
    assert summary.loc["photos", "meaning"] == "in 2 classes; 2 with more than one label, 1 without"
    assert summary.loc["class balance", "count"] == "3.50"
    assert summary.loc["class balance", "meaning"] == (
        "'b' has 2, 'a' 7 photos: 3.5 times as many; set LOSS to \"weighted\""
    )
    classes = plot_health(health).axes[0]
    assert [bar.get_height() for bar in classes.patches] == [7, 2]
    assert classes.get_title(loc="left").startswith("8 photos in 2 classes")
    wall = plot_samples(health.catalog, per_class=2)
    assert [text.get_text() for text in wall.axes[0].texts] == ["a", "b"]
    wall.canvas.draw()


def test_pictures(sick):
    figure = plot_health(check(sick, progress=False))
    classes, issues, sizes = figure.axes
    assert [bar.get_height() for bar in classes.patches] == [9, 8]
    assert [bar.get_width() for bar in issues.patches] == [2, 1, 1, 1]
    assert "Sizes" in sizes.get_title(loc="left")
    wall = plot_samples(sick, per_class=4)
    assert [text.get_text() for text in wall.axes[0].texts] == ["a", "b"]
    pixels = wall.axes[0].images[0].get_array()
    assert pixels.shape[0] == 2 * 96
    wall.canvas.draw()


def test_a_picture_of_unreadable_photos_only(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.jpg").write_text("no photo")
    catalog = open_catalog(tmp_path)
    plot_health(check(catalog, progress=False)).canvas.draw()
    plot_samples(catalog).canvas.draw()


def test_every_readable_photo_has_a_thumbnail(sick):
    health = check(sick, progress=False)
    table = sick.table
    without = [p for p, t in zip(table["path"], health.thumbnails, strict=True) if t is None]
    assert sorted(without) == ["a/cut.png", "a/page.jpg", "b/nil.jpg"]
    seen = [t for t in health.thumbnails if t is not None]
    assert {(t.shape, t.dtype.name) for t in seen} == {((64, 64), "uint8")}
    assert "thumbnails" not in repr(health)


def test_real_photos_are_well(real_data):
    catalog = open_catalog(real_data / "sld-digits")
    health = check(catalog.with_table(catalog.table.iloc[::40]), progress=False)
    assert health.issues.empty
    assert np.all(health.photos["width"] == 100)
