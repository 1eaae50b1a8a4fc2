"""What a model's answers to a few clips rest on, kept in one file: numbers, no pictures."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from signkit.runs.formats import read_file, write_file

SHOWN = 6  # frames of each clip


@dataclass
class ClipLook:
    """One clip and what the answer rests on; what the model doesn't look at is None."""

    path: str
    label: str
    predicted: str
    probability: float
    hands: np.ndarray  # (L, 2, 21, 2) x, y in frame widths from the frame's middle; NaN: no hand
    seconds: np.ndarray  # (L,) from the start of the clip
    points: np.ndarray | None = None  # (L, 2, 21), 0-1, the strongest of the clip 1
    lost: np.ndarray | None = None  # (L,) probability lost where the hands around are hidden
    pictures: np.ndarray | None = None  # (P,) probability lost where that picture is blank
    picture_seconds: np.ndarray | None = None  # (P,)

    @property
    def right(self) -> bool:
        """Whether the clip was given its own class."""
        return self.label == self.predicted

    @property
    def present(self) -> np.ndarray:
        """(L, 2) bool: which hands are in sight."""
        return np.isfinite(self.hands).all(axis=(2, 3))

    @property
    def over_time(self) -> np.ndarray | None:
        """(L,) importance of all points of a frame together, the strongest frame 1."""
        if self.points is None:
            return None
        total = self.points.sum(axis=(1, 2))
        return total / (total.max() or 1)


def save_clip_looks(path, looks) -> Path:
    """Write looks to one .npz file and return its path; RunError where the disk won't."""
    arrays = {
        f"{number}.{field.name}": _small(value)
        for number, look in enumerate(looks)
        for field in fields(look)
        if (value := getattr(look, field.name)) is not None
    }
    write_file(path, arrays)
    return Path(path)


def load_clip_looks(path) -> list[ClipLook]:
    """Read what `save_clip_looks` wrote."""
    arrays = read_file(path)
    numbers = sorted({int(name.split(".")[0]) for name in arrays})
    return [_look(arrays, number) for number in numbers]


def shown_frames(look: ClipLook, most: int = SHOWN) -> tuple[list[int], list[int]]:
    """Frames to show, in order of time, and those among them that count most.

    The clip is cut into `most` parts of equal length; of each the frame that counts most is shown
    among those with most hands in sight. The two that count most of all are marked.
    """
    count, hands = counting(look), look.present.sum(axis=1)
    frames = []
    for part in np.array_split(np.arange(len(hands)), min(most, len(hands))):
        best = part[hands[part] == hands[part].max()]
        # Where nothing counts, the part's middle stands for it.
        flat = not count[best].any()
        frames.append(int(best[len(best) // 2] if flat else best[count[best].argmax()]))
    marked = sorted(frames, key=lambda frame: -count[frame])[:2]
    return frames, [frame for frame in sorted(marked) if count[frame] > 0]


def counting(look: ClipLook) -> np.ndarray:
    """(L,) how much each frame counts: by what hiding it loses where that was measured."""
    if look.lost is not None and look.lost.max() > 0.01:  # less is nothing but rounding
        # Of frames that were hidden together the one whose points sway the answer most.
        within = 0 if look.over_time is None else 1e-3 * look.over_time
        return look.lost + within
    return np.zeros(len(look.seconds)) if look.over_time is None else look.over_time


def _small(value):
    value = np.asarray(value)
    return value.astype(np.float16) if value.ndim > 1 else value


def _look(arrays, number):
    values = {field.name: arrays.get(f"{number}.{field.name}") for field in fields(ClipLook)}
    values |= {name: str(values[name]) for name in ("path", "label", "predicted")}
    return ClipLook(**values | {"probability": float(values["probability"])})
