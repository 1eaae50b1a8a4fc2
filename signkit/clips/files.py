"""Whether a clip's file can be read at all."""

from pathlib import Path

from signkit.data.files import opening, refuse_empty
from signkit.errors import ClipError


def check_file(path: Path) -> None:
    """Raise ClipError for a file that is gone, closed or empty, DataError for a failing disk."""
    with opening(path, ClipError), open(path, "rb") as file:
        first = file.read(1)
    refuse_empty(path, first, ClipError)
