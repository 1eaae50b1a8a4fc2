"""Samples as arrays: what a batch is made from."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Samples:
    """The samples of one split: `rows` of arrays that all splits share (photos are large)."""

    photos: np.ndarray  # (N, H, W, 3) uint8; of clips (N, P, H, W, 3), P pictures each
    # (N, 2, 21, 3) float32, wrist-relative, zeros where a hand is absent; of clips
    # (N, T, 2, 21, 3) in frame widths from the frame's middle, zeros also after the end
    hands: np.ndarray
    targets: np.ndarray  # (N,) int, a place in the sorted class names; or (N, classes) 0 or 1
    rows: np.ndarray  # (M,) int
    classes: int  # how many there are, in any split
    # What else a training looks at, by the name of its input: (N, ...) each.
    texts: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self):
        return len(self.rows)

    @property
    def several(self) -> bool:
        """Whether a sample may have several labels, or none."""
        return self.targets.ndim == 2

    def one_hot(self, places: np.ndarray) -> np.ndarray:
        """Return the targets of the samples at `places` (0..M-1) as (n, classes) float32."""
        targets = self.targets[self.rows[places]]
        return targets if self.several else np.eye(self.classes, dtype=np.float32)[targets]
