"""Who works in a folder just now: a file that its session keeps fresh, and that a dead one loses.

A lock of the system ends with its process, but a mounted drive shares none between two machines.
The file says who holds it; a session on this machine is dead when its process is, one elsewhere
when its file has not changed for some minutes.
"""

import contextlib
import json
import os
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil

from signkit.errors import RunError
from signkit.runs.lock import created, read, take_away
from signkit.whole import HOST, replacing

LEASE = "lease.json"
BEAT = 30.0  # seconds between two signs of life
STALE = 300.0  # seconds without one, after which a session elsewhere counts as dead ...
WATCH = 75.0  # ... once its file was watched so long, since clocks may differ
AGES = 24 * 3600.0  # seconds after which nobody watches
_held: dict[Path, "Lease"] = {}  # by this process


class Lease:
    """A folder that this session holds; `lost` once another one has taken it over."""

    def __init__(self, folder: Path):
        self.file, self.lost, self._seen = folder / LEASE, False, None
        self._said = {
            "id": uuid.uuid4().hex,
            "machine": _machine(),
            "host": HOST,
            "pid": os.getpid(),
            "born": psutil.Process().create_time(),
            "since": time.time(),
        }
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_fresh, daemon=True)

    def take(self) -> None:
        """Take the folder, from a dead session if need be; raises RunError where one lives."""
        while not created(self.file, self._text()):
            said = read(self.file)
            if said is not None and _alive(self.file, said):
                raise _taken(self.file, said)
            take_away(self.file, said)
        self._seen = _mark(self.file)
        self._thread.start()

    def is_mine(self) -> bool:
        """Whether nobody took it over; the file is opened only where it looks changed."""
        if not self.lost and _mark(self.file) not in (None, self._seen):
            said = read(self.file)
            self.lost = said is not None and _field(said, "id") != self._said["id"]
        return not self.lost

    def release(self) -> None:
        """Give the folder back."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        if self._seen and self.is_mine():
            self.file.unlink(missing_ok=True)

    def _text(self) -> str:
        return json.dumps({**self._said, "beat": time.time()})

    def _keep_fresh(self) -> None:
        while not self._ended.wait(BEAT) and self.is_mine():
            with contextlib.suppress(OSError):  # a drive that is away comes back
                with replacing(self.file, shared=True) as part:
                    part.write_text(self._text(), encoding="utf-8")
                self._seen = _mark(self.file)


@contextlib.contextmanager
def leased(folder: str | Path) -> Iterator[None]:
    """Hold a folder as the only session; raises RunError, saying who else does and since when."""
    folder = Path(folder).resolve()
    if folder in _held:
        raise RunError(f"This session is at work in {folder} already.", "Wait until it is done.")
    lease = _held[folder] = Lease(folder)
    try:
        lease.take()
        yield
    finally:
        del _held[folder]
        lease.release()


def check(folder: str | Path) -> None:
    """Raise RunError where another session took a folder over that this one held, or one above."""
    folder = Path(folder).resolve()
    lease = next((_held[each] for each in (folder, *folder.parents) if each in _held), None)
    if lease and not lease.is_mine():
        said = read(lease.file) or "{}"
        raise RunError(
            f"Another session took {lease.file.parent} over{_who(said)}; this one writes nothing "
            "more.",
            "It was silent for some minutes, as a machine that sleeps is. Let the other one end.",
        )


def _alive(file: Path, said: str) -> bool:
    if _field(said, "machine") == _machine():
        return _runs(_field(said, "pid"), _field(said, "born"), _field(said, "id"))
    age = time.time() - (_field(said, "beat") or 0)
    if 0 <= age < STALE:
        return True
    return age < AGES and _changes(file, said)


def _runs(pid, born, own) -> bool:
    """Whether a process of this machine lives: the same one, not another of its number."""
    if pid == os.getpid():
        return any(lease._said["id"] == own for lease in _held.values())
    try:
        process = psutil.Process(pid)
        same = abs(process.create_time() - born) < 2
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, TypeError, ValueError):
        return False
    except psutil.AccessDenied:  # somebody else's, so it is there
        return True


def _changes(file: Path, said: str) -> bool:
    """Whether a file changes while it is watched, by this machine's own clock."""
    print(
        f"{file.parent}: a session elsewhere{_who(said)} was at work here. For {WATCH:.0f} s "
        "this one looks whether it still is ...",
        flush=True,
    )
    end = time.monotonic() + WATCH
    while time.monotonic() < end:
        time.sleep(min(5.0, WATCH / 5))
        if (now := read(file)) is not None and now != said:
            return True
    return False


def _taken(file: Path, said: str) -> RunError:
    beat = _field(said, "beat")
    ago = f", its last sign of life {max(0.0, time.time() - beat):.0f} s ago" if beat else ""
    return RunError(
        f"Another session is at work in {file.parent}{_who(said)}{ago}.",
        "Wait until it is done, or stop it (a training also by python -m signkit pause "
        f"{file.parent}). If it is gone, the same call goes on {STALE / 60:.0f} minutes after its "
        f"last sign of life, and at once if you delete {file.name} there.",
    )


def _who(said: str) -> str:
    host, pid, since = (_field(said, name) for name in ("host", "pid", "since"))
    if not (host and since):
        return ""
    began = time.strftime("%d.%m. %H:%M", time.localtime(since))
    return f" (process {pid} on {host}, since {began})"


def _field(said: str, name: str):
    try:
        return json.loads(said).get(name)
    except (ValueError, AttributeError):  # half written
        return None


def _mark(file: Path):
    try:
        about = file.stat()
    except OSError:
        return None
    return about.st_ino, about.st_mtime_ns, about.st_size


def _machine() -> str:
    """What tells this machine's processes from another's, containers of one name among them."""
    parts = [HOST]
    with contextlib.suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)
