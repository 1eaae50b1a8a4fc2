import json
import os
import shutil
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from signkit.doctor import Finding, checks, examine, processes, tell
from signkit.doctor.findings import CHECKS, NOTE, OK, WRONG
from signkit.errors import AssetError
from signkit.layout import Layout

BAD = """
import os, sys, time
from signkit.doctor import checks
from signkit.doctor.findings import CHECKS, OK, Finding, check
from signkit.errors import AssetError

CHECKS.clear()

@check("hangs", limit=2)
def hangs(root):
    yield Finding("first", OK, "said")
    time.sleep(60)

@check("dies", limit=20)
def dies(root):
    yield Finding("first", OK, "said")
    print("a library's last words", file=sys.stderr, flush=True)
    os.abort()

@check("raises", limit=20)
def raises(root):
    yield Finding("first", OK, f"in {os.path.basename(root)}", mend="not needed")
    raise ZeroDivisionError("by nought")

@check("says", limit=20)
def says(root):
    raise AssetError("No model.", "Fetch it.")
    yield

@check("works", limit=20, quick=True)
def works(root):
    yield Finding("works", OK, "fine")
"""


def found(run, root=""):
    return list(run(str(root)))


@pytest.fixture
def bad_checks(tmp_path, monkeypatch):
    (tmp_path / "bad_checks.py").write_text(BAD)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(processes, "CHILD", "import bad_checks; " + processes.CHILD)
    before = dict(CHECKS)
    import bad_checks  # noqa: F401

    yield
    CHECKS.clear()
    CHECKS.update(before)
    sys.modules.pop("bad_checks")


@pytest.mark.slow
def test_checks_that_hang_die_or_raise_are_findings(bad_checks, tmp_path):
    root = tmp_path / "drive"
    findings = examine(Layout(root))
    hangs, dies, first, raises, says, works, took = findings
    assert (hangs.name, hangs.state, hangs.found) == ("hangs", WRONG, "gave no answer in 2 s")
    assert (dies.name, dies.state) == ("dies", WRONG)
    assert "code -6" in dies.found
    assert "last words" in dies.found
    assert (first.found, first.mend, first.state) == ("in drive", "", OK)
    assert (raises.name, raises.found) == ("raises", "ZeroDivisionError: by nought")
    assert (says.found, says.mend) == ("No model.", "Fetch it.")
    assert works.state == OK
    assert 2 <= float(took.found.split()[-2]) < 20


@pytest.mark.slow
def test_quick_runs_the_quick_ones_alone(bad_checks):
    assert [one.name for one in examine(quick=True)] == ["works", "time"]


def test_findings_are_told_a_line_each_with_the_mend_of_what_needs_it():
    findings = [
        Finding("python", OK, "3.12", mend="never said"),
        Finding("device", NOTE, "1 CPU", "Take a GPU.", seconds=7.4),
        Finding("packages", WRONG, "keras is missing", "Install it."),
    ]
    assert tell(findings).splitlines() == [
        "ok    python        3.12",
        "note  device        1 CPU (7 s)",
        "                    -> Take a GPU.",
        "wrong packages      keras is missing",
        "                    -> Install it.",
        "1 ok, 1 note, 1 wrong.",
    ]


def test_packages_that_are_missing_or_too_old_are_named(tmp_path, monkeypatch):
    needs = tmp_path / "requirements.txt"
    needs.write_text("# why\nnumpy>=1.0\nnumpy>=99\nno-such-package>=1\nnever ; extra == 'x'\n")
    monkeypatch.setattr(checks, "REQUIREMENTS", needs)
    python, packages = found(checks.packages)
    assert python.state == OK
    assert packages.state == WRONG
    assert packages.found.endswith("needed is >=99; no-such-package is missing")
    assert packages.mend == 'Run: pip install -U "numpy" "no-such-package"'


def test_packages_are_those_of_the_installed_kit_where_there_is_no_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "REQUIREMENTS", tmp_path / "none.txt")
    names = {need.name for need in checks._requirements()}
    assert {"keras", "tensorflow"} <= names
    assert "pytest" not in names


