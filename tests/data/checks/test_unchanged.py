"""What a catalog says of files that were changed, exchanged, removed, added or moved since."""

import os
import shutil

import pytest

from signkit.data import load_catalog, open_catalog, save_catalog
from signkit.data.catalog import file_hashes
from signkit.data.checks import unchanged as module
from signkit.errors import DataError


@pytest.fixture
def folder(tmp_path):
    for label in "abc":
        for number in range(3):
            file = tmp_path / "set" / label / f"{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(f"{label}{number}".encode() * 9)  # all of one size
    return tmp_path / "set"


@pytest.fixture
def saved(folder, tmp_path):
    return save_catalog(open_catalog(folder), tmp_path / "store" / "catalog.parquet")


@pytest.fixture
def reads(monkeypatch):
    """The paths whose content is asked for."""
    asked = []

    def hashes(root, paths):
        asked.extend(paths)
        return file_hashes(root, paths)

    return asked, hashes


def test_untouched_files_are_not_opened(folder, saved, reads):
    assert len(load_catalog(saved, folder, reads[1])) == 9
    assert reads[0] == []


def test_another_size_is_another_file(folder, saved, reads):
    (folder / "a" / "1.png").write_bytes(b"longer than it was, by far")
    with pytest.raises(DataError, match=r"1 changed \(a/1\.png\).*preprocess_landmarks"):
        load_catalog(saved, folder, reads[1])
    assert reads[0] == []


def test_files_exchanged_for_others_of_their_size_are_found(folder, saved):
    one, other = folder / "a" / "0.png", folder / "b" / "0.png"
    one.rename(folder / "x")
    other.rename(one)
    (folder / "x").rename(other)
    with pytest.raises(DataError, match=r"2 changed \(a/0\.png, b/0\.png\)"):
        load_catalog(saved, folder)


def test_whole_folders_exchanged_are_found(folder, tmp_path):
    for file in folder.rglob("*.png"):
        os.utime(file, ns=(9, 9))  # as an archive leaves them
    saved = save_catalog(open_catalog(folder), tmp_path / "catalog.parquet")
    (folder / "a").rename(folder / "x")
    (folder / "b").rename(folder / "a")
    (folder / "x").rename(folder / "b")
    with pytest.raises(DataError, match="6 changed .* and 1 more"):
        load_catalog(saved, folder)


def test_what_is_gone_and_new_is_told_with_what_to_call(folder, saved):
    (folder / "c" / "2.png").unlink()
    (folder / "c" / "9.png").write_bytes(b"new")
    match = r"1 gone \(c/2\.png\), 1 new \(c/9\.png\)\. Run the notebook"
    with pytest.raises(DataError, match=match):
        load_catalog(saved, folder)


def test_new_files_alone_are_told_every_time(folder, saved, capsys):
    (folder / "c" / "9.png").write_bytes(b"new")
    (folder / "c" / "notes.txt").write_text("no photo")
    (folder / "loose.png").write_bytes(b"of no class")
    for _ in range(2):
        assert len(load_catalog(saved, folder)) == 9
        assert "1 new (c/9.png) since it was prepared" in capsys.readouterr().out


def test_a_file_saved_again_is_read_once_and_never_more(folder, saved, reads):
    os.utime(folder / "a" / "0.png", ns=(5, 5))
    for _ in range(2):
        load_catalog(saved, folder, reads[1])
        assert reads[0] == ["a/0.png"]


def test_a_moved_data_set_is_the_same_by_a_sample(folder, saved, reads, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SAMPLE", 4)
    there = tmp_path / "elsewhere"
    shutil.copytree(folder, there, copy_function=shutil.copyfile)  # the times are new
    shutil.rmtree(folder)
    load_catalog(saved, there, reads[1])
    assert len(reads[0]) == 4
    load_catalog(saved, there, reads[1])
    assert len(reads[0]) == 4


def test_a_table_of_labels_that_was_saved_again_is_told(folder, tmp_path):
    table = folder / "labels.csv"
    table.write_text("path,label\na/0.png,x\nb/0.png,y\n")
    file = save_catalog(
        open_catalog(folder, csv="labels.csv"), tmp_path / "c.parquet", [table.name]
    )
    (folder / "c" / "9.png").write_bytes(b"no row names it")
    assert len(load_catalog(file)) == 2
    table.write_text("path,label\na/0.png,y\nb/0.png,x\n")
    with pytest.raises(DataError, match=r"1 changed \(labels\.csv\)"):
        load_catalog(file)


def test_photos_that_a_table_names_in_hidden_folders_count_too(folder, tmp_path):
    (folder / ".kept").mkdir()
    (folder / ".kept" / "0.png").write_bytes(b"hidden")
    (folder / "t.csv").write_text("path,label\n.kept/0.png,x\nb/0.png,y\n")
    file = save_catalog(open_catalog(folder, csv="t.csv"), tmp_path / "c.parquet", ["t.csv"])
    assert len(load_catalog(file)) == 2
    (folder / ".kept" / "0.png").write_bytes(b"longer than it was")
    with pytest.raises(DataError, match=r"1 changed \(\.kept/0\.png\)"):
        load_catalog(file)


def test_a_catalog_from_before_files_were_listed_knows_their_sizes(folder, tmp_path):
    catalog = open_catalog(folder)
    old = type(catalog)(catalog.root, catalog.table)
    file = save_catalog(old, tmp_path / "c.parquet")
    (folder / "c" / "9.png").write_bytes(b"new")
    os.utime(folder / "a" / "0.png", ns=(5, 5))
    assert len(load_catalog(file)) == 9
    (folder / "a" / "0.png").write_bytes(b"another size")
    with pytest.raises(DataError, match=r"1 changed \(a/0\.png\)"):
        load_catalog(file)
