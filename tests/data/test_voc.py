import pytest

from signkit.data.voc import read_voc
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
