import pytest

from signkit.data.listing.csv_file import find_csv, need_columns, read_csv
from signkit.errors import DataError


def test_found_beside_the_photos_or_by_its_path(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("path\n")
    assert find_csv(tmp_path, "t.csv") == file
    assert find_csv(tmp_path / "elsewhere", file) == file
    with pytest.raises(DataError, match=r"no CSV file u\.csv, nor .*u\.csv"):
        find_csv(tmp_path, "u.csv")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_separator_and_blanks_around(tmp_path, separator):
    file = tmp_path / "t.csv"
    file.write_text(f"PATH {separator}Labels{separator}Signer\n x.png{separator}NA{separator} \n")
    table = read_csv(file, ("path", "labels"))
    assert table.to_dict("list") == {"path": ["x.png"], "labels": ["NA"], "Signer": [""]}


def test_a_row_with_more_cells_than_names_is_no_silent_shift(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("path;labels\na.png;x;y\nb.png;x;z\n")
    with pytest.raises(DataError, match=r"more cells .* hold ';' into quotes, .* by \|"):
        read_csv(file)
    file.write_text('path;labels\na.png;"x;y"\n')
    assert read_csv(file)["labels"].tolist() == ["x;y"]


def test_one_place_is_named_once(tmp_path):
    with pytest.raises(DataError) as raised:
        find_csv(tmp_path, tmp_path / "u.csv")
    assert raised.value.what == f"There is no CSV file {tmp_path / 'u.csv'}."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_whatever_excel_calls_text(tmp_path, encoding):
    file, notes = tmp_path / "t.csv", []
    file.write_bytes("sep=;\r\nPath;Label;\r\nx.png; Café ;\r\n;;\r\n".encode(encoding))
    table = read_csv(file, ("path", "label"), notes)
    assert table.to_dict("list") == {"path": ["x.png"], "label": ["Café"]}
    assert bool(notes) == (encoding == "cp1252")


def test_what_is_no_table_is_said_in_words(tmp_path):
    file = tmp_path / "t.csv"
    for content, words in (
        (b"PK\x03\x04...", "is an Excel workbook"),
        (b"a\0b", "is no text"),
        ("path,label\nä.png,a\n".encode() + b"\xff.png,b\n", "line 3 holds a letter of another"),
        (b'path,label\na.png,"b\nc.png,d\n', "opens a quote that it doesn't close"),
    ):
        file.write_bytes(content)
        with pytest.raises(DataError, match=words):
            read_csv(file)


def test_rows_are_numbered_as_they_stand(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes(b'path,label\n\na.png,"b\rc"\n,\nd.png\n')
    table = read_csv(file)
    assert table.index.tolist() == [1, 3]
    assert table["label"].tolist() == ["b c", ""]


def test_columns_that_lack(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text(",".join(map(str, range(43))) + "\n")
    with pytest.raises(DataError) as raised:
        need_columns(file, read_csv(file), ["path"])
    assert "holds values, such as 0, 1, and 41 more, no names" in raised.value.what
    file.write_text(",".join("abcdefghijklm") + "\n")
    with pytest.raises(DataError, match="no column 'path'; it has: a, b, .*, j, and 3 more"):
        need_columns(file, read_csv(file), ["path"])
