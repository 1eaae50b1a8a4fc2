from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from signkit.data import open_catalog
from signkit.errors import DataError, StoreError
from signkit.inputs import photos as module
from signkit.inputs.photos import PhotoStore, fit_frame, fit_points


@pytest.fixture
def catalog(tmp_path):
    rng = np.random.default_rng(0)
    for label in "ab":
        (tmp_path / "set" / label).mkdir(parents=True)
        for k in range(3):
            pixels = rng.integers(0, 256, (30, 20, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "set" / label / f"{k}.png")
    return open_catalog(tmp_path / "set")


def test_fit_frame_keeps_the_aspect_ratio():
    square = fit_frame(np.full((40, 20, 3), 255, np.uint8), (16, 16))
    assert square.shape == (16, 16, 3)
    assert square[:, 4:12].min() == 255
    assert square[:, :4].max() == square[:, 12:].max() == 0


def test_a_second_fill_reads_nothing(catalog, tmp_path, monkeypatch):
    store = PhotoStore(tmp_path / "store", (16, 16))
    assert len(store.fill(catalog)) == 0
    hashes = catalog.table["hash"].tolist()
    stored = store.load(hashes)
    expected = np.stack([fit_frame(np.array(Image.open(f)), (16, 16)) for f in catalog.files()])
    assert np.array_equal(stored, expected)
    assert np.array_equal(store.load(hashes[::-1]), stored[::-1])
    monkeypatch.setattr(module, "read_image", lambda *a, **k: pytest.fail("read again"))
    assert len(store.fill(catalog)) == 0


def test_a_corrupt_photo_is_reported_and_the_others_are_kept(catalog, tmp_path):
    bad = catalog.files()[1]
    bad.write_bytes(bad.read_bytes()[:200])
    failed = PhotoStore(tmp_path / "store", (16, 16)).fill(catalog)
    assert failed["path"].tolist() == ["a/1.png"]
    assert "1.png" in failed["reason"][0]
    others = catalog.table["hash"].drop(1).tolist()
    assert PhotoStore(tmp_path / "store", (16, 16)).load(others).shape == (5, 16, 16, 3)
    with pytest.raises(DataError, match="1 photos are not in"):
        PhotoStore(tmp_path / "store", (16, 16)).load(catalog.table["hash"].tolist())


def test_a_photo_exchanged_since_it_was_listed_stops_the_fill(catalog, tmp_path):
    one, other = catalog.files()[:2]
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    store = PhotoStore(tmp_path / "store", (16, 16))
    with pytest.raises(DataError, match=r"2 files no longer hold.*a/0\.png, .*a/1\.png"):
        store.fill(catalog)
    assert store._places() == {}


def test_a_killed_fill_loses_one_shard_at_most(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SHARD", 2)
    store = PhotoStore(tmp_path / "store", (16, 16))
    write, calls = store._write, []

    def killed(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(*arguments)

    monkeypatch.setattr(store, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        store.fill(catalog)
    assert len(store._places()) == 4
    again = PhotoStore(tmp_path / "store", (16, 16))
    again.fill(catalog)
    assert len(again._places()) == 6


def test_the_lists_of_a_store_are_read_once(catalog, tmp_path, monkeypatch):
    PhotoStore(tmp_path / "store", (16, 16)).fill(catalog.with_table(catalog.table.iloc[:4]))
    read, before = [], module.Path.read_text
    monkeypatch.setattr(module.Path, "read_text", lambda *given: read.append(1) or before(*given))
    store = PhotoStore(tmp_path / "store", (16, 16))
    store.fill(catalog)
    assert len(store.load(catalog.table["hash"].tolist())) == 6
    assert len(read) == 1


def test_two_runs_may_fill_one_store_at_once(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SHARD", 4)
    one, other = PhotoStore(tmp_path / "store", (16, 16)), PhotoStore(tmp_path / "store", (16, 16))
    monkeypatch.setattr(other, "_places", dict)  # looked before the first had written anything
    one.fill(catalog.with_table(catalog.table.iloc[::-1]))
    expected = one.load(catalog.table["hash"].tolist())
    other.fill(catalog)
    assert np.array_equal(one.load(catalog.table["hash"].tolist()), expected)
    assert len(list(one.folder.glob("*.npy"))) == 4


def test_a_full_disk_is_said_and_stored_shards_stay(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SHARD", 4)
    store, save = PhotoStore(tmp_path / "store", (16, 16)), np.save

    def full(file, photos):
        if len(photos) < 4:
            raise OSError("1536 requested and 0 written")  # what NumPy says of a full disk
        save(file, photos)

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(
        StoreError, match=r"\.npy can't be written.*MiB free.*stored already is kept"
    ):
        store.fill(catalog)
    assert len(store._places()) == 4
    assert not list(store.folder.glob(".part*"))


@pytest.mark.parametrize("shape", [(40, 80), (80, 40), (64, 64), (10, 33)])
def test_points_go_where_the_photo_puts_them(shape):
    height, width = shape
    x, y = round(0.7 * width), round(0.3 * height)
    image = np.zeros((height, width, 3), np.uint8)
    image[y - 1 : y + 2, x - 1 : x + 2] = 255
    square = fit_frame(image, (64, 64)).astype(float)[..., 0]
    rows, columns = np.indices(square.shape)
    seen = [(columns * square).sum() / square.sum(), (rows * square).sum() / square.sum()]
    points = np.array([[[(x + 0.5) / width, (y + 0.5) / height]]])
    assert np.allclose(fit_points(points, np.array([shape]), (64, 64))[0, 0] - 0.5, seen, atol=1.0)


def test_a_frame_need_not_be_square():
    frame = fit_frame(np.full((40, 20, 3), 255, np.uint8), (16, 32))
    assert frame.shape == (16, 32, 3)
    columns = np.flatnonzero(frame[..., 0].any(axis=0))
    assert (columns[0], columns[-1]) == (12, 19)  # 8 wide, 16 high, in the middle
    photo = np.arange(8 * 24 * 3, dtype=np.uint8).reshape(8, 24, 3)
    assert np.array_equal(fit_frame(photo, (8, 24)), photo)


def test_photos_that_dont_fit_the_memory_are_read_from_their_files(tmp_path, monkeypatch):
    rng = np.random.default_rng(0)
    for k in range(6):
        folder = tmp_path / "d" / "ab"[k % 2]
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (8, 24, 3), np.uint8)).save(folder / f"{k}.png")
    catalog = open_catalog(tmp_path / "d")
    monkeypatch.setattr(module, "SHARD", 4)
    store = PhotoStore(tmp_path / "store", (8, 24))
    assert len(store.fill(catalog)) == 0
    assert store.folder.name == "photos-8x24"
    hashes = catalog.table["hash"].tolist()[::-1]
    whole = store.load(hashes)
    nothing = SimpleNamespace(available=0)
    monkeypatch.setattr(module.psutil, "virtual_memory", lambda: nothing)
    mapped = store.load(hashes)
    assert isinstance(mapped, module.ShardedPhotos)
    assert mapped.shape == whole.shape == (6, 8, 24, 3)
    assert len(mapped) == 6
    assert np.array_equal(mapped[np.array([5, 0, 3, 3])], whole[[5, 0, 3, 3]])
    assert np.array_equal(mapped[2], whole[2])
    assert np.array_equal(mapped[1:5], whole[1:5])


def test_grey_levels_of_a_data_set_have_a_store_of_their_own(tmp_path):
    """One that was filled by another rule is not taken for it."""
    folders = [PhotoStore(tmp_path, (16, 24), white).folder.name for white in (0, 65535, 4095)]
    assert folders == ["photos-16x24", "photos-16x24", "photos-16x24-white4095"]
