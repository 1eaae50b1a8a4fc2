"""Folders that survive a crash: made beside their place, forced out, then renamed."""

import contextlib
import hashlib
import os
import shutil
import time
from pathlib import Path

from signkit.errors import RunError
from signkit.whole import HOST, PART, beside, force_out, free_space, sync_folder

GONE = ".gone-"  # begins the name of what is being removed
FOREIGN_SECONDS = 24 * 3600  # after which what another machine left half done is taken for dead
CHUNK = 2**20  # bytes


def copy_file(source: Path, target: Path) -> dict:
    """Copy a file and force it onto the disk; return its `sha256` and `bytes`."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as reader, target.open("xb") as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            size += writer.write(chunk)
        force_out(writer)
    return {"sha256": digest.hexdigest(), "bytes": size}


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


@contextlib.contextmanager
def telling(folder: Path, mend: str):
    """Turn an OSError into a RunError that names the folder, the reason and the free space."""
    try:
        yield
    except OSError as error:
        why, where = error.strerror or type(error).__name__, error.filename or folder
        raise RunError(
            f"{folder} can't be changed: {why} ({where}; {free_space(folder)}).", mend
        ) from error


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
