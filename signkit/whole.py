"""Files written whole: beside their place and renamed, so that a reader sees the old or the new.

A kill at any moment leaves the old file, and at most a hidden one beside it that nobody reads and
the next try writes over.
"""

import contextlib
import json
import os
import platform
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from signkit.errors import RunError, SignkitError

PART = ".part-"  # begins the name of what is being written
HOST = re.sub(r"\W", "", platform.node())[:40] or "here"
GOES_ON = "Free some space and run again: the run goes on after the last epoch saved."
STORED = (
    "Make room or choose another folder, and run again: what is stored already is kept, and the "
    "run goes on from there."
)


@contextlib.contextmanager
def whole(
    path: str | Path, mend: str = GOES_ON, error: type[SignkitError] = RunError, **how
) -> Iterator[Path]:
    """Give a path to write to; what lies there in the end becomes `path`, as `replacing` does it.

    Raises `error`, in words with the reason, the free space and the mend, where the disk won't;
    the old file then stays.
    """
    with in_words(path, mend, error), replacing(path, **how) as part:
        yield part


def write_text(path: str | Path, text: str, *words, **how) -> None:
    """Write a text file; `words` and `how` are those of `whole`."""
    with whole(path, *words, **how) as part:
        part.write_text(text, encoding="utf-8", newline="")


def write_json(path: str | Path, content, *words, **how) -> None:
    """Write a JSON file that people can read; `words` and `how` are those of `whole`."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n", *words, **how)


@contextlib.contextmanager
def replacing(
    path: str | Path, durable: bool = False, shared: bool = False, folders: bool = False
) -> Iterator[Path]:
    """Give a path beside `path`, of the same ending, to write to; then rename it to `path`.

    `durable`: it is on the disk then, whatever the machine does. `shared`: several processes may
    write the file at once, and the last one counts. `folders`: those above it are made. Raises
    OSError.
    """
    path = Path(path)
    if folders:
        path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(PART + path.name)
    if shared:
        part = part.with_name(f"{beside(path.parent, PART).name}-{path.name}")
    try:
        yield part
        if durable:
            with part.open("rb+") as file:
                force_out(file)
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    if durable:
        sync_folder(path.parent)


@contextlib.contextmanager
def in_words(
    path: str | Path, mend: str = GOES_ON, error: type[SignkitError] = RunError
) -> Iterator[None]:
    """Turn an OSError of writing `path` into `error`: the file, the reason, the free space."""
    try:
        yield
    except OSError as why:
        reason = why.strerror or why
        raise error(f"{path} can't be written: {reason} ({free_space(path)}).", mend) from why


def free_space(path: str | Path) -> str:
    """How much is free where a file or folder is or would be, in words."""
    try:
        there = next(place for place in (path, *Path(path).parents) if Path(place).exists())
        return f"{shutil.disk_usage(there).free / 2**20:.0f} MiB free"
    except OSError:
        return "the disk doesn't say how much is free"


def beside(folder: Path, kind: str) -> Path:
    """A new hidden path in a folder, named after its kind (such as PART) and this machine."""
    return folder / f"{kind}{HOST}-{uuid.uuid4().hex}"


def force_out(file) -> None:
    """Force what was written to an open file onto the disk; raises OSError."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in a folder onto the disk, where the system knows how to."""
    # Windows can't, and some mounted drives won't.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
