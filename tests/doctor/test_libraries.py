import os
import subprocess
import sys
from pathlib import Path

import pytest

from signkit.doctor import libraries
from signkit.doctor.findings import NOTE, OK, WRONG
from signkit.doctor.libraries import LibrariesError, complete, install_line, lacking, package_of
from signkit.doctor.vision import which_opencv

IMPORT_ERROR = "ImportError: libxcb.so.1: cannot open shared object file: No such file or directory"
LDD = """
\tlibz.so.1 => /lib/libz.so.1 (0x00007efeebd4e000)
\tlibGL.so.1 => not found
\tlibgthread-2.0.so.0 => not found
"""


def test_what_is_lacking_is_read_from_an_import_and_from_ldd():
    assert lacking(f"Traceback\n{IMPORT_ERROR}\n") == ["libxcb.so.1"]
    assert lacking(LDD) == ["libGL.so.1", "libgthread-2.0.so.0"]
    assert lacking("ImportError: no module named cv2") == []


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb.so.1", "libxcb1"),
        ("libGL.so.1", "libgl1"),
        ("libEGL.so.1", "libegl1"),
        ("libGLESv2.so.2", "libgles2"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
        ("libX11.so.6", "libx11-6"),
        ("libstdc++.so.6", "libstdc++6"),
        ("libSM.so.6", "libsm6"),
    ],
)
def test_libraries_lie_in_packages_that_debian_has(library, package):
    assert package_of(library) == package


@pytest.fixture
def bare(monkeypatch):
    """A system that lacks two libraries until its apt-get installs them; what that was asked."""
    asked, there = [], set()
    monkeypatch.setattr(
        libraries, "missing", lambda: [] if there else ["libgthread-2.0.so.0", "libxcb.so.1"]
    )
    monkeypatch.setattr(libraries.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(libraries, "_is_root", lambda: True)

    def run(command, **more):
        asked.append(command[1:])
        there.update(command[4:] if command[1] == "install" else ())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(libraries, "_run", run)
    return asked


def test_as_root_what_is_missing_is_installed_and_said(bare, capsys):
    said = complete()
    assert said == "Installed for OpenCV and MediaPipe, by apt-get: libglib2.0-0, libxcb1."
    assert [step[0] for step in bare] == ["update", "install"]
    assert "libxcb.so.1" in capsys.readouterr().out


def test_without_the_right_the_one_line_to_run_is_said_and_nothing_is_touched(bare, monkeypatch):
    monkeypatch.setattr(libraries, "_is_root", lambda: False)
    with pytest.raises(LibrariesError) as told:
        complete()
    assert bare == []
    line = "Run: sudo apt-get update && sudo apt-get install -y libglib2.0-0 libxcb1"
    assert str(told.value).endswith(line)
    assert "libxcb.so.1" in str(told.value)


def test_an_apt_get_that_fails_is_told_once(bare, monkeypatch, capsys):
    failed = subprocess.CompletedProcess([], 100, "", "E: Unable to locate package libxcb1")
    monkeypatch.setattr(libraries, "_run", lambda command, **more: failed)
    with pytest.raises(LibrariesError, match="Run: apt-get update"):
        complete()
    assert capsys.readouterr().err.count("Unable to locate") == 1


def test_elsewhere_than_on_debian_the_libraries_are_named(monkeypatch):
    monkeypatch.setattr(libraries.shutil, "which", lambda name: None)
    assert "holds libEGL.so.1" in install_line(["libEGL.so.1"])


def test_an_import_that_fails_for_another_reason_keeps_its_words(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "Traceback\nImportError: numpy is too old\n")
    monkeypatch.setattr(libraries, "_run", lambda command, **more: failed)
    with pytest.raises(LibrariesError, match="^ImportError: numpy is too old$"):
        libraries.missing()


def test_this_machine_lacks_nothing():
    assert libraries.missing() == []


def test_the_environment_looks_before_it_is_called_complete():
    script = (Path(__file__).parents[2] / "scripts" / "environment").read_text()
    assert script.index("-m signkit.doctor.libraries") < script.index('> "$venv/.complete"')


def test_looking_needs_neither_package_in_its_own_process():
    code = (
        "import sys, signkit.doctor.libraries\n"
        "sys.exit(any(name in sys.modules for name in ('cv2', 'mediapipe', 'tensorflow')))"
    )
    assert subprocess.run([sys.executable, "-c", code], env=os.environ).returncode == 0


BOTH = {"opencv-contrib-python": "4.14.0.94", "opencv-python": "5.0.0.93"}


@pytest.mark.parametrize(
    ("loaded", "installed", "state", "said"),
    [
        ("5.0.0", {"opencv-python": "5.0.0.93"}, OK, "cv2 5.0.0"),
        (
            "4.14.0",
            BOTH,
            NOTE,
            "of opencv-contrib-python; in the same folder opencv-python 5.0.0.93",
        ),
        ("4.1.0", BOTH, WRONG, "of none of them"),
        ("4.14.0", {}, OK, "cv2 4.14.0"),  # built by hand, of no package
    ],
)
def test_which_of_several_opencvs_loads_is_told(loaded, installed, state, said):
    finding = which_opencv(loaded, installed)
    assert finding.state == state
    assert said in finding.found
