"""Opening a file that a catalog names, and whose fault it is where that can't be done."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from signkit.errors import DataError

# The disk's trouble, not the file's: a Drive that came unmounted, a lost network share.
DISK_ERRORS = {errno.EIO, errno.ENOTCONN, errno.ESTALE, errno.ENODEV, errno.EMFILE, errno.ENFILE}


@contextlib.contextmanager
def opening(path: Path, fault: type[DataError]) -> Iterator[None]:
    """Turn what the system says into `fault` for a file that is gone or closed.

    Raises DataError itself where the folder is gone or the disk fails: then all files fail.
    """
    try:
        yield
    except FileNotFoundError as error:
        if not path.parent.is_dir():
            raise DataError(
                f"The folder {path.parent} is gone.", "Mount or restore it, then run again."
            ) from error
        raise fault(f"{path} isn't there.", "Restore it or leave it out.") from error
    except OSError as error:
        if error.errno in DISK_ERRORS:
            raise DataError(
                f"The disk failed while reading {path}: {error.strerror}.",
                "Mount it again (Drive: restart the session), then run again.",
            ) from error
        raise fault(
            f"{path} can't be opened: {error.strerror}.", "Check that it is a file you may read."
        ) from error


def refuse_empty(path: Path, content: bytes, fault: type[DataError]) -> None:
    """Raise `fault` where nothing was read."""
    if not content:
        raise fault(f"{path} is empty (0 bytes).", "Copy it again or remove it.")
