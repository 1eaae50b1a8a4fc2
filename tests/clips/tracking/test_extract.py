import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from signkit.clips.listing.catalog import open_clips
from signkit.clips.sample import IMPORTED, INTERPOLATED
from signkit.clips.store import ClipStore
from signkit.clips.tracking.extract import extract_clips, extract_clips_with, import_sequence
from signkit.errors import DataError, StoreError
from signkit.landmarks.detection.pool import Detection

ROOT = Path(__file__).resolve().parents[3]
HELPERS = ROOT / "tests" / "helpers"  # worker processes import fake_trackers from there
pytestmark = pytest.mark.slow


def fake(**arguments):
    return Detection("fake_trackers:FakeTracker", arguments, batch=1)


@pytest.fixture
def videos(film, tmp_path):
    """n videos of 6 frames in two classes, all different; their catalog."""

    def make(n):
        for i in range(n):
            film(f"videos/{'ab'[i % 2]}/{i:02d}.avi", frames=6 + i, rate=15.0)
        return open_clips(tmp_path / "videos")

    return make


def test_every_clip_once_and_in_the_catalogs_order(videos, tmp_path):
    catalog = videos(8)
    found = extract_clips_with(fake(), "v1", catalog, tmp_path / "store", workers=2)
    assert found.clips.hash.tolist() == catalog.table["hash"].tolist()
    assert found.clips.lengths.tolist() == [6, 8, 10, 12, 7, 9, 11, 13]
    assert (found.computed, found.version) == (8, "v1")
    again = extract_clips_with(fake(raises="no need of me"), "v1", catalog, tmp_path / "store")
    assert again.computed == 0
    assert (again.clips.image_points == found.clips.image_points).all()


def test_only_new_clips_are_computed(videos, tmp_path):
    catalog, log = videos(6), tmp_path / "log"
    few = catalog.with_table(catalog.table.iloc[:2])
    extract_clips_with(fake(log=str(log)), "v1", few, tmp_path / "store")
    extract_clips_with(fake(log=str(log)), "v1", catalog, tmp_path / "store")
    assert sorted(log.read_text().split()) == sorted(catalog.table["hash"])


def test_unreadable_clip_is_reported_and_skipped(videos, tmp_path):
    videos(4)
    (tmp_path / "videos" / "a" / "bad.mp4").write_bytes(b"no video at all")
    catalog = open_clips(tmp_path / "videos")
    found = extract_clips_with(fake(), "v1", catalog, tmp_path / "store")
    assert found.failed["path"].tolist() == ["a/bad.mp4"]
    assert "bad.mp4 is damaged" in found.failed["reason"][0]
    assert len(found.clips) == 4
    assert "1 clips left out" in found.summary()
    assert extract_clips_with(fake(), "v1", catalog, tmp_path / "store").computed == 0


def test_clip_that_kills_its_worker_costs_that_clip_only(videos, tmp_path):
    catalog = videos(5)
    bad = catalog.table["hash"][2]
    found = extract_clips_with(fake(dies_at=bad), "v1", catalog, tmp_path / "store", workers=2)
    assert found.failed["path"].tolist() == [catalog.table["path"][2]]
    remembered = ClipStore(tmp_path / "store").keys()
    assert bad not in remembered  # tried again by the next run


def test_nothing_readable(tmp_path):
    for label in "ab":
        (tmp_path / "videos" / label).mkdir(parents=True)
        (tmp_path / "videos" / label / "bad.mp4").write_bytes(b"no video " + label.encode())
    with pytest.raises(DataError, match="Not one of the 2 clips"):
        extract_clips_with(fake(), "v1", open_clips(tmp_path / "videos"), tmp_path / "store")


def test_another_version_is_refused_before_any_work(videos, tmp_path):
    catalog = videos(2)
    extract_clips_with(fake(), "v1", catalog, tmp_path / "store")
    with pytest.raises(StoreError, match=r"v1.*v2"):
        extract_clips_with(fake(raises="never made"), "v2", catalog, tmp_path / "store")


def test_by_class_counts_frames(videos, tmp_path):
    found = extract_clips_with(fake(), "v1", videos(2), tmp_path / "store")
    table = (
        found.by_class().set_index("label").sort_index()
    )  # 6 and 7 frames, 2 and 3 of them without a hand
    assert table["clips"].tolist() == [1, 1]
    assert table["seconds"].tolist() == pytest.approx([6 / 15, 7 / 15])
    assert table["hand"].tolist() == pytest.approx([100 * 4 / 6, 100 * 4 / 7])
    assert not table[["both_hands", "interpolated"]].any(axis=None)
    assert found.by_origin()["tracked"] == 8
    assert found.without_hands() == []


def test_sequences_are_imported_without_workers(hands, tmp_path):
    for label, seed in (("a", 0), ("b", 1)):
        sequences = hands(3, frames=12, seed=seed)
        sequences[0, 4:6] = 0  # two frames without a hand
        sequences[1, 2:10] = 0  # eight of them
        np.savez(tmp_path / f"{label}.npz", sequences=sequences)
    catalog = open_clips(tmp_path)
    found = extract_clips(catalog, tmp_path / "store", rate=15)
    assert found.clips.lengths.tolist() == [12] * 6
    origins = [found.clips.origin[found.clips.frames(i)] for i in range(3)]
    assert (origins[0][4:6] == INTERPOLATED).all()
    assert (origins[0][:4] == IMPORTED).all()
    assert not origins[1][2:10].any()
    assert (origins[2] == IMPORTED).all()
    right = np.load(tmp_path / "a.npz")["sequences"][2, :, 63:].reshape(12, 21, 3)
    assert found.clips.image_points[found.clips.frames(2)][:, 0] == pytest.approx(right)
    assert extract_clips(catalog, tmp_path / "store", rate=15).computed == 0


def test_imported_sequence_knows_no_frame_size():
    clip = import_sequence(np.ones((3, 2, 21, 3), np.float32), np.ones((3, 2), bool), "k", 12.0)
    assert clip.size.tolist() == [[0, 0]]
    assert (clip.hash[0], clip.rate[0]) == ("k", 12.0)


# A script as users write it: no `if __name__ == "__main__"`.
SCRIPT = """
import sys
sys.path[:0] = [{here!r}, {root!r}]
from signkit.clips.listing.catalog import open_clips
from signkit.clips.tracking.extract import extract_clips_with
from signkit.landmarks.detection.pool import Detection
import signkit.landmarks.detection.extract
sys.modules["signkit.landmarks.detection.extract"].SHARD = 3
detection = Detection("fake_trackers:FakeTracker", {{"seconds": 0.1}}, batch=1)
print("begin", flush=True)
extract_clips_with(detection, "v1", open_clips({videos!r}), {store!r}, workers=2)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_ended_run_started_again_ends_as_one_never_ended(videos, tmp_path, end):
    catalog = videos(16)
    calm = extract_clips_with(fake(), "v1", catalog, tmp_path / "calm")
    store, file = tmp_path / "store", tmp_path / "mine.py"
    file.write_text(
        SCRIPT.format(here=str(HELPERS), root=str(ROOT), videos=str(catalog.root), store=str(store))
    )
    run = subprocess.Popen(
        [sys.executable, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # Tests that a shell runs in the background inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 60
    while not list(store.glob("clips-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(run.pid, end)
    run.communicate()
    kept = len(ClipStore(store).keys())
    assert 3 <= kept < 16
    found = extract_clips_with(fake(), "v1", catalog, store, workers=2)
    assert found.computed == 16 - kept
    assert (found.clips.image_points == calm.clips.image_points).all()
    assert (found.clips.origin == calm.clips.origin).all()
