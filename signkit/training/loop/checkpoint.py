"""The checkpoint: where a run stands after each epoch, so that a killed one goes on from there.

One file an epoch holds everything: every weight, the optimizer, the random states of dropout, the
best weights of the stage, and what the callbacks have counted. It is written beside its place and
renamed, and the one before it is kept: a kill, a full disk or a damaged file costs two epochs at
most.
"""

import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from signkit.whole import whole

KEPT = 2  # the newest, and one to fall back to
STATE = "state"
# What numpy and its zip reader raise on a file that was cut off or has a flipped bit.
DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class Saved:
    """A run after a finished epoch."""

    state: dict  # JSON: stage, epoch in it, epochs in all, best, callbacks' counters, ...
    arrays: dict[str, list[np.ndarray]]  # "model", "optimizer" and "best", each in order


class Checkpoints:
    """A run's checkpoint folder."""

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)

    def write(self, saved: Saved, epochs: int) -> None:
        """Write the checkpoint after `epochs` in all; raises RunError when the disk is full.

        The ones before it stay until it is complete.
        """
        final = self.folder / f"epoch-{epochs:04d}.npz"
        named = {
            f"{group}/{place:05d}": array
            for group, arrays in saved.arrays.items()
            for place, array in enumerate(arrays)
        }
        state = np.frombuffer(json.dumps(saved.state).encode(), np.uint8)
        with whole(final, durable=True) as part:
            _save(part, {**named, STATE: state})
        for old in self._files()[:-KEPT]:
            old.unlink()

    def last(self) -> Saved | None:
        """Read the newest checkpoint that is whole, saying which were not; None where none is."""
        for file in reversed(self._files()):
            try:
                return _read(file)
            except DAMAGED as error:
                print(f"{file.name} is damaged ({error}): going on from the checkpoint before it.")
                file.unlink()
        return None

    def clear(self) -> None:
        """Drop the checkpoints of a finished run, which weigh some times what is kept of it."""
        for file in self._files():
            file.unlink()

    def _files(self) -> list[Path]:
        # By number, not by name: the 10,000th epoch comes after the 9,999th.
        return sorted(self.folder.glob("epoch-*.npz"), key=lambda f: int(f.stem.split("-")[1]))


def _save(file: Path, arrays: dict[str, np.ndarray]) -> None:
    # As np.savez does it. But when the disk is full, this closes the archive at once: np.savez's
    # is closed when it is let go of, and complains below the words that say what is wrong.
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.asanyarray(array), allow_pickle=False)


def _read(file: Path) -> Saved:
    arrays: dict[str, list[np.ndarray]] = {}
    with np.load(file, allow_pickle=False) as stored:
        state = json.loads(stored[STATE].tobytes())
        for name in sorted(set(stored.files) - {STATE}):
            arrays.setdefault(name.split("/")[0], []).append(stored[name])
    return Saved(state, arrays)
