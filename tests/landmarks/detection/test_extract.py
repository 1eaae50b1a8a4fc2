import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from signkit.data import open_catalog
from signkit.data.catalog import Catalog
from signkit.errors import DataError, SignkitError, StoreError
from signkit.landmarks import LandmarkStore
from signkit.landmarks.detection.extract import extract, extract_with, usable_cores
from signkit.landmarks.detection.passes import PASS_NAMES
from signkit.landmarks.detection.pool import MOST_DEATHS, Detection, WorkerError
from signkit.landmarks.sample import FIELDS

ROOT = Path(__file__).resolve().parents[3]
HELPERS = ROOT / "tests" / "helpers"  # worker processes import fake_detectors from there
pytestmark = pytest.mark.slow


def fake(**arguments):
    return Detection("fake_detectors:FakeDetector", arguments)


def content(folder):
    """All that a store holds, by hash, however it is cut into shards."""
    store = LandmarkStore(folder)
    keys = sorted(store.keys() - store.failures().keys())
    found = store.load(keys)
    return keys, [getattr(found, name).tobytes() for name in FIELDS], store.failures()


def test_every_photo_once_and_in_the_catalogs_order(make_photos, tmp_path):
    catalog = make_photos(40)
    result = extract_with(fake(), "v1", catalog, tmp_path / "store", workers=2)
    assert result.landmarks.hash.tolist() == catalog.table["hash"].tolist()
    assert result.computed == 40
    assert 0.2 < result.hands_found < 0.8  # the fake finds one by an odd pixel
    again = extract_with(fake(raises="no need of me"), "v1", catalog, tmp_path / "store")
    assert again.computed == 0
    assert (again.landmarks.image_points == result.landmarks.image_points).all()


def test_only_new_photos_are_computed(make_photos, tmp_path):
    catalog = make_photos(12)
    log = tmp_path / "log"
    few = catalog.with_table(catalog.table.iloc[:5])
    extract_with(fake(log=str(log)), "v1", few, tmp_path / "store")
    extract_with(fake(log=str(log)), "v1", catalog, tmp_path / "store")
    assert sorted(log.read_text().split()) == sorted(catalog.table["hash"])


def test_equal_photos_are_computed_once(make_photos, tmp_path):
    catalog = make_photos(6)
    file = catalog.files()[0]
    (file.parent / "copy.png").write_bytes(file.read_bytes())
    catalog = open_catalog(catalog.root)
    log = tmp_path / "log"
    result = extract_with(fake(log=str(log)), "v1", catalog, tmp_path / "store")
    assert len(log.read_text().split()) == 6
    assert len(result.landmarks) == 7


def test_workers_and_order_do_not_matter(make_photos, tmp_path):
    catalog = make_photos(40)
    turned = catalog.with_table(catalog.table.iloc[::-1])
    extract_with(fake(), "v1", catalog, tmp_path / "one", workers=1)
    extract_with(fake(), "v1", turned, tmp_path / "two", workers=2)
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_corrupt_photo_is_reported_skipped_and_remembered(make_photos, tmp_path):
    catalog = make_photos(8)
    catalog.files()[3].write_bytes(b"\x89PNG\r\n\x1a\n cut off")
    catalog = open_catalog(catalog.root)
    for _ in range(2):
        result = extract_with(fake(), "v1", catalog, tmp_path / "store")
        assert result.failed["path"].tolist() == [catalog.table["path"][3]]
        assert catalog.files()[3].name in result.failed["reason"][0]
        assert len(result.landmarks) == len(result.catalog) == 7
        assert "1 photos left out" in result.summary()
    assert result.computed == 0


def test_photo_that_vanished_is_tried_again(make_photos, tmp_path):
    catalog = make_photos(8)
    file = catalog.files()[0]
    kept = file.read_bytes()
    file.unlink()
    result = extract_with(fake(), "v1", catalog, tmp_path / "store")
    assert result.failed["path"].tolist() == [catalog.table["path"][0]]
    file.write_bytes(kept)
    assert len(extract_with(fake(), "v1", catalog, tmp_path / "store").failed) == 0


