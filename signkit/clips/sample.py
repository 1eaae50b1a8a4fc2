"""The hands found in clips, frame after frame, as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from signkit.landmarks.hand import HANDS, POINTS

# Where a frame's hand comes from; `origin` indexes this, 0 is "no hand".
ORIGINS = ("", "tracked", "second look", "interpolated", "imported")
TRACKED, LOOKED, INTERPOLATED, IMPORTED = range(1, len(ORIGINS))

IMPORT_VERSION = "sequences"  # begins a store's version whose hands were all imported

OF_CLIP = {  # name: (shape of one clip, type)
    "hash": ((), np.dtype("U32")),
    "rate": ((), np.float32),
    "size": ((2,), np.int32),
}
OF_FRAME = {  # name: (shape of one frame, type)
    "image_points": ((len(HANDS), len(POINTS), 3), np.float32),
    "origin": ((len(HANDS),), np.int8),
}


@dataclass(frozen=True)
class Clips:
    """The hands of N clips; the frames of clip i are the rows `start[i]` to `start[i + 1]`.

    Slot 0 is the person's right hand, slot 1 the left. Where `origin` is 0 there is no hand, and
    its points are 0: mask them, they are no measurement.
    """

    hash: np.ndarray  # (N,) content hash of the clip
    rate: np.ndarray  # (N,) frames a second that were looked at
    size: np.ndarray  # (N, 2) height, width of the frames in pixels, as shown; 0, 0 if unknown
    start: np.ndarray  # (N + 1,) int64
    image_points: np.ndarray  # (F, 2, 21, 3) x, y over frame width, height; z over width
    origin: np.ndarray  # (F, 2) index into ORIGINS

    def __len__(self) -> int:
        return len(self.hash)

    @property
    def present(self) -> np.ndarray:
        """(F, 2) bool: whether the hand is there, found or interpolated."""
        return self.origin > 0

    @property
    def lengths(self) -> np.ndarray:
        """(N,) how many frames each clip has."""
        return np.diff(self.start)

    def frames(self, clip: int) -> slice:
        """The rows of one clip's frames."""
        return slice(int(self.start[clip]), int(self.start[clip + 1]))

    def in_sight(self) -> np.ndarray:
        """(F,) bool: the frames from a clip's first with a hand to its last, whatever lies between.

        Before and after them a person is at rest, or not in the picture.
        """
        frames = np.zeros(len(self.origin), bool)
        for clip in range(len(self)):
            part = self.frames(clip)
            seen = part.start + np.flatnonzero(self.present[part].any(axis=1))
            if len(seen):
                frames[seen[0] : seen[-1] + 1] = True
        return frames

    def take(self, indices) -> "Clips":
        """The clips at `indices` (integers or a mask), in that order."""
        chosen = np.arange(len(self))[indices]
        rows = [np.arange(self.start[i], self.start[i + 1]) for i in chosen]
        rows = np.concatenate([np.zeros(0, np.int64), *rows])
        return Clips(
            **{name: getattr(self, name)[chosen] for name in OF_CLIP},
            **{name: getattr(self, name)[rows] for name in OF_FRAME},
            start=_starts(self.lengths[chosen]),
        )

    @classmethod
    def empty(cls, lengths: Iterable[int] = ()) -> "Clips":
        """Clips of so many frames each, without a hand."""
        start = _starts(np.fromiter(lengths, np.int64))
        return cls(
            **{n: np.zeros((len(start) - 1, *s), t) for n, (s, t) in OF_CLIP.items()},
            **{n: np.zeros((int(start[-1]), *s), t) for n, (s, t) in OF_FRAME.items()},
            start=start,
        )

    @classmethod
    def join(cls, parts: Iterable["Clips"]) -> "Clips":
        """Several lists of clips as one, in the order given."""
        parts = [cls.empty(), *parts]
        return cls(
            **{
                name: np.concatenate([getattr(part, name) for part in parts]).astype(dtype)
                for name, (_, dtype) in (OF_CLIP | OF_FRAME).items()
            },
            start=_starts(np.concatenate([part.lengths for part in parts])),
        )


def _starts(lengths: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
