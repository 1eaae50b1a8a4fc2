"""Runs the checks, each in a process of its own, all at once.

One that hangs, or dies in a library, is a finding and takes no other with it, and MediaPipe and
TensorFlow never meet in one process.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from signkit.doctor import checks, vision  # noqa: F401 (they enter their checks into the table)
from signkit.doctor.findings import AGAIN, CHECKS, OK, WRONG, Finding
from signkit.errors import SignkitError
from signkit.layout import Layout
from signkit.whole import write_json

CHILD = "import sys; from signkit.doctor.processes import answer; answer(*sys.argv[1:])"


def examine(layout: Layout | None = None, quick: bool = False) -> list[Finding]:
    """Run the checks (the `quick` ones take a second or two) and return what they found.

    `layout` is the Drive folder, found as `Layout.open` does where it isn't given. Never raises
    because of a check. The last finding says how long it took.
    """
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        asked = {}
        try:
            for name, row in CHECKS.items():
                if row.quick or not quick:
                    asked[name] = _ask(name, str(layout.root) if layout else "", Path(scratch))
            found = [f for name, child in asked.items() for f in _hear(name, *child, started)]
        finally:
            for process, _ in asked.values():
                _end(process)
    seconds = time.perf_counter() - started
    return [*found, Finding("time", OK, f"all checks together took {seconds:.0f} s")]


def answer(name: str, root: str, file: str) -> None:
    """Run one check in this process and write its findings; called in a process of its own."""
    started = time.perf_counter()
    found = []
    try:
        for one in CHECKS[name].run(root):
            now = time.perf_counter()
            mend = "" if one.state == OK else one.mend
            found.append(asdict(one) | {"mend": mend, "seconds": now - started})
            started = now
    except SignkitError as error:
        found.append(asdict(Finding(name, WRONG, error.what, error.mend)))
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        found.append(asdict(Finding(name, WRONG, what, AGAIN)))
    # Beside its place first: a process that is ended leaves nothing half written.
    write_json(file, found)


def _ask(name: str, root: str, folder: Path) -> tuple[subprocess.Popen, Path]:
    """Start a check in a process of its own; return it and where its findings will be."""
    # The parent's own search path: a notebook may have found signkit by changing it.
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    file = folder / f"{name}.json"
    with file.with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", CHILD, name, root, str(file)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, **quiet, "PYTHONPATH": path},
        )  # fmt: skip
    return process, file


def _hear(name: str, process: subprocess.Popen, file: Path, started: float) -> list[Finding]:
    """Wait for a check's findings, until its time is up."""
    limit = CHECKS[name].limit
    try:
        code = process.wait(max(0.0, started + limit - time.perf_counter()))
    except subprocess.TimeoutExpired:
        what = f"gave no answer in {limit:.0f} s"
        mend = "Try again when the machine or the net is less busy."
        return [Finding(name, WRONG, what, mend, limit)]
    if file.is_file():
        return [Finding(**one) for one in json.loads(file.read_text(encoding="utf-8"))]
    said = file.with_suffix(".log").read_text(errors="replace").strip().splitlines()
    what = f"its process ended with code {code}" + (f": {said[-1]}" if said else "")
    return [Finding(name, WRONG, what, AGAIN)]


def _end(process: subprocess.Popen) -> None:
    """End a check's process, and those that it started."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
