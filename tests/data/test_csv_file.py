import pytest

from signkit.data.csv_file import find_csv, read_csv
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
    assert read_csv(file).to_dict("list") == {"path": ["x.png"], "labels": ["NA"], "Signer": [""]}


def test_a_row_with_more_cells_than_names_is_no_silent_shift(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("path;labels\na.png;x;y\nb.png;x;z\n")
    with pytest.raises(DataError, match=r"more cells .* hold ';' into quotes, .* by \|"):
        read_csv(file)
    file.write_text('path;labels\na.png;"x;y"\n')
    assert read_csv(file)["labels"].tolist() == ["x;y"]
