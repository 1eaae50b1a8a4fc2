import json
import os
import subprocess
import sys
import time

import pytest

from signkit.errors import RunError
from signkit.runs import lock as version_lock
from signkit.runs.disk import HOST
from signkit.runs.lock import HELD, locked


def no_flock(*given):
    raise OSError(38, "Function not implemented")


@pytest.fixture(params=["by the system", "by a file"])
def way(request, monkeypatch):
    if request.param == "by a file":
        monkeypatch.setattr(version_lock.fcntl, "flock", no_flock)
    return request.param


def test_one_at_a_time(tmp_path, way):
    with locked(tmp_path), pytest.raises(RunError, match=r"Another process is changing.*delete"):
        locked(tmp_path, patience=0.1).__enter__()
    with locked(tmp_path, patience=0):
        pass
    assert not (tmp_path / HELD).exists()


def test_where_the_system_has_no_locks_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(version_lock, "fcntl", None)
    with locked(tmp_path):
        assert json.loads((tmp_path / HELD).read_text())["pid"] == os.getpid()
    assert [p.name for p in tmp_path.iterdir()] == []


def test_where_files_can_not_be_linked(tmp_path, monkeypatch):
    monkeypatch.setattr(version_lock, "fcntl", None)
    monkeypatch.setattr(os, "link", no_flock)
    with locked(tmp_path), pytest.raises(RunError, match="Another process"):
        locked(tmp_path, patience=0.1).__enter__()
    assert [p.name for p in tmp_path.iterdir()] == []


HOLD = """
import sys, time
from pathlib import Path
from signkit.runs import lock as version_lock
version_lock.fcntl = None
with version_lock.locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_dead_process_holds_nothing(tmp_path, monkeypatch):
    ask = [sys.executable, "-c", HOLD, tmp_path]
    process = subprocess.Popen(ask, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    monkeypatch.setattr(version_lock.fcntl, "flock", no_flock)
    with pytest.raises(RunError, match="Another process"):
        locked(tmp_path, patience=0.1).__enter__()
    process.kill()
    process.communicate()
    assert (tmp_path / HELD).is_file()
    with locked(tmp_path, patience=5):
        assert json.loads((tmp_path / HELD).read_text())["pid"] == os.getpid()


def test_another_machine_is_believed_for_half_an_hour(tmp_path, monkeypatch):
    monkeypatch.setattr(version_lock, "fcntl", None)
    held = tmp_path / HELD
    held.write_text(json.dumps({"host": HOST + "x", "pid": 1, "token": "t"}))
    with pytest.raises(RunError, match="Another process"):
        locked(tmp_path, patience=0.1).__enter__()
    os.utime(held, (time.time() - 3600,) * 2)
    with locked(tmp_path, patience=1):
        pass
    assert not held.exists()
