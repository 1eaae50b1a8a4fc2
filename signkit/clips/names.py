"""What a clip is called: a video file, a sequence file, a folder of frames, one of many."""

import re
from pathlib import Path

from signkit.clips.video import VIDEO_SUFFIXES
from signkit.data.listing.folders import FileKind, as_spelled

MANY = ".npz"  # holds many sequences: `benar.npz#12` is one of them
SEQUENCE_SUFFIXES = frozenset({".npy", MANY})
_NUMBERED = re.compile(rf"(.+\{MANY})#(\d+)", re.IGNORECASE)


def file_and_number(path) -> tuple[str, int | None]:
    """The file that a clip's path names, and which sequence in it, None where it is the only one.

    `benar.npz#12` is number 12, counted from 0, in `benar.npz`.
    """
    named = _NUMBERED.fullmatch(str(path))
    return (named[1], int(named[2])) if named else (str(path), None)


def is_video(path) -> bool:
    """Whether a clip's path names a video, not a landmark sequence."""
    return Path(path).suffix.lower() in VIDEO_SUFFIXES


class _ClipKind(FileKind):
    """Clips may be one of many in a file, or a folder of frames."""

    def is_named(self, path: str) -> bool:
        """Whether a path may name a clip."""
        name = path.rsplit("/", 1)[-1]
        return super().is_named(file_and_number(path)[0]) or "." not in name

    def on_disk(self, root: Path, path: str) -> str | None:
        """A clip's path with its file, or folder of frames, as it is spelled on the disk."""
        file = file_and_number(path)[0]
        found = as_spelled(root, file, Path.exists)
        return None if found is None else found + path[len(file) :]


# Files in class folders; a .npz directly in the root is a class of its own.
CLIP_FILES = FileKind("clip", VIDEO_SUFFIXES | SEQUENCE_SUFFIXES, frozenset({MANY}))
CLIP_ROWS = _ClipKind("clip", VIDEO_SUFFIXES | SEQUENCE_SUFFIXES)
