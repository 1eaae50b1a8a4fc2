"""The hands found in a list of photos, as arrays."""

from dataclasses import dataclass, fields

import numpy as np

from signkit.landmarks.hand import HANDS, POINTS

FIELDS = {  # name: (shape of one photo, type)
    "hash": ((), np.dtype("U32")),
    "image_points": ((len(HANDS), len(POINTS), 3), np.float32),
    "world_points": ((len(HANDS), len(POINTS), 3), np.float32),
    "score": ((len(HANDS),), np.float32),
    "present": ((len(HANDS),), np.bool_),
    "found_by": ((len(HANDS),), np.int8),
    "size": ((2,), np.int32),
}


@dataclass(frozen=True)
class Landmarks:
    """The hands of N photos; slot 0 is the person's right hand, slot 1 the left.

    Where `present` is False, points and score are 0: mask them, they are no measurement.
    """

    hash: np.ndarray  # (N,) content hash of the photo
    image_points: np.ndarray  # (N, 2, 21, 3) x, y over photo width, height; z over photo width
    world_points: np.ndarray  # (N, 2, 21, 3) metres, from the hand's own centre
    score: np.ndarray  # (N, 2) how sure the detector is of right or left, 0..1
    present: np.ndarray  # (N, 2) bool
    found_by: np.ndarray  # (N, 2) index into detector.PASS_NAMES
    size: np.ndarray  # (N, 2) height, width of the photo in pixels

    def __len__(self) -> int:
        return len(self.hash)

    def take(self, indices) -> "Landmarks":
        """The photos at `indices` (integers or a mask), in that order."""
        return Landmarks(**{f.name: getattr(self, f.name)[indices] for f in fields(self)})

    @classmethod
    def empty(cls, n: int) -> "Landmarks":
        """N photos without a hand."""
        return cls(**{k: np.zeros((n, *shape), dtype) for k, (shape, dtype) in FIELDS.items()})

    @classmethod
    def join(cls, parts) -> "Landmarks":
        """Several lists of photos as one, in the order given."""
        parts = [cls.empty(0), *parts]
        return cls(
            **{
                name: np.concatenate([getattr(part, name) for part in parts]).astype(dtype)
                for name, (_, dtype) in FIELDS.items()
            }
        )
