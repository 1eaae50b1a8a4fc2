"""A few pictures of each clip, decoded once, kept as the photo store keeps photos."""

from functools import partial
from pathlib import Path

import numpy as np

from signkit.clips.sample import Clips
from signkit.clips.video import read_moments
from signkit.data.catalog import size_and_hash
from signkit.errors import ClipError
from signkit.inputs.clip_frames import seconds_in_sight
from signkit.inputs.photos import Other, PhotoStore, fit_frame


class ClipPictures(PhotoStore):
    """Pictures (P, S, S, 3) of each clip, evenly spread over the time in which hands are in sight.

    They depend on where hands were found, and lie beside the store that says so.
    """

    unit = "clip"

    def __init__(self, folder: str | Path, pictures: int, size: int, clips: Clips):
        super().__init__(folder, (size, size))
        self.folder = Path(folder) / f"pictures-{pictures}x{size}"
        self.shape = (pictures, size, size)
        self.shard = max(1, self.shard // pictures)
        self._moments = {key: moments(clips, row, pictures) for row, key in enumerate(clips.hash)}

    def _read(self, path: Path, key: str) -> np.ndarray | ClipError | Other:
        try:
            frames = read_moments(path, self._moments[key], partial(fit_frame, size=self.size))
        except ClipError as error:
            return error
        # Read a moment ago: the system still has it.
        return frames if size_and_hash(path)[1] == key else Other(path)


def moments(clips: Clips, row: int, pictures: int) -> list[float]:
    """Seconds from the start of a clip, evenly spread from the first hand to the last."""
    return list(np.linspace(*seconds_in_sight(clips, row), pictures))
