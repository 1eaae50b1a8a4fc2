import pytest

from signkit.data.listing.voc import read_voc
from signkit.errors import DataError

BOX = "<bndbox><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax></bndbox>"


@pytest.fixture
def voc(tmp_path):
    def write(*objects, name="C:\\photos\\p 1.jpg"):
        inside = "".join(
            f"<object><name>{label}</name>{BOX.format(*box)}</object>" for label, *box in objects
        )
        file = tmp_path / "p.xml"
        file.write_text(f"<annotation><filename>{name}</filename>{inside}</annotation>")
        return file

    return write


def test_boxes_and_their_areas(voc):
    found = read_voc(voc((" b ", 0, 0, 10, 5), ("a", 1, 2, 3.5, 4), ("b", 5, 5, 7, 8)))
    assert found.photo == "p 1.jpg"
    assert found.boxes.to_numpy().tolist() == [
        ["b", 0, 0, 10, 5], ["a", 1, 2, 3.5, 4], ["b", 5, 5, 7, 8],
    ]  # fmt: skip
    assert found.areas() == {"a": 5, "b": 56}
    assert list(found.areas()) == ["a", "b"]
    assert (found.boxes.dtypes[1:] == "float64").all()


def test_nothing_on_the_photo(voc):
    found = read_voc(voc())
    assert list(found.boxes.columns) == ["label", "xmin", "ymin", "xmax", "ymax"]
    assert found.areas() == {}
    assert (found.boxes.dtypes[1:] == "float64").all()


def test_files_that_are_no_annotation(voc, tmp_path):
    file = tmp_path / "x.xml"
    for text, words in (
        ("<annotation><object>", r"x\.xml is no xml that can be read"),
        ("", "is no xml that can be read"),
        ("<svg/>", "begins with <svg>, not <annotation>"),
        ("<annotation><object><name>a</name></object></annotation>", "'a' without a name or a box"),
    ):
        file.write_text(text)
        with pytest.raises(DataError, match=words):
            read_voc(file)
    with pytest.raises(DataError, match="without a name or a box"):
        read_voc(voc(("a", 1, 2, "wide", 4)))
    with pytest.raises(DataError, match="without a name or a box"):
        read_voc(voc(("", 1, 2, 3, 4)))


def test_swapped_corners_are_put_right_and_told(voc):
    found = read_voc(voc(("large", 60, 50, 10, 20), ("small", 1, 1, 6, 6), ("half", 9, 2, 4, 8)))
    assert found.boxes.iloc[0].tolist() == ["large", 10, 20, 60, 50]
    assert found.boxes.iloc[2].tolist() == ["half", 4, 2, 9, 8]
    assert found.areas() == {"half": 30, "large": 1500, "small": 25}
    assert found.odd == ("swapped", "swapped")


def test_boxes_end_where_the_photo_does(voc):
    file = voc(("a", -5, -5, 120, 130), ("b", 0, 1, 97, 97), ("c", 200, 200, 210, 210))
    size = "<size><width>96</width><height>96</height></size>"
    file.write_text(file.read_text().replace("</annotation>", f"{size}</annotation>"))
    found = read_voc(file)
    assert found.boxes["xmax"].tolist() == [96, 96, 96]
    assert found.areas() == {"a": 96 * 96, "b": 96 * 95, "c": 0}
    assert found.odd == ("outside", "outside", "flat")  # b: one pixel over the edge is counting


@pytest.mark.parametrize(
    "size", ["", "<size><width>0</width></size>", "<size><width>x</width></size>"]
)
def test_a_size_that_is_not_said_cuts_nothing(voc, size):
    file = voc(("a", 0, 0, 500, 400), ("b", 3, 3, 3, 9))
    file.write_text(file.read_text().replace("</annotation>", f"{size}</annotation>"))
    found = read_voc(file)
    assert found.areas() == {"a": 200000, "b": 0}
    assert found.odd == ("flat",)
