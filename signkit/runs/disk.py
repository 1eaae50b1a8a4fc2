"""Changes on disk that survive a crash: written beside their place, forced out, then renamed."""

import contextlib
import hashlib
import os
import platform
import re
import shutil
import time
import uuid
from pathlib import Path

from signkit.errors import RunError

PART, GONE = ".part-", ".gone-"  # being written; being removed
HOST = re.sub(r"\W", "", platform.node())[:40] or "here"
FOREIGN_SECONDS = 24 * 3600  # after which what another machine left half done is taken for dead
CHUNK = 2**20  # bytes


def beside(folder: Path, kind: str) -> Path:
    """A new hidden path in a folder, named after its kind (PART or GONE) and this machine."""
    return folder / f"{kind}{HOST}-{uuid.uuid4().hex}"


def copy_file(source: Path, target: Path) -> dict:
    """Copy a file and force it onto the disk; return its `sha256` and `bytes`."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            size += writer.write(chunk)
        _force_out(writer)
    return {"sha256": digest.hexdigest(), "bytes": size}


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write a text file beside its place, force it out and rename it; raises OSError."""
    part = beside(path.parent, PART)
    try:
        with part.open("x", encoding="utf-8") as file:
            file.write(text)
            _force_out(file)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def place(part: Path, target: Path) -> None:
    """Give a folder that is written whole its name; raises OSError."""
    sync_folder(part)
    os.rename(part, target)
    sync_folder(target.parent)


def remove(folder: Path) -> None:
    """Remove a folder: at once out of sight, then file by file; raises OSError."""
    gone = beside(folder.parent, GONE)
    os.rename(folder, gone)
    sync_folder(folder.parent)
    shutil.rmtree(gone, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what dead processes left half done; for the one process that may change the folder.

    Whoever writes here holds the folder's lock, so all that this machine left is dead. Of another
    machine, whose lock may not be seen here, only what is a day old goes.
    """
    for path in folder.iterdir():
        kind = next((k for k in (PART, GONE) if path.name.startswith(k)), None)
        if kind and (path.name.startswith(f"{kind}{HOST}-") or _age(path) > FOREIGN_SECONDS):
            discard(path)


def discard(path: Path) -> None:
    """Remove a file or a folder that nobody needs, as far as that goes."""
    with contextlib.suppress(OSError):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()


def sync_folder(folder: Path) -> None:
    """Force the names in a folder onto the disk, where the system knows how to."""
    # Windows can't, and some mounted drives won't.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def telling(folder: Path, mend: str):
    """Turn an OSError into a RunError that names the folder, the reason and the free space."""
    try:
        yield
    except OSError as error:
        there = next(p for p in (folder, *folder.parents) if p.exists())
        free = shutil.disk_usage(there).free / 2**20
        why = error.strerror or type(error).__name__
        raise RunError(
            f"{folder} can't be changed: {why} ({error.filename or folder}; {free:.0f} MiB free).",
            mend,
        ) from error


def _force_out(file) -> None:
    file.flush()
    os.fsync(file.fileno())


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
