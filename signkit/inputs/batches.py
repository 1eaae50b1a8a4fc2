"""Batches of photos and landmarks for any Keras backend, each epoch in a new order."""

import math
import os
from dataclasses import dataclass

import keras
import numpy as np

from signkit.inputs.augment import Policy, augment_hands, augment_photos, draw


@dataclass(frozen=True)
class Samples:
    """The samples of one split: `rows` of arrays that all splits share (photos are large)."""

    photos: np.ndarray  # (N, S, S, 3) uint8
    hands: np.ndarray  # (N, 2, 21, 3) float32, wrist-relative, zeros where a hand is absent
    targets: np.ndarray  # (N,) int, a place in the sorted class names
    rows: np.ndarray  # (M,) int

    def __len__(self):
        return len(self.rows)

    def take(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return photos, hands and targets of the samples at `places` (0..M-1)."""
        rows = self.rows[places]
        return self.photos[rows], self.hands[rows], self.targets[rows]


class Batches(keras.utils.PyDataset):
    """Batches ({"image_input", "landmark_input"}, targets) of `Samples`.

    With a policy it shuffles and augments: the order and every transform follow from
    (seed, epoch, batch) alone, so that an epoch can be repeated exactly. Without one, samples come
    as they are, in their order.
    """

    def __init__(
        self,
        samples: Samples,
        batch_size: int,
        seed: int = 0,
        policy: Policy | None = None,
        shuffle: bool = False,
        epoch: int = 0,
    ):
        super().__init__(workers=min(4, os.cpu_count() or 1), max_queue_size=8)
        self.samples = samples
        self.batch_size = batch_size
        self.seed = seed
        self.policy = policy
        self.shuffle = shuffle
        self.epoch = epoch
        self._order = self._draw_order()

    def __len__(self):
        return math.ceil(len(self.samples) / self.batch_size)

    def __getitem__(self, batch: int):
        places = self._order[batch * self.batch_size : (batch + 1) * self.batch_size]
        photos, hands, targets = self.samples.take(places)
        if self.policy is not None:
            rng = np.random.default_rng((self.seed, self.epoch, batch))
            drawn = draw(self.policy, len(places), rng)
            photos = augment_photos(photos, drawn)
            hands = augment_hands(hands, drawn, self.policy, rng)
        inputs = {
            "image_input": photos.astype(np.float32),
            "landmark_input": hands.reshape(len(places), -1),
        }
        return inputs, targets

    def on_epoch_end(self):
        """Move on to the next epoch's order (called by Keras once its workers have stopped)."""
        self.epoch += 1
        self._order = self._draw_order()

    def _draw_order(self) -> np.ndarray:
        if not self.shuffle:
            return np.arange(len(self.samples))
        return np.random.default_rng((self.seed, self.epoch)).permutation(len(self.samples))
