import re

import pytest

from signkit.errors import DataError
from signkit.layout import FOLDERS, Layout, dataset_name


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


def test_a_data_set_is_found_however_its_letters_are_composed(tmp_path):
    layout = Layout.open(tmp_path)
    (layout.datasets / "man\u0303ana").mkdir()
    assert layout.dataset("ma\u00f1ana").is_dir()


def test_a_data_set_may_lie_elsewhere(tmp_path):
    layout = Layout.open(tmp_path / "root")
    elsewhere = tmp_path / "photos"
    elsewhere.mkdir()
    assert layout.dataset(str(elsewhere)) == elsewhere
    place = layout.landmarks(str(elsewhere))
    assert place.parent == tmp_path / "root" / "landmarks"
    assert re.fullmatch(rf"{tmp_path.name}-photos-\d{{6}}", place.name)


def test_two_folders_of_one_name_have_a_place_each(tmp_path):
    layout = Layout.open(tmp_path)
    assert layout.landmarks("train") == tmp_path / "landmarks" / "train"
    assert layout.landmarks(str(layout.datasets / "train")) == tmp_path / "landmarks" / "train"
    places = [layout.landmarks(name) for name in ("sibi/train", "bisindo/train", "/sibi/train")]
    assert len({*places}) == 3
    assert layout.landmarks(str(layout.datasets / "sibi" / "train")) == places[0]


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ("train", "train"),
        ("sibi/train/", "sibi-train"),
        ("a/b/train", "a-b-train"),
        ("/drive/sibi/train", "sibi-train"),
        ("/drive/datasets/train", "train"),
        ("../train", "train"),
    ],
)
def test_data_sets_are_called_so_that_two_differ(dataset, name):
    assert dataset_name(dataset) == name
