"""The system's libraries that OpenCV and MediaPipe load: which are missing, and what holds them.

`python -m signkit.doctor.libraries` looks, installs what is missing where it may (as root, by
apt-get), and otherwise prints the one line to run.
"""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# In a process of its own, as a failed import can't be tried twice. Without TensorFlow, which
# MediaPipe would import; it loads its own library only when a task begins, so it is loaded here.
_LOOK = """
import ctypes, pathlib, sys
sys.modules["tensorflow"] = None
import cv2, mediapipe
for file in pathlib.Path(mediapipe.__file__).parent.rglob("*.so"):
    ctypes.CDLL(str(file))
"""
_LIBRARY = r"lib[\w.+-]*\.so[\d.]*"
_LACKING = re.compile(
    rf"({_LIBRARY}): cannot open shared object|^\s*({_LIBRARY}) => not found", re.M
)

# Where Debian's package isn't called as its policy would call it by the library's name.
_PACKAGES = {
    "libGLESv2.so.2": "libgles2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
_ROUNDS = 3  # what is installed may itself load what is missing


class LibrariesError(RuntimeError):
    """OpenCV or MediaPipe can't be imported, for another reason than a missing library."""


def missing() -> list[str]:
    """File names of the libraries that OpenCV and MediaPipe load and the system lacks.

    Both are imported; only where that fails does the loader say what else they would ask for.
    Raises LibrariesError, with its own words, where an import fails for another reason.
    """
    done = _run([sys.executable, "-c", _LOOK])
    if done.returncode == 0:
        return []
    found = lacking(done.stderr)
    if not found:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise LibrariesError(last)
    if shutil.which("ldd"):
        found += [
            name for file in _shared_objects() for name in lacking(_run(["ldd", file]).stdout)
        ]
    return sorted(set(found))


def lacking(said: str) -> list[str]:
    """Libraries that an import's error, or the lines of ldd, call missing, in order."""
    return [one or other for one, other in _LACKING.findall(said)]


def package_of(library: str) -> str:
    """Debian's package of a library, as its policy (8.1) names it: libxcb.so.1 is in libxcb1."""
    if library in _PACKAGES:
        return _PACKAGES[library]
    name, _, version = library.partition(".so")
    dash = "-" if name[-1].isdigit() else ""
    return f"{name}{dash}{version.lstrip('.')}".lower().replace("_", "-").rstrip("-")


def install_line(libraries: list[str]) -> str:
    """The one line that installs them, for a person to run; in words where there is no apt-get."""
    if not shutil.which("apt-get"):
        return f"Install, by your system's own means, what holds {', '.join(libraries)}."
    names = " ".join(_packages(libraries))
    sudo = "" if _is_root() else "sudo "
    return f"Run: {sudo}apt-get update && {sudo}apt-get install -y {names}"


def complete() -> str:
    """Install what is missing, and say what was done; "" where there was nothing to do.

    Raises LibrariesError with the line to run where it may not install, or that did not help.
    """
    installed = []
    for _ in range(_ROUNDS):
        libraries = missing()
        if not libraries:
            names = ", ".join(dict.fromkeys(installed))
            return f"Installed for OpenCV and MediaPipe, by apt-get: {names}." if names else ""
        wanted = [name for name in _packages(libraries) if name not in installed]
        if not (wanted and shutil.which("apt-get") and _is_root()):
            break
        print(f"OpenCV and MediaPipe load {', '.join(libraries)}: installing {', '.join(wanted)}")
        if fault := _install(wanted):
            print(fault, file=sys.stderr)
            break
        installed += wanted
    raise LibrariesError(
        f"OpenCV and MediaPipe load libraries that this system lacks: {', '.join(libraries)}. "
        f"{install_line(libraries)}"
    )


def _packages(libraries) -> list[str]:
    return sorted({package_of(library) for library in libraries})


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _install(packages: list[str]) -> str:
    """Run apt-get; return what it said where it failed."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages])
    for step in steps:
        done = _run(["apt-get", *step], env=environment)
        if done.returncode:
            return done.stderr.strip() or f"apt-get {step[0]} ended with code {done.returncode}"
    return ""


def _shared_objects() -> list[str]:
    """The files of both packages that the system's loader has to satisfy."""
    folders = [
        Path(place)
        for package in ("cv2", "mediapipe")
        if (spec := find_spec(package)) is not None
        for place in spec.submodule_search_locations or ()
    ]
    # Not the plugins of cv2's windows: nothing is shown by them.
    return [str(f) for folder in folders for f in folder.rglob("*.so") if "plugins" not in f.parts]


def _run(command: list[str], **more) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, errors="replace", **more)


def main() -> int:
    """Look, complete, and say so; 1 where something is left for a person to do."""
    try:
        said = complete()
    except LibrariesError as error:
        print(error, file=sys.stderr)
        return 1
    if said:
        print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
