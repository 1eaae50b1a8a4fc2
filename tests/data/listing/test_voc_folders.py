import pytest

from signkit.data.answers.table import LABELS
from signkit.data.catalog import open_catalog
from signkit.data.listing.voc_folders import rows_from_voc
from signkit.errors import DataError

BOX = "<bndbox><xmin>0</xmin><ymin>0</ymin><xmax>{}</xmax><ymax>10</ymax></bndbox>"


@pytest.fixture
def voc(tmp_path):
    """Write a file whose objects are given as label=width."""

    def write(file, photo="", **objects):
        file = tmp_path / file
        file.parent.mkdir(parents=True, exist_ok=True)
        inside = "".join(
            f"<object><name>{label}</name>{BOX.format(width)}</object>"
            for label, width in objects.items()
        )
        file.write_text(f"<annotation><filename>{photo}</filename>{inside}</annotation>")

    return write


def labels_of(rows):
    return dict(zip(rows["path"], rows["label"], strict=True))


def test_beside_each_other_and_in_sister_folders(draw, voc, tmp_path):
    draw("IMAGES/1.jpg"), draw("Validation_Images/1.jpg"), draw("near/2.PNG")
    voc("ANNOTATIONS/1.xml", photo="1", a=5)
    voc("Validation_Annotations/1.xml", b=5)
    voc("near/2.xml", c=5)
    rows, notes = rows_from_voc(tmp_path)
    assert labels_of(rows) == {
        "IMAGES/1.jpg": "a",
        "Validation_Images/1.jpg": "b",
        "near/2.PNG": "c",
    }
    assert notes == []
    assert rows["split"].isna().all()


def test_folders_of_splits(draw, voc, tmp_path):
    for split, label in (("train", "a"), ("valid", "b"), ("test", "c")):
        draw(f"JPEGImages/{split}/1.jpg")
        voc(f"annotations/{split}/1.xml", **{label: 3})
    rows, _ = rows_from_voc(tmp_path)
    assert labels_of(rows) == {
        "JPEGImages/test/1.jpg": "c", "JPEGImages/train/1.jpg": "a", "JPEGImages/valid/1.jpg": "b",
    }  # fmt: skip
    assert rows["split"].tolist() == ["test", "train", "validation"]


def test_the_name_inside_counts_where_the_files_own_names_no_photo(draw, voc, tmp_path):
    draw("scan.v2.jpg"), draw("other.jpg"), draw("twin.jpg"), draw("twin.png")
    voc("001.xml", photo="scan.v2", a=1)
    voc("other.xml", photo="scan.v2.jpg", b=1)  # its own name counts first
    voc("twin.xml", photo="twin.png", c=1)
    rows, notes = rows_from_voc(tmp_path)
    assert labels_of(rows) == {"scan.v2.jpg": "a", "other.jpg": "b", "twin.png": "c"}
    assert notes == ["1 photos have no xml file and were left out, such as twin.jpg."]


def test_a_file_that_may_mean_two_photos_is_nobodys(draw, voc, tmp_path):
    draw("x/1.jpg"), draw("y/1.jpg"), draw("2.jpg")
    voc("z/1.xml", a=1)
    voc("2.xml", b=1)
    rows, notes = rows_from_voc(tmp_path)
    assert rows["path"].tolist() == ["2.jpg"]
    assert "1 xml files belong to no photo, or not surely to one, such as z/1.xml." in notes


def test_what_is_left_out_is_counted(draw, voc, tmp_path):
    for name in ("1.jpg", "2.jpg", "3.jpg", "4.jpg"):
        draw(name)
    voc("1.xml", a=1)
    voc("2.xml")
    voc("9.xml", a=1)
    (tmp_path / "3.xml").write_text("<annotation>")
    rows, notes = rows_from_voc(tmp_path)
    assert labels_of(rows) == {"1.jpg": "a"}
    told = " ".join(notes)
    assert "1 xml files were left out, such as this one: " in told
    assert "3.xml is no xml that can be read" in told
    assert "1 xml files belong to no photo, or not surely to one, such as 9.xml." in told
    assert "2 photos have no xml file and were left out, such as 3.jpg." in told
    assert "1 photos have no object in their file and were left out, such as 2.jpg" in told
    rows, notes = rows_from_voc(tmp_path, LABELS)
    assert rows["labels"].tolist() == [("a",), ()]
    assert "no object" not in " ".join(notes)


def test_the_class_is_what_fills_the_largest_boxes(draw, voc, tmp_path):
    draw("1.jpg"), draw("2.jpg"), draw("3.jpg")
    voc("1.xml", a=5, b=9)
    voc("2.xml", b=5, a=5)
    voc("3.xml", b=5)
    rows, notes = rows_from_voc(tmp_path)
    assert rows["label"].tolist() == ["b", "a", "b"]
    assert notes[0].startswith("2 photos show objects of more than one class, such as 1.jpg")
    rows, notes = rows_from_voc(tmp_path, LABELS)
    assert rows["labels"].tolist() == [("a", "b"), ("a", "b"), ("b",)]
    assert notes == []


def test_boxes_that_were_put_right_are_told(draw, voc, tmp_path):
    draw("1.jpg"), draw("2.jpg")
    voc("1.xml", a=-40, b=5)  # from 0 to -40: swapped, and outside
    voc("2.xml", b=5)
    rows, notes = rows_from_voc(tmp_path)
    assert labels_of(rows) == {"1.jpg": "b", "2.jpg": "b"}
    told = ["were swapped, which was put right, such as 1.jpg", "cut at its edge, such as"]
    assert [words in note for words, note in zip(told, notes, strict=False)] == [True, True]


def test_nothing_to_learn_from(draw, voc, tmp_path):
    draw("1.jpg")
    voc("2.xml", a=1)
    with pytest.raises(
        DataError, match=r"\(1 photos, 1 xml files\)\. 1 xml files .* folder ANNOTATIONS beside"
    ):
        rows_from_voc(tmp_path)


def test_real_defects(real_data):
    catalog = open_catalog(real_data / "neu-det", voc=True, several=True)
    assert len(catalog) == 1800
    assert catalog.notes == ()
    assert dict(zip(catalog.classes, catalog.targets().sum(0).astype(int), strict=True)) == {
        "crazing": 300, "inclusion": 382, "patches": 342, "pitted_surface": 301,
        "rolled-in_scale": 300, "scratches": 300,
    }  # fmt: skip
    one = open_catalog(real_data / "neu-det", voc=True)
    assert one.table["label"].value_counts().to_dict() == {
        "inclusion": 307, "pitted_surface": 301, "crazing": 300, "patches": 300,
        "rolled-in_scale": 300, "scratches": 292,
    }  # fmt: skip
    assert one.notes[0].startswith("123 photos show objects of more than one class")
