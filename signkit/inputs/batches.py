"""Batches of photos and landmarks for any Keras backend, each epoch in a new order."""

import math
import os

import keras
import numpy as np

from signkit.inputs.changes.augment import Draw, Policy, augment_photos, draw
from signkit.inputs.changes.mix import Mix
from signkit.inputs.samples import Samples

INPUTS = ("image_input", "landmark_input")


class SampleBatches(keras.utils.PyDataset):
    """Batches (inputs, one-hot targets) of `Samples`; subclasses say what the inputs are.

    Order and chance follow from (seed, epoch, batch) alone, so that an epoch can be repeated
    exactly.
    """

    def __init__(
        self,
        samples: Samples,
        batch_size: int,
        seed: int = 0,
        policy: Policy | None = None,
        shuffle: bool = False,
        epoch: int = 0,
        inputs: tuple[str, ...] = INPUTS,
        mix: Mix | None = None,
    ):
        super().__init__(workers=min(4, os.cpu_count() or 1), max_queue_size=8)
        self.samples = samples
        self.batch_size = batch_size
        self.seed = seed
        self.policy = policy
        self.shuffle = shuffle
        self.inputs = inputs  # what is not named is not made
        self.mix = mix or Mix()  # how often each class comes; without `shuffle` every sample once
        self.start_at(epoch)

    def __len__(self):
        return math.ceil(len(self._order) / self.batch_size)

    def __getitem__(self, batch: int):
        places = self._order[batch * self.batch_size : (batch + 1) * self.batch_size]
        rng = np.random.default_rng((self.seed, self.epoch, batch))
        inputs = self._inputs(places, rng)
        rows, texts = self.samples.rows[places], self.samples.texts
        inputs |= {name: texts[name][rows] for name in self.inputs if name in texts}
        # A model of one input takes the array, not a name for it.
        inputs = inputs if len(inputs) > 1 else next(iter(inputs.values()))
        return inputs, self.samples.one_hot(places)

    def start_at(self, epoch: int) -> None:
        """Go to the order of this epoch, counted from 0."""
        self.epoch = epoch
        self._order = self._draw_order()

    def on_epoch_end(self):
        """Move on to the next epoch's order (called by Keras once its workers have stopped)."""
        self.start_at(self.epoch + 1)

    def _inputs(self, places: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
        raise NotImplementedError

    def _hands(self, places: np.ndarray, drawn: Draw | None, rng) -> np.ndarray:
        hands = self.samples.hands[self.samples.rows[places]]
        if drawn:
            hands = self.policy.change_hands(hands, drawn, rng)
        return hands.reshape(*hands.shape[:-3], -1)

    def _draw_order(self) -> np.ndarray:
        if not self.shuffle:
            return np.arange(len(self.samples))
        return self.mix.order(self.samples, np.random.default_rng((self.seed, self.epoch)))


class Batches(SampleBatches):
    """Batches ({"image_input", "landmark_input"}, one-hot targets) of `Samples`.

    With a policy each photo and its hands are augmented alike, differently in every epoch; without
    one they come as they are. Without `shuffle` they keep their order.
    """

    def _inputs(self, places: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
        drawn, inputs = draw(self.policy, len(places), rng) if self.policy else None, {}
        if "image_input" in self.inputs:
            photos = self.samples.photos[self.samples.rows[places]]
            photos = augment_photos(photos, drawn) if drawn else photos
            inputs["image_input"] = photos.astype(np.float32)
        if "landmark_input" in self.inputs:
            inputs["landmark_input"] = self._hands(places, drawn, rng)
        return inputs
