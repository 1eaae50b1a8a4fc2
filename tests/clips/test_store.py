import numpy as np
import pytest

from signkit.clips.sample import IMPORTED, TRACKED, Clips
from signkit.clips.store import ClipStore
from signkit.errors import StoreError
from signkit.landmarks import LandmarkStore

ARRAYS = ("hash", "rate", "size", "start", "image_points", "origin")


@pytest.fixture
def clips():
    """Three clips of 2, 0 and 3 frames, all numbers different."""
    made = Clips.empty([2, 0, 3])
    made.hash[:] = ["a", "b", "c"]
    made.rate[:] = [15, 12.5, 30]
    made.size[:] = [[360, 640], [0, 0], [1080, 1920]]
    made.image_points[:] = np.arange(made.image_points.size).reshape(made.image_points.shape)
    made.origin[:] = [[TRACKED, 0], [0, 0], [IMPORTED, TRACKED], [0, TRACKED], [0, 0]]
    return made


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS)


def test_what_goes_in_comes_out_in_the_order_asked(tmp_path, clips):
    store = ClipStore(tmp_path, "v1")
    store.append(clips.take([0, 1]))
    store.append(clips.take([2]), {"bad": "b.mp4 is empty."})
    read = ClipStore(tmp_path)
    assert read.keys() == {"a", "b", "c", "bad"}
    assert read.failures() == {"bad": "b.mp4 is empty."}
    assert same(read.load(["c", "b", "a", "c"]), clips.take([2, 1, 0, 2]))
    assert len(read.load([])) == 0


def test_types_are_kept(tmp_path, clips):
    store = ClipStore(tmp_path, "v1")
    store.append(clips)
    loaded = store.load(["a"])
    for name in ARRAYS:
        assert getattr(loaded, name).dtype == getattr(clips, name).dtype, name


def test_failures_alone(tmp_path):
    store = ClipStore(tmp_path, "v1")
    store.append(Clips.empty(), {"bad": "why"})
    assert store.keys() == {"bad"}
    with pytest.raises(StoreError, match=r"1 of 1 clips have no landmarks.*1 of them are unread"):
        store.load(["bad"])


def test_another_trackers_store_is_refused(tmp_path):
    ClipStore(tmp_path, "v1")
    with pytest.raises(StoreError, match=r"v1.*v2.*Choose another folder"):
        ClipStore(tmp_path, "v2")


def test_reading_where_there_is_none(tmp_path):
    with pytest.raises(StoreError, match="no store of clips' landmarks at"):
        ClipStore(tmp_path / "none")


def test_leftovers_of_a_killed_run_go(tmp_path, clips):
    ClipStore(tmp_path, "v1").append(clips)
    (tmp_path / ".part-clips-1.parquet").write_bytes(b"half")
    assert len(ClipStore(tmp_path, "v1").keys()) == 3
    assert not (tmp_path / ".part-clips-1.parquet").exists()


def test_shards_of_photos_are_not_taken_for_clips(tmp_path, clips):
    ClipStore(tmp_path, "v1").append(clips)
    assert LandmarkStore(tmp_path).keys() == set()
