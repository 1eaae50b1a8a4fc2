"""Landmark sequences from files, however a tutorial saved them: .npy, .npz, a folder of frames."""

import zipfile
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from signkit.clips.files import check_file
from signkit.clips.layouts import frame_width, hands_of
from signkit.clips.names import MANY, file_and_number
from signkit.errors import ClipError

ARRAY = "sequences"  # the array of a .npz that holds many


class SequenceFile:
    """A file or folder of landmark sequences, read once, when first asked for.

    Every method raises ClipError, naming the file, for what can't be read, DataError where the
    disk is at fault.
    """

    def __init__(self, path):
        self.path = Path(path)

    def __len__(self) -> int:
        return len(self._frames) if self.many else 1

    @property
    def many(self) -> bool:
        """Whether its sequences have numbers, as in `benar.npz#12`."""
        return _is_many(self._frames.shape)

    def frames(self, number: int | None = None) -> np.ndarray:
        """The numbers of a sequence as they were saved, (frames, ...)."""
        if number is None and self.many:
            raise ClipError(
                f"{self.path} holds {len(self)} sequences.", f"Say which: {self.path.name}#0."
            )
        if number is not None and not (self.many and number < len(self)):
            held = f"#0 to #{len(self) - 1}" if self.many else "one sequence, without a number"
            raise ClipError(
                f"There is no {self.path}#{number}: it holds {held}.", "Correct the number."
            )
        return self._frames if number is None else self._frames[number]

    def read(self, number: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Image points (T, 2, 21, 3) float32 and present hands (T, 2) bool; see `hands_of`."""
        name = self.path if number is None else f"{self.path}#{number}"
        return hands_of(self.frames(number), name)

    @cached_property
    def _frames(self) -> np.ndarray:
        if self.path.is_dir():
            return _joined_frames(self.path)
        check_file(self.path)
        array = _loaded(self.path)
        if _is_many(array.shape) and self.path.suffix.lower() != MANY:
            raise ClipError(
                f"{self.path} holds {len(array)} sequences in one array.",
                f"Save them as {self.path.stem}{MANY}, in an array named {ARRAY!r}.",
            )
        return array


def read_sequence(path) -> tuple[np.ndarray, np.ndarray]:
    """A sequence's image points (T, 2, 21, 3) float32 and which hands are there (T, 2) bool.

    `path` is a .npy or .npz file, a folder of numbered frames (0.npy, 1.npy, ...), or
    `many.npz#12`. Slot 0 is the right hand; see `hands_of` for what files may hold. Raises
    ClipError. To read many of one file, use `read_sequences`.
    """
    file, number = file_and_number(path)
    return SequenceFile(file).read(number)


def read_sequences(paths: Iterable) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What `read_sequence` gives of each path; a file named many times in a row is opened once."""
    file = None
    for name, number in map(file_and_number, paths):
        if file is None or file.path != Path(name):
            file = SequenceFile(name)
        yield file.read(number)


def numbered_frames(folder) -> list[Path]:
    """The files 0.npy, 1.npy, ... of a folder in the order of their numbers."""
    files = [file for file in Path(folder).glob("*.npy") if file.stem.isdecimal()]
    return sorted(files, key=lambda file: int(file.stem))


def is_one_frame(file) -> bool:
    """Whether a .npy file holds one frame, not a sequence; False where it can't be read."""
    try:
        return np.load(file, mmap_mode="r", allow_pickle=False).ndim == 1
    except (OSError, ValueError, EOFError):
        return False


def _is_many(shape) -> bool:
    """Whether an array holds sequences (n, T, ...), not one (T, ...)."""
    return len(shape) > 2 and frame_width(shape[1:]) is None and frame_width(shape[2:]) is not None


def _loaded(path: Path) -> np.ndarray:
    try:
        loaded = np.load(path, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            return loaded
        with loaded as arrays:
            return arrays[_name_of(path, arrays.files)]
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, KeyError) as error:
        if "pickle" in str(error):
            raise ClipError(
                f"{path} holds Python objects, which are not read: they could run code.",
                "Save an array of numbers: sequences of one length, or one file each.",
            ) from error
        raise ClipError(
            f"{path} is damaged or no NumPy file ({error}).", "Save it again, or remove it."
        ) from error


def _name_of(path, names) -> str:
    if ARRAY in names:
        return ARRAY
    if len(names) == 1:
        return names[0]
    raise ClipError(
        f"{path} holds the arrays {', '.join(names[:5]) or '(none)'}, but no {ARRAY!r}.",
        f"Name the array of its sequences {ARRAY!r}, (sequences, frames, width).",
    )


def _joined_frames(folder: Path) -> np.ndarray:
    files = numbered_frames(folder)
    if not files:
        raise ClipError(
            f"{folder} holds no numbered frames.", "A folder of frames holds 0.npy, 1.npy, ..."
        )
    frames = []
    for file in files:
        check_file(file)
        frame = _loaded(file)
        frames.append(frame[0] if frame.ndim == 2 and len(frame) == 1 else frame)
        if frames[-1].shape != frames[0].shape or frame.dtype.kind not in "fiu":
            raise ClipError(
                f"{file} holds {frame.dtype} of the shape {frame.shape}, {files[0].name} of "
                f"{frames[0].shape}.",
                "Every frame of a sequence has one shape: save it again.",
            )
    return np.stack(frames)
