import errno
import json

import pyarrow.parquet as pq
import pytest

from signkit.errors import StoreError
from signkit.landmarks import LandmarkStore
from signkit.landmarks.sample import FIELDS


def same(a, b):
    return all((getattr(a, name) == getattr(b, name)).all() for name in FIELDS)


def test_what_goes_in_comes_out_in_the_order_asked(tmp_path, four_photos):
    store = LandmarkStore(tmp_path, "v1")
    store.append(four_photos.take([0, 1]))
    store.append(four_photos.take([2, 3]), {"bad": "b.jpg is empty."})
    read = LandmarkStore(tmp_path)
    assert read.keys() == {"h0", "h1", "h2", "h3", "bad"}
    assert read.failures() == {"bad": "b.jpg is empty."}
    assert same(read.load(["h3", "h1", "h1"]), four_photos.take([3, 1, 1]))
    assert len(read.load([])) == 0


def test_failures_alone(tmp_path, four_photos):
    store = LandmarkStore(tmp_path, "v1")
    store.append(four_photos.take([]), {"bad": "why"})
    assert store.keys() == {"bad"}


def test_reading_where_there_is_none(tmp_path):
    with pytest.raises(StoreError, match="no landmark store at .*Extract"):
        LandmarkStore(tmp_path / "none")


def test_another_detectors_store_is_refused(tmp_path):
    LandmarkStore(tmp_path, "v1")
    with pytest.raises(StoreError, match=r"v1.*v2.*Choose another folder"):
        LandmarkStore(tmp_path, "v2")
    assert LandmarkStore(tmp_path).version == "v1"


def test_missing_photos_are_counted(tmp_path, four_photos):
    store = LandmarkStore(tmp_path, "v1")
    store.append(four_photos.take([0]), {"bad": "why"})
    with pytest.raises(StoreError, match=r"2 of 3 photos.*\(1 of them are unreadable\).*again"):
        store.load(["h0", "bad", "h9"])


def test_leftovers_of_a_killed_run_go(tmp_path, four_photos):
    LandmarkStore(tmp_path, "v1").append(four_photos)
    left = {".new-hands-1.parquet", ".part-hands-1.parquet"}  # the first as they were once called
    for name in left:
        (tmp_path / name).write_bytes(b"half")
    assert len(LandmarkStore(tmp_path).keys()) == 4  # a reader leaves them, and isn't misled
    assert {path.name for path in tmp_path.glob(".*")} == left
    LandmarkStore(tmp_path, "v1")
    assert not list(tmp_path.glob(".*"))


def test_full_disk(tmp_path, four_photos, monkeypatch):
    store = LandmarkStore(tmp_path, "v1")
    store.append(four_photos.take([0]))

    def full(table, path, **_):
        path.write_bytes(b"half a shard")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(StoreError, match="No space left on device.*Make room"):
        store.append(four_photos.take([1]))
    assert sorted(p.name[:5] for p in tmp_path.iterdir()) == ["hands", "store"]
    assert store.keys() == {"h0"}


def test_damaged_shard_is_named(tmp_path, four_photos):
    store = LandmarkStore(tmp_path, "v1")
    store.append(four_photos)
    shard = next(tmp_path.glob("*.parquet"))
    shard.write_bytes(shard.read_bytes()[:-20])
    with pytest.raises(StoreError, match=rf"{shard.name} is damaged.*Delete that file"):
        store.keys()


@pytest.mark.parametrize("text", ["{", "[]", json.dumps({"format": 99, "version": "v1"})])
def test_damaged_description(tmp_path, text):
    (tmp_path / "store.json").write_text(text)
    with pytest.raises(StoreError, match=r"store\.json is damaged"):
        LandmarkStore(tmp_path)


def test_shards_without_their_description(tmp_path, four_photos):
    LandmarkStore(tmp_path, "v1").append(four_photos)
    (tmp_path / "store.json").unlink()
    with pytest.raises(StoreError, match="maker is unknown"):
        LandmarkStore(tmp_path, "v1")


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"store\.json can't be written: Not a directory"):
        LandmarkStore(tmp_path / "file" / "store", "v1")
