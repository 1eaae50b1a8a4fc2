"""What lies in a data set's folder, by names, sizes and times alone: no file is opened."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

THREADS = 16  # a mounted drive answers one question slowly, and many at once
# Two files written at once have one time; whoever exchanges them leaves another number there.
MARKS = ("modified", "changed", "number")  # nanoseconds twice, and the disk's number of the file
COLUMNS = ("path", "bytes", *MARKS)


def list_files(root: Path) -> pd.DataFrame:
    """All files below a folder, hidden ones aside: COLUMNS, the path with /.

    Sizes and times are asked for right after a folder is listed: a mounted drive has them then.
    Links to folders are followed, each folder once.
    """
    root, found, seen = Path(root), [], {_identity(root, os.stat(root))}
    with ThreadPoolExecutor(THREADS) as pool:
        level = [""]
        while level:
            listed = list(pool.map(lambda inside: _list_one(root, inside), level))
            found += [file for files, _ in listed for file in files]
            level = []
            for path, identity in (folder for _, folders in listed for folder in folders):
                if identity not in seen:
                    seen.add(identity)
                    level.append(path)
    return pd.DataFrame(sorted(found), columns=list(COLUMNS))


def inventory(root: Path, paths) -> pd.DataFrame:
    """`list_files`, and those of `paths` that lie elsewhere, as a table may name them."""
    return with_others(list_files(root), root, paths)


def with_others(files: pd.DataFrame, root: Path, paths) -> pd.DataFrame:
    """Files, and those of `paths` that are not among them but somewhere on the disk."""
    others = facts_of(root, sorted(set(paths) - set(files["path"])))
    return pd.concat([files, others], ignore_index=True) if len(others) else files


def facts_of(root: Path, paths) -> pd.DataFrame:
    """The same of single files, wherever they lie; without those that are not there."""
    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda path: _facts(Path(root, path), path), paths)
        return pd.DataFrame([facts for facts in found if facts], columns=list(COLUMNS))


def _list_one(root: Path, inside: str):
    files, folders = [], []
    try:
        entries = list(os.scandir(root / inside))
    except OSError:  # not ours to read
        return files, folders
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__MACOSX":
            continue
        try:
            about = entry.stat()
        except OSError:  # a link to nowhere
            continue
        path = f"{inside}/{entry.name}" if inside else entry.name
        if entry.is_dir():
            folders.append((path, _identity(entry.path, about)))
        else:
            files.append((path, *_known(about)))
    return files, folders


def _facts(file: Path, path: str):
    try:
        about = file.stat()
    except OSError:
        return None
    return (path, *_known(about)) if stat.S_ISREG(about.st_mode) else None


def _known(about: os.stat_result) -> tuple[int, ...]:
    number = about.st_ino % 2**63
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, number


def _identity(folder, about: os.stat_result):
    # Windows numbers no files here.
    return (about.st_dev, about.st_ino) if about.st_ino else os.path.realpath(folder)