def test_an_old_python_is_wrong_and_the_bound_is_the_kits(monkeypatch):
    monkeypatch.setattr(checks.platform, "python_version", lambda: "3.9.18")
    assert found(checks.packages)[0].state == WRONG
    project = Path(checks.__file__).resolve().parents[2] / "pyproject.toml"
    assert tomllib.loads(project.read_text())["project"]["requires-python"] == checks.PYTHON


@pytest.mark.parametrize(("free", "state"), [(20, OK), (2, NOTE), (0.1, WRONG)])
def test_the_drive_folder_is_written_and_its_room_is_said(tmp_path, monkeypatch, free, state):
    usage = SimpleNamespace(free=int(free * 2**30))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    (one,) = found(checks.drive_folder, tmp_path)
    assert (one.state, one.found) == (state, f"{tmp_path.resolve()}: {free:.1f} GiB free")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_drive_folder_that_cannot_be_is_wrong(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    (one,) = found(checks.drive_folder, file)
    assert one.state == WRONG

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    (one,) = found(checks.drive_folder, tmp_path)
    assert one.state == WRONG
    assert "Permission denied" in one.found


def test_on_colab_a_folder_outside_the_drive_is_noted(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "on_colab", lambda: True)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=20 * 2**30))
    (one,) = found(checks.drive_folder, tmp_path)
    assert one.state == NOTE
    assert "gone with Colab" in one.mend


def test_imagenet_weights_are_cached_or_out_of_reach(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(checks, "WEIGHTS_ADDRESS", "http://127.0.0.1:9/some_notop.h5")
    (one,) = found(checks.imagenet)
    assert one.state == NOTE
    assert "random" in one.found
    assert str(tmp_path / "models") in one.mend
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "some_notop.h5").write_bytes(b"")
    (one,) = found(checks.imagenet)
    assert one.state == OK


def test_a_picture_is_drawn():
    assert [one.state for one in found(checks.picture)] == [OK]


def test_the_card_is_what_its_tool_says(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert checks._card() == ""
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'Tesla T4, 15360 MiB'\necho 'Tesla T4, 15360 MiB'\n")
    tool.chmod(0o755)
    assert checks._card() == "Tesla T4, 15360 MiB; Tesla T4, 15360 MiB"


def test_a_card_that_keras_does_not_use_is_wrong(monkeypatch):
    from signkit.training import device

    monkeypatch.setattr(device, "find_device", lambda: device.Device("cpu", ("/CPU:0",), (), "x"))
    monkeypatch.setattr(checks, "_tiny_training", lambda: Finding("training", OK, ""))
    monkeypatch.setattr(checks, "_card", lambda: "Tesla T4, 15360 MiB")
    assert found(checks.training)[0].state == WRONG
    monkeypatch.setattr(checks, "_card", lambda: "")
    assert found(checks.training)[0].state == NOTE


@pytest.mark.slow
def test_a_small_network_trains_and_comes_back_the_same():
    assert checks._tiny_training().state == OK


def test_a_network_that_comes_back_changed_is_wrong(monkeypatch):
    import keras

    def load(path):
        model = keras.saving.load_model(path)
        model.set_weights([weight + 0.5 for weight in model.get_weights()])
        return model

    monkeypatch.setattr(keras.models, "load_model", load)
    one = checks._tiny_training()
    assert one.state == WRONG
    assert "differ" in one.found


def test_a_missing_model_of_hands_says_how_to_get_it(tmp_path, monkeypatch):
    from signkit.landmarks.detection import model_asset

    def nowhere(*_):
        raise AssetError("No hand-landmark model.", "Download it.")

    monkeypatch.setattr(model_asset, "find_asset", nowhere)
    file = tmp_path / "findings.json"
    processes.answer("hands", "", str(file))
    (one,) = json.loads(file.read_text())
    assert (one["state"], one["mend"]) == (WRONG, "Download it.")


@pytest.mark.slow
def test_this_install_has_nothing_wrong(tmp_path):
    findings = examine(Layout(tmp_path), quick=True)
    names = ["python", "packages", "drive folder", "picture", "opencv", "time"]
    assert [one.name for one in findings] == names
    assert WRONG not in {one.state for one in findings if one.name != "drive folder"}
    assert os.listdir(tmp_path)  # the folder was opened
