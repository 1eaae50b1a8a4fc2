import pandas as pd
import pytest

from signkit.tables import as_text, findings_text, read_parquet


def test_a_table_comes_back_as_it_was_with_the_columns_asked_for(tmp_path):
    table = pd.DataFrame({"path": ["a", None], "hands": [1, 2], "points": [[0.5, 1.0], [2.0, 3.0]]})
    table = table.astype({"path": "string"})
    table.to_parquet(tmp_path / "t.parquet")
    read = read_parquet(tmp_path / "t.parquet").to_pandas()
    pd.testing.assert_frame_equal(read[["path", "hands"]], table[["path", "hands"]])
    assert read["points"][1].tolist() == [2.0, 3.0]
    assert read_parquet(tmp_path / "t.parquet", columns=["hands"]).column_names == ["hands"]


def test_no_thread_is_left_running(tmp_path):
    """Threads that start while the process ends abort it: reading must start none."""
    import subprocess
    import sys

    pd.DataFrame({f"c{k}": range(1000) for k in range(40)}).to_parquet(tmp_path / "t.parquet")
    code = (
        "import os, sys; from signkit.tables import read_parquet\n"
        "count = lambda: len(os.listdir('/proc/self/task'))\n"
        "before = count(); read_parquet(sys.argv[1]); print(count() - before)"
    )
    given = [sys.executable, "-c", code, str(tmp_path / "t.parquet")]
    if not sys.platform.startswith("linux"):
        pytest.skip("threads are counted in /proc")
    said = subprocess.run(given, capture_output=True, text=True, check=True).stdout
    assert int(said) == 0


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_parquet(tmp_path / "none.parquet")


def test_figures_in_a_terminal_have_as_many_digits_as_they_bear():
    table = pd.DataFrame({"label": ["a", "b"], "n": [3, 10], "hands": [100 * 11 / 13, 100.0]})
    text = as_text(table.assign(right=[11 / 13, None], note=["84.615385", ""]))
    assert text.splitlines()[1].split() == ["a", "3", "84.6", "0.846", "84.615385"]
    assert text.splitlines()[2].split() == ["b", "10", "100.0"]


def test_findings_are_wrapped_below_their_names():
    table = pd.DataFrame(
        {
            "finding": ["photos", "odd mode"],
            "count": ["12", "0"],
            "meaning": ["in 2 classes", "one two three four"],
            "example": ["", "a/b.png: CMYK"],
        }
    )
    assert findings_text(table, width=34).splitlines() == [
        "  photos  12  in 2 classes",
        "odd mode   0  one two three four;",
        "              such as a/b.png:",
        "              CMYK",
    ]
