"""Whether a clip's file can be read at all, and whose fault it is where it can't."""

import errno
from pathlib import Path

from signkit.errors import ClipError, DataError

# The disk's trouble, not the clip's: a Drive that came unmounted, a lost network share.
_DISK_ERRORS = {errno.EIO, errno.ENOTCONN, errno.ESTALE, errno.ENODEV, errno.EMFILE, errno.ENFILE}


def check_file(path: Path) -> None:
    """Raise ClipError for a file that is gone, closed or empty, DataError for a failing disk."""
    try:
        with open(path, "rb") as file:
            empty = not file.read(1)
    except FileNotFoundError as error:
        if not path.parent.is_dir():
            raise DataError(
                f"The folder {path.parent} is gone.", "Mount or restore it, then run again."
            ) from error
        raise ClipError(f"{path} isn't there.", "Restore it or leave it out.") from error
    except OSError as error:
        if error.errno in _DISK_ERRORS:
            raise DataError(
                f"The disk failed while reading {path}: {error.strerror}.",
                "Mount it again (Drive: restart the session), then run again.",
            ) from error
        raise ClipError(
            f"{path} can't be opened: {error.strerror}.", "Check that it is a file you may read."
        ) from error
    if empty:
        raise ClipError(f"{path} is empty (0 bytes).", "Copy it again or remove it.")
