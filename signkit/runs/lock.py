"""One process at a time changes a folder: locked by the system, or else by a file that says so."""

import contextlib
import json
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil

from signkit.errors import RunError
from signkit.whole import HOST, PART, beside

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

LOCK, HELD = ".lock", ".lock-held"
EVERY = 0.05  # seconds between two tries
STALE_SECONDS = 1800  # after which a file of another machine is taken for left behind


@contextlib.contextmanager
def locked(folder: Path, patience: float = 300.0) -> Iterator[None]:
    """Hold a folder's lock, waiting `patience` seconds for it; it ends with the process.

    Where the system can't lock (some mounted drives, Windows), a file `.lock-held` stands for the
    lock; what a dead process left of it is taken over. Raises RunError when patience ends.
    """
    end = time.monotonic() + patience
    with contextlib.ExitStack() as stack:
        if not stack.enter_context(_by_system(folder / LOCK, end)):
            stack.enter_context(_by_file(folder / HELD, end))
        yield


@contextlib.contextmanager
def _by_system(path: Path, end: float) -> Iterator[bool]:
    """Lock a file; False where the system can't."""
    if fcntl is None:
        yield False
        return
    with path.open("a") as file:
        yield _flocked(file, path, end)


def _flocked(file, path: Path, end: float) -> bool:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            _wait(path, end)
        except OSError:
            return False


@contextlib.contextmanager
def _by_file(path: Path, end: float) -> Iterator[None]:
    mine = json.dumps({"host": HOST, "pid": os.getpid(), "token": uuid.uuid4().hex})
    while not created(path, mine):
        said = read(path)
        if said is None or _left_behind(path, said):
            take_away(path, said)
        else:
            _wait(path, end)
    try:
        yield
    finally:
        if read(path) == mine:
            path.unlink(missing_ok=True)


def created(path: Path, content: str) -> bool:
    """Make the file with its content, whole, if there is none."""
    part = beside(path.parent, PART)
    try:
        part.write_text(content, encoding="utf-8")
        os.link(part, path)
        return True
    except FileExistsError:
        return False
    except OSError:  # a drive without links
        return _created_in_place(path, content)
    finally:
        part.unlink(missing_ok=True)


def _created_in_place(path: Path, content: str) -> bool:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
        return True
    except FileExistsError:
        return False


def read(path: Path) -> str | None:
    """The text of a file, None where it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None


def _left_behind(path: Path, said: str) -> bool:
    try:
        holder = json.loads(said)
        if holder["host"] == HOST:
            return not psutil.pid_exists(holder["pid"])
    except (ValueError, KeyError, TypeError):  # half written: perhaps this very moment
        pass
    try:
        return time.time() - path.stat().st_mtime > STALE_SECONDS
    except OSError:
        return False


def take_away(path: Path, said: str | None) -> None:
    """Remove a lock file if it is still the one that was looked at."""
    if said is None:
        return
    taken = path.with_name(f"{path.name}-{uuid.uuid4().hex}")
    with contextlib.suppress(OSError):
        os.rename(path, taken)
        if read(taken) != said:
            # Another process was quicker, and this is its lock.
            os.rename(taken, path)
        taken.unlink(missing_ok=True)


def _wait(path: Path, end: float) -> None:
    if time.monotonic() >= end:
        raise RunError(
            f"Another process is changing the versions in {path.parent}.",
            f"Wait for it and try again; if there is none, delete {path}.",
        )
    time.sleep(EVERY)