def test_no_photo_readable(make_photos, tmp_path):
    catalog = make_photos(4)
    for file in catalog.files():
        file.write_bytes(b"nothing " + file.name.encode())
    with pytest.raises(DataError, match="Not one of the 4 photos"):
        extract_with(fake(), "v1", open_catalog(catalog.root), tmp_path / "store")


def test_photo_that_kills_the_detector_is_named(make_photos, tmp_path):
    catalog = make_photos(30)
    bad = catalog.table["hash"][11]
    result = extract_with(fake(dies_at=bad), "v1", catalog, tmp_path / "store", workers=2)
    assert result.failed["path"].tolist() == [catalog.table["path"][11]]
    assert "died at it twice" in result.failed["reason"][0]
    assert len(result.landmarks) == 29
    remembered = LandmarkStore(tmp_path / "store").keys()
    assert bad not in remembered  # tried again by the next run


def test_worker_killed_once_loses_nothing(make_photos, tmp_path):
    catalog = make_photos(30)
    extract_with(fake(), "v1", catalog, tmp_path / "calm")
    detection = fake(dies_at=catalog.table["hash"][11], once=str(tmp_path / "once"))
    result = extract_with(detection, "v1", catalog, tmp_path / "store", workers=2)
    assert len(result.failed) == 0
    assert content(tmp_path / "store") == content(tmp_path / "calm")


def test_workers_that_cannot_start(make_photos, tmp_path):
    with pytest.raises(RuntimeError, match="out of luck"):
        extract_with(fake(raises="out of luck"), "v1", make_photos(4), tmp_path / "store")
    missing = Detection("no_such_module:Detector")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        extract_with(missing, "v1", make_photos(4), tmp_path / "store")


def test_workers_that_keep_dying(make_photos, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerError, match="before its first photo.*fewer workers"):
        extract_with(fake(), "v1", make_photos(4), tmp_path / "store")
    assert MOST_DEATHS > 1


def test_full_disk_keeps_what_was_written(make_photos, tmp_path, monkeypatch):
    from signkit.landmarks import shards as module

    monkeypatch.setattr(sys.modules["signkit.landmarks.detection.extract"], "SHARD", 10)
    write, calls = module.pq.write_table, []

    def full(table, path, **how):
        calls.append(path)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        write(table, path, **how)

    monkeypatch.setattr(module.pq, "write_table", full)
    catalog = make_photos(30)
    with pytest.raises(StoreError, match="No space left on device"):
        extract_with(fake(), "v1", catalog, tmp_path / "store", workers=1)
    assert len(calls) == 2
    monkeypatch.undo()
    result = extract_with(fake(), "v1", catalog, tmp_path / "store", workers=1)
    assert result.computed == 20


def test_another_version_is_refused_before_any_work(make_photos, tmp_path):
    catalog = make_photos(4)
    extract_with(fake(), "v1", catalog, tmp_path / "store")
    with pytest.raises(StoreError, match=r"v1.*v2"):
        extract_with(fake(raises="never made"), "v2", catalog, tmp_path / "store")


def test_by_class_counts(make_photos, tmp_path):
    result = extract_with(fake(), "v1", make_photos(20), tmp_path / "store")
    table = result.by_class()
    assert table["label"].tolist() == ["a", "b"]
    assert table["photos"].tolist() == [10, 10]
    first = table[PASS_NAMES[1]]
    assert (first + table["no hand"]).tolist() == [10, 10]
    assert table["hands_found"].tolist() == pytest.approx((10.0 * first).tolist())
    assert "20 photos" in result.summary()


# A script as users write it: no `if __name__ == "__main__"`.
SCRIPT = """
import sys
sys.path[:0] = [{here!r}, {root!r}]
from signkit.data import open_catalog
from signkit.landmarks.detection.extract import extract_with
from signkit.landmarks.detection.passes import PASS_NAMES
from signkit.landmarks.detection.pool import Detection
import signkit.landmarks.detection.extract
sys.modules["signkit.landmarks.detection.extract"].SHARD = 7
detection = Detection("fake_detectors:FakeDetector", {{"seconds": 0.02}})
print("begin", flush=True)
extract_with(detection, "v1", open_catalog({photos!r}), {store!r}, workers=2)
print("end", flush=True)
"""


