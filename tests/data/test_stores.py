import shutil

import pytest

from signkit.data import load_catalog, open_catalog, save_catalog
from signkit.data.stores import find_store
from signkit.layout import Layout


@pytest.fixture
def layout(tmp_path):
    return Layout.open(tmp_path / "drive")


def fill(folder, what):
    for label in "ab":
        (folder / label).mkdir(parents=True)
        for number in range(2):
            (folder / label / f"{number}.png").write_bytes(f"{what}{label}{number}".encode())
    return folder


def prepare(layout, dataset):
    folder = layout.dataset(dataset)
    store = find_store(layout.landmarks(dataset), folder)
    save_catalog(open_catalog(folder), store / "catalog.parquet")
    return store


def found(layout, dataset):
    return find_store(layout.landmarks(dataset), layout.dataset(dataset))


def test_two_data_sets_of_one_name_have_a_store_each(layout):
    for name in ("sibi", "bisindo"):
        fill(layout.datasets / name / "train", name)
    one, other = prepare(layout, "sibi/train"), prepare(layout, "bisindo/train")
    assert one.name.startswith("sibi-train-")
    assert other.name.startswith("bisindo-train-")
    assert prepare(layout, "sibi/train") == one
    for name, store in (("sibi", one), ("bisindo", other)):
        catalog = load_catalog(store / "catalog.parquet")
        assert catalog.root == layout.datasets / name / "train"


def test_a_data_set_that_moved_finds_its_store(layout, tmp_path):
    fill(layout.datasets / "sibi" / "train", "s")
    store = prepare(layout, "sibi/train")
    (layout.datasets / "sibi" / "train").rename(layout.datasets / "renamed")
    assert found(layout, "renamed") == store
    elsewhere = tmp_path / "usb" / "photos"
    shutil.copytree(layout.datasets / "renamed", elsewhere, copy_function=shutil.copyfile)
    assert found(layout, str(elsewhere)) == store


def test_a_drive_that_is_mounted_elsewhere_finds_its_stores(layout, tmp_path):
    fill(layout.datasets / "plain", "p")
    fill(layout.datasets / "sibi" / "train", "s")
    stores = [prepare(layout, name).name for name in ("plain", "sibi/train")]
    layout.root.rename(tmp_path / "mounted")
    there = Layout.open(tmp_path / "mounted")
    assert [found(there, name).name for name in ("plain", "sibi/train")] == stores


def test_a_store_from_before_names_differed_is_found_by_whose_catalog_it_holds(layout):
    one = fill(layout.datasets / "sibi" / "train", "s")
    other = fill(layout.datasets / "bisindo" / "train", "b")
    old = layout.root / "landmarks" / "train"
    save_catalog(open_catalog(one), old / "catalog.parquet")
    assert found(layout, "sibi/train") == old
    assert found(layout, str(other)).name.startswith("bisindo-train-")


def test_a_store_that_cant_be_read_is_nobodys(layout):
    fill(layout.datasets / "sibi" / "train", "s")
    broken = layout.root / "landmarks" / "train"
    broken.mkdir()
    (broken / "catalog.parquet").write_bytes(b"half a table")
    assert found(layout, "sibi/train") == layout.landmarks("sibi/train")
