"""Samples as arrays: what a batch is made from."""

from dataclasses import dataclass, field

import numpy as np

from signkit.data.answers.base import Told
from signkit.data.answers.table import CLASSES


@dataclass(frozen=True)
class Samples:
    """The samples of one split: `rows` of arrays that all splits share (photos are large)."""

    photos: np.ndarray  # (N, H, W, 3) uint8; of clips (N, P, H, W, 3), P pictures each
    # (N, 2, 21, 3) float32, wrist-relative, zeros where a hand is absent; of clips
    # (N, T, 2, 21, 3) in frame widths from the frame's middle, zeros also after the end
    hands: np.ndarray
    targets: np.ndarray  # as `told` has them: (N,) int, a place in the sorted class names, say
    rows: np.ndarray  # (M,) int
    classes: int  # how many there are, in any split
    # What else a training looks at, by the name of its input: (N, ...) each.
    texts: dict[str, np.ndarray] = field(default_factory=dict)
    told: Told = CLASSES

    def __len__(self):
        return len(self.rows)

    def one_hot(self, places: np.ndarray) -> np.ndarray:
        """Return the targets of the samples at `places` (0..M-1) as (n, classes) float32."""
        return self.told.one_hot(self.targets[self.rows[places]], self.classes)
