import os

import pytest

from signkit.data.listing.walk import files_below
from signkit.errors import DataError


@pytest.fixture
def root(tmp_path):
    for name in ("set/a/1.jpg", "set/b/2.jpg", "store/c/3.jpg", "store/c/deep/4.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path / "set"


def test_hidden_files_and_those_of_macos_are_no_files(root):
    for name in (".cache/x.jpg", "a/._1.jpg", "__MACOSX/a/1.jpg", "a/.thumbs/y.jpg"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root / "empty").mkdir()
    found = files_below(root)
    assert found.paths == ["a/1.jpg", "b/2.jpg"]
    assert found.tops == ["a", "b", "empty"]
    assert found.notes == []


def test_folders_that_are_links(root):
    (root / "c").symlink_to(root.parent / "store/c")
    found = files_below(root)
    assert found.paths == ["a/1.jpg", "b/2.jpg", "c/3.jpg", "c/deep/4.jpg"]
    assert found.tops == ["a", "b", "c"]
    assert found.notes == []


def test_links_that_go_in_circles_or_nowhere(root):
    (root / "a" / "up").symlink_to(root)
    (root / "b" / "out").symlink_to(root.parent)
    (root / "a" / "self").symlink_to(root / "a")
    (root / "c").symlink_to(root.parent / "gone")
    (root / "a" / "9.jpg").symlink_to(root / "nothing.jpg")
    found = files_below(root)
    assert found.paths == ["a/1.jpg", "b/2.jpg"]
    assert found.notes == [
        "3 links to folders that count already were passed over: a/self, a/up, b/out.",
        "2 links that lead nowhere were left out: a/9.jpg, c.",
    ]


def test_what_two_ways_lead_to_counts_once(root):
    (root / "latest").symlink_to(root / "a")  # a folder below the root counts where it lies
    for name in ("x", "y"):  # another by the first link
        (root / name).symlink_to(root.parent / "store/c")
    found = files_below(root)
    assert found.paths == ["a/1.jpg", "b/2.jpg", "x/3.jpg", "x/deep/4.jpg"]
    assert "2 links to folders that count already were passed over: latest, y." in found.notes


def test_links_to_files_count_by_where_they_were_put(root):
    (root / "all").mkdir()
    (root / "all" / "5.jpg").touch()
    (root / "b" / "five.jpg").symlink_to(root / "all" / "5.jpg")
    (root / "cover.jpg").symlink_to(root / "a" / "1.jpg")  # outside of all folders it says nothing
    found = files_below(root)
    assert found.paths == ["a/1.jpg", "b/2.jpg", "b/five.jpg"]
    assert found.notes == ["2 files that links lead to as well count once."]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_told(root):
    (root / "closed").mkdir(mode=0)
    assert "1 folders that may not be read were left out: closed/." in files_below(root).notes


def test_a_folder_that_is_gone(tmp_path):
    with pytest.raises(DataError, match="gone"):
        files_below(tmp_path / "gone")
