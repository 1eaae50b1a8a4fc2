import pytest

from signkit.data.answers.table import LABELS, asked_for
from signkit.data.catalog import open_catalog
from signkit.data.listing.table_file import rows_from_csv
from signkit.errors import DataError, SettingsError


@pytest.fixture
def rows(draw, tmp_path):
    for number in range(5):
        draw(f"{number}.png")

    def read(text, several=True):
        (tmp_path / "t.csv").write_text(text)
        rows, notes = rows_from_csv(tmp_path, "t.csv", told=asked_for(several))
        return rows.set_index("path"), notes

    return read


def test_a_column_of_labels(rows):
    table, notes = rows("path,labels\n0.png,b | a\n1.png,a;c;a\n2.png,\n0.png,d\nno.png,x\n")
    assert table["labels"].to_dict() == {
        "0.png": ("a", "b", "d"), "1.png": ("a", "c"), "2.png": (),
    }  # fmt: skip
    assert table["label"].tolist() == ["a + b + d", "a + c", "no label"]
    assert notes == ["t.csv: 1 rows left out, file not there: no.png."]


def test_labels_parted_by_something_else(rows, tmp_path):
    blanks = "path,labels\n0.png,pen  paper\n1.png,paper\n2.png,pen\n3.png,\n4.png,glue pen\n"
    with pytest.raises(DataError, match=r"t.csv: 1 label looks like several with blanks between.*"
        r"such as 'pen +paper'. Set LABEL_SEPARATOR = ' ' to part them, or '\|'"):  # fmt: skip
        rows(blanks)
    rows(blanks.replace("glue pen", "good night|pen"))  # parted as usual: blanks are in names
    for mark, text in ((" ", blanks), (", ", blanks.replace("pen  paper", '"pen, paper"'))):
        (tmp_path / "t.csv").write_text(text)
        table, _ = rows_from_csv(tmp_path, "t.csv", told=LABELS, separator=mark)
        assert table["labels"].iloc[0] == ("paper", "pen")
    (tmp_path / "t.csv").write_text(blanks)
    table, _ = rows_from_csv(tmp_path, "t.csv", told=LABELS, separator="|")
    assert table["labels"].iloc[4] == ("glue pen",)
    with pytest.raises(SettingsError, match="LABEL_SEPARATOR ' ' parts"):
        open_catalog(tmp_path, csv="t.csv", separator=" ")


def test_a_label_called_like_none(rows):
    table, notes = rows("path,labels\n0.png,no label\n1.png,\n2.png,a\n")
    assert table["label"].tolist() == ['"no label"', "no label", "a"]
    assert "'no label' is a label like any other here" in notes[0]


def test_a_group_column_of_other_capitals(rows, tmp_path):
    rows("Path,Label,SIGNER\n0.png,a,x\n1.png,b,y\n", several=False)
    table, _ = rows_from_csv(tmp_path, "t.csv", "signer")
    assert table["group"].tolist() == ["x", "y"]


def test_a_row_a_label_is_merged(rows):
    table, notes = rows(
        "path,label,group,split\n0.png,b,g,train\n1.png,a|b,h,\n0.png,a,,\n0.png,b,g,training\n"
        "2.png,,,\n"
    )
    assert table["labels"].tolist() == [("a", "b"), ("a|b",), ()]
    assert table["group"].fillna("-").tolist() == ["g", "h", "-"]
    assert table["split"].fillna("-").tolist() == ["train", "-", "-"]
    assert notes == []


def test_rows_of_one_photo_that_contradict_each_other(rows):
    with pytest.raises(DataError, match=r"more than one group: 0\.png is 'g', 'h'\. Give each"):
        rows("path,label,group\n0.png,b,g\n0.png,a,h\n")
    with pytest.raises(DataError, match=r"more than one split: 0\.png is 'train', 'test'"):
        rows("path,label,split\n0.png,b,train\n0.png,a,test\n")
    with pytest.raises(DataError, match=r"more than one label: .* or set SEVERAL_LABELS"):
        rows("path,label\n0.png,b\n0.png,a\n", several=False)


def test_labels_need_the_setting(rows):
    with pytest.raises(DataError, match="column 'labels', but none 'label'. Set SEVERAL_LABELS"):
        rows("path,labels\n0.png,b\n1.png,a\n", several=False)
    table, _ = rows("path,labels,label\n0.png,a|b,b\n1.png,a,a\n", several=False)
    assert table["label"].tolist() == ["b", "a"]
    assert "labels" not in table
    with pytest.raises(DataError, match="no column 'label'; it has: path, tags"):
        rows("path,tags\n0.png,b\n")


@pytest.mark.parametrize("text", ["path,labels\n", "path,labels\nno.png,a\n"])
def test_nothing_to_use(rows, text):
    with pytest.raises(DataError, match="holds no row to use|name no photo"):
        rows(text)


def test_a_catalog_of_several_labels(rows, tmp_path):
    rows("path,labels\n0.png,b|a\n1.png,a\n2.png,\n3.png,c\n")
    catalog = open_catalog(tmp_path, csv="t.csv", several=True)
    assert catalog.told is LABELS
    assert catalog.classes == ["a", "b", "c"]
    assert catalog.targets().tolist() == [[1, 1, 0], [1, 0, 0], [0, 0, 0], [0, 0, 1]]
    assert catalog.targets().dtype == "float32"
    with pytest.raises(SettingsError, match="SEVERAL_LABELS needs a CSV file or VOC files"):
        open_catalog(tmp_path, several=True)
    with pytest.raises(SettingsError, match="CSV and VOC exclude each other"):
        open_catalog(tmp_path, csv="t.csv", voc=True)


def test_labels_of_too_few_kinds(rows, tmp_path):
    rows("path,labels\n0.png,a\n1.png,a\n2.png,\n")
    with pytest.raises(DataError, match=r"one class only, 'a'"):
        open_catalog(tmp_path, csv="t.csv", several=True)
    rows("path,labels\n0.png,\n1.png,\n")
    with pytest.raises(DataError, match="No photo in .* has a label"):
        open_catalog(tmp_path, csv="t.csv", several=True)
