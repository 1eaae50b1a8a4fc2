"""Landmark sequences from files, however a tutorial saved them: .npy, .npz, a folder of frames."""

import zipfile
from functools import cached_property
from pathlib import Path

import numpy as np

from signkit.clips.files import check_file
from signkit.clips.listing.frame_folder import frame_run, in_time
from signkit.clips.listing.layouts import frame_width, hands_of
from signkit.clips.listing.packed import ARRAY, Packed, is_many, unpack
from signkit.clips.names import MANY
from signkit.errors import ClipError


class SequenceFile:
    """A file or folder of landmark sequences, read once, when first asked for.

    Every method raises ClipError, naming the file, for what can't be read, DataError where the
    disk is at fault.
    """

    def __init__(self, path):
        self.path = Path(path)

    def __len__(self) -> int:
        return len(self.held.sequences)

    @property
    def many(self) -> bool:
        """Whether its sequences have numbers, as in `benar.npz#12`."""
        return self.held.numbered

    @property
    def gaps(self) -> list[str]:
        """What is missing between a folder's first frame and its last, in words."""
        return self._read[1]

    @property
    def held(self) -> Packed:
        """Its sequences, and the labels and splits that it names."""
        return self._read[0]

    def frames(self, number: int | None = None) -> np.ndarray:
        """The numbers of a sequence as they were saved, (frames, ...), NaN where one is missing."""
        if number is None and self.many:
            raise ClipError(
                f"{self.path} holds {len(self)} sequences.", f"Say which: {self.path.name}#0."
            )
        if number is not None and not (self.many and number < len(self)):
            held = f"#0 to #{len(self) - 1}" if self.many else "one sequence, without a number"
            raise ClipError(
                f"There is no {self.path}#{number}: it holds {held}.", "Correct the number."
            )
        return self.held.sequences[number or 0]

    def read(self, number: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Image points (T, 2, 21, 3) float32 and present hands (T, 2) bool; see `hands_of`."""
        name = self.path if number is None else f"{self.path}#{number}"
        return hands_of(self.frames(number), name)

    @cached_property
    def _read(self) -> tuple[Packed, list[str]]:
        if self.path.is_dir():
            frames, gaps = _joined_frames(self.path)
            return Packed([frames], False), gaps
        check_file(self.path)
        loaded = _loaded(self.path)
        if isinstance(loaded, dict):
            return unpack(loaded, self.path), []
        if is_many(loaded.shape):
            raise ClipError(
                f"{self.path} holds {len(loaded)} sequences in one array.",
                f"Save them as {self.path.stem}{MANY}, in an array named {ARRAY!r}, or beside "
                "their labels: numpy.savez(file, X=X, y=y).",
            )
        return Packed([loaded], False), []


def frame_or_sequence(file) -> str | None:
    """Whether a .npy file holds a "frame" or a "sequence"; None where it can't be told."""
    try:
        shape = np.load(file, mmap_mode="r", allow_pickle=False).shape
    except (OSError, ValueError, EOFError):
        return None
    if 0 in shape or not shape:
        return None
    row = len(shape) == 1 or (len(shape) == 2 and shape[0] == 1)
    return "frame" if row or frame_width(shape) is not None else "sequence"


def _loaded(path: Path) -> np.ndarray | dict[str, np.ndarray]:
    """An array of a .npy, all arrays of a .npz by their names; ClipError for anything else."""
    try:
        loaded = np.load(path, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            return loaded
        with loaded as arrays:
            return {name: arrays[name] for name in arrays.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, KeyError) as error:
        if "pickle" in str(error):
            raise ClipError(
                f"{path} holds Python objects, which are not read: they could run code.",
                "Save arrays of numbers, and labels as texts (numpy.array(labels, dtype=str)): "
                "sequences of one length, or an array each.",
            ) from error
        raise ClipError(
            f"{path} is damaged or no NumPy file ({error}).", "Save it again, or remove it."
        ) from error


def _joined_frames(folder: Path) -> tuple[np.ndarray, list[str]]:
    """The frames of a folder (T, ...), and which of them are missing or can't be read."""
    try:
        run = frame_run(file.name for file in folder.glob("*.npy"))
    except ClipError as error:
        raise ClipError(f"In {folder} {error.what}", error.mend) from error
    frames, faults, first = {}, [], None
    for number, name in run.items():
        try:
            frames[number] = _frame(folder / name)
        except ClipError as error:
            first = first or error
            faults.append(f"{name} can't be read")
    if not frames:
        raise first
    _check_alike({run[number]: frame for number, frame in frames.items()}, folder)
    joined, missing = in_time(frames, run)
    return joined, [*missing, *faults]


def _frame(file: Path) -> np.ndarray:
    check_file(file)
    frame = _loaded(file)
    if not frame.size:
        raise ClipError(f"{file} holds no number.", "Save it again, or remove it.")
    return frame[0] if frame.ndim == 2 and len(frame) == 1 else frame


def _check_alike(frames: dict[str, np.ndarray], folder: Path) -> None:
    usual = next(iter(frames.values())).shape
    for name, frame in frames.items():
        if frame.shape != usual or frame.dtype.kind not in "fiu":
            raise ClipError(
                f"{folder / name} holds {frame.dtype} of the shape {frame.shape}, "
                f"{next(iter(frames))} of {usual}.",
                "Every frame of a sequence has one shape: save it again.",
            )
