import json
import subprocess
import sys
import time

import pytest

from signkit.errors import RunError
from signkit.runs import lease as module
from signkit.runs.lease import LEASE, check, leased


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(module, "BEAT", 0.02)
    monkeypatch.setattr(module, "WATCH", 0.3)


def said(folder):
    return json.loads((folder / LEASE).read_text())


def leave(folder, **changes):
    """What another session left, this one's but for the changes."""
    with leased(folder):
        left = {**said(folder), "id": "other", **changes}
    (folder / LEASE).write_text(json.dumps(left))


def test_a_folder_is_held_kept_fresh_and_given_back(tmp_path):
    with leased(tmp_path):
        first = said(tmp_path)["beat"]
        check(tmp_path)
        end = time.monotonic() + 10
        while said(tmp_path)["beat"] == first and time.monotonic() < end:
            time.sleep(0.01)
        assert said(tmp_path)["beat"] > first
        check(tmp_path / "members" / "seed1")  # an ensemble's folder holds its members'
    assert list(tmp_path.iterdir()) == []
    check(tmp_path)


def test_a_second_call_of_one_session_is_told(tmp_path):
    with (
        leased(tmp_path),
        pytest.raises(RunError, match="This session is at work"),
        leased(tmp_path),
    ):
        pass


def test_a_living_process_of_this_machine_is_named(tmp_path):
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        born = module.psutil.Process(other.pid).create_time()
        leave(tmp_path, pid=other.pid, born=born, beat=time.time() - 9999)
        words = rf"process {other.pid} on .*, since \d\d\.\d\d\. .*signkit pause.*delete lease"
        with pytest.raises(RunError, match=words), leased(tmp_path):
            pass
        other.kill()  # not waited for: a zombie is as dead
        end = time.monotonic() + 10
        while module._runs(other.pid, born, "other") and time.monotonic() < end:
            time.sleep(0.01)
        with leased(tmp_path):
            assert said(tmp_path)["pid"] != other.pid
    finally:
        other.kill()
        other.communicate()


def test_another_process_of_its_number_is_not_the_one_that_died(tmp_path):
    leave(tmp_path, pid=1, born=1.0)
    with leased(tmp_path):
        check(tmp_path)


def test_a_session_elsewhere_lives_for_some_minutes(tmp_path):
    leave(tmp_path, machine="elsewhere", host="colab7", beat=time.time() - 60)
    with (
        pytest.raises(RunError, match=r"on colab7.*last sign of life 60 s ago.*5 minutes after"),
        leased(tmp_path),
    ):
        pass


@pytest.mark.parametrize("hours", [0.2, -3])  # ago; the other clock may be ahead
def test_a_session_elsewhere_that_is_silent_is_dead(tmp_path, hours, capsys):
    leave(tmp_path, machine="elsewhere", beat=time.time() - 3600 * hours)
    with leased(tmp_path):
        assert said(tmp_path)["id"] != "other"
    assert "looks whether it still is" in capsys.readouterr().out


def test_a_session_whose_clock_is_wrong_is_seen_to_live(tmp_path, monkeypatch):
    leave(tmp_path, machine="elsewhere", beat=time.time() + 7200)
    sleep = time.sleep

    def beats(seconds):
        leave = json.dumps({**said(tmp_path), "beat": time.time() + 7201})
        (tmp_path / LEASE).write_text(leave)
        sleep(0.01)

    monkeypatch.setattr(module.time, "sleep", beats)
    with pytest.raises(RunError, match="Another session is at work"), leased(tmp_path):
        pass


def test_who_lost_its_folder_is_told_and_leaves_the_other_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BEAT", 60.0)  # it sleeps
    with leased(tmp_path):
        check(tmp_path)
        taken = {**said(tmp_path), "id": "other", "host": "colab7"}
        (tmp_path / "new").write_text(json.dumps(taken))
        (tmp_path / "new").replace(tmp_path / LEASE)
        with pytest.raises(RunError, match="took .* over .*on colab7.*writes nothing more"):
            check(tmp_path)
    assert said(tmp_path)["id"] == "other"