def script(catalog, store, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(
        SCRIPT.format(here=str(HELPERS), root=str(ROOT), photos=str(catalog.root), store=str(store))
    )
    return subprocess.Popen(
        [sys.executable, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that a shell runs in the background inherit that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


@pytest.mark.parametrize("turn", range(3))
def test_killed_run_started_again_ends_as_one_never_killed(make_photos, tmp_path, turn):
    catalog = make_photos(60)
    extract_with(fake(), "v1", catalog, tmp_path / "calm", workers=2)
    store = tmp_path / "store"
    run = script(catalog, store, tmp_path)
    assert run.stdout.readline() == "begin\n"
    time.sleep(random.uniform(0.2, 1.6))
    run.kill()
    run.wait()
    kept = len(LandmarkStore(store).keys()) if (store / "store.json").exists() else 0
    result = extract_with(fake(), "v1", catalog, store, workers=2)
    assert result.computed == 60 - kept
    assert content(store) == content(tmp_path / "calm")
    assert not list(store.glob(".part-*"))


def test_interrupted_run_keeps_what_is_finished(make_photos, tmp_path):
    catalog = make_photos(200)
    store = tmp_path / "store"
    run = script(catalog, store, tmp_path)
    assert run.stdout.readline() == "begin\n"
    deadline = time.monotonic() + 60
    while not list(store.glob("hands-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert "Run again to go on from there" in said
    done = int(said.split("Stopped after ")[1].split()[0])
    assert len(LandmarkStore(store).keys()) == done < 200


def test_workers_end_with_a_killed_parent(make_photos, tmp_path):
    if not Path("/proc").is_dir():
        pytest.skip("counts processes in /proc")
    marker = f"mark{os.getpid()}"
    catalog = make_photos(100, name=marker)
    run = script(catalog, tmp_path / "store", tmp_path)
    run.stdout.readline()
    time.sleep(1.5)
    children = [
        int(c) for c in Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    ]
    run.kill()
    run.wait()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(alive(child) for child in children):
        time.sleep(0.1)
    assert not [child for child in children if alive(child)]


def alive(process):
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except (OSError, io.UnsupportedOperation):
        return False


@pytest.mark.parametrize("workers", [1, 2])
def test_the_real_detector(asset, real_data, tmp_path, workers):
    catalog = open_catalog(real_data / "bisindo-alphabet")
    some = catalog.with_table(catalog.table.iloc[:: 12 if workers == 1 else -12].head(20))
    result = extract(some, tmp_path / "store", workers=workers, asset=asset)
    assert isinstance(result.catalog, Catalog)
    assert result.hands_found >= 0.9
    assert result.landmarks.present.all(axis=1).sum() >= 5
    # Any order and any number of workers: the same to the last bit.
    turned = extract(
        some.with_table(some.table.iloc[::-1]), tmp_path / "turned", workers=2, asset=asset
    )
    assert (turned.landmarks.image_points[::-1] == result.landmarks.image_points).all()
    assert content(tmp_path / "turned") == content(tmp_path / "store")


def test_worker_is_ready_and_rerun_done_in_seconds(asset, make_photos, tmp_path):
    catalog = make_photos(4)
    start = time.monotonic()
    extract(catalog, tmp_path / "store", asset=asset)
    assert time.monotonic() - start < 10  # 1 s on a calm machine
    start = time.monotonic()
    assert extract(catalog, tmp_path / "store", asset=asset).computed == 0
    assert time.monotonic() - start < 1


def test_usable_cores():
    assert 1 <= usable_cores() <= os.cpu_count()


def test_unexpected_trouble_names_the_photo(make_photos, tmp_path):
    wrong = Detection("types:SimpleNamespace", {"detect": 3})
    with pytest.raises(SignkitError, match=r"photo_\d+\.png failed \(TypeError"):
        extract_with(wrong, "v1", make_photos(2), tmp_path / "store")
    assert np.size(list((tmp_path / "store").glob("hands-*"))) == 0
