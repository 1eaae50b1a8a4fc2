import pytest

from signkit.errors import DataError
from signkit.layout import FOLDERS, Layout


def test_the_root_is_given_or_from_the_environment_or_above(tmp_path, monkeypatch):
    monkeypatch.delenv("SIGNKIT_ROOT", raising=False)
    (tmp_path / "drive_layout").mkdir()
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert Layout.open().root == tmp_path / "drive_layout"
    monkeypatch.setenv("SIGNKIT_ROOT", str(tmp_path / "mine"))
    assert Layout.open().root == tmp_path / "mine"
    assert Layout.open(tmp_path / "given").root == tmp_path / "given"
    assert all((tmp_path / "given" / name).is_dir() for name in FOLDERS)


def test_a_missing_data_set_is_named_with_those_there_are(tmp_path):
    layout = Layout.open(tmp_path)
    with pytest.raises(DataError, match="Put a folder"):
        layout.dataset("bisindo")
    (layout.datasets / "sibi").mkdir()
    with pytest.raises(DataError, match="bisindo.*one of sibi"):
        layout.dataset("bisindo")


def test_a_data_set_may_lie_elsewhere(tmp_path):
    layout = Layout.open(tmp_path / "root")
    elsewhere = tmp_path / "photos"
    elsewhere.mkdir()
    assert layout.dataset(str(elsewhere)) == elsewhere
    assert layout.landmarks(str(elsewhere)) == tmp_path / "root" / "landmarks" / "photos"
