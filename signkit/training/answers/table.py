"""How an answer is learnt: the module here that has its name."""

from importlib import import_module
from typing import Protocol

import keras
import numpy as np

from signkit.inputs.samples import Samples


class Learnt(Protocol):
    """What a module here has."""

    def check(self, settings) -> None:
        """Raise SettingsError on what the answer can't be learnt with."""

    def judged_by(self, train: Samples, validation: Samples) -> str:
        """The metric that tells the best epoch."""

    def metrics(self, classes: int, measure: str) -> list:
        """The metrics that are watched, `measure` among them."""

    def sample_weights(self, samples: Samples) -> dict[int, float]:
        """A weight a class, so that all count alike."""

    def pictured(self, samples: Samples) -> Samples | None:
        """The samples, where pictures of a single answer each can be drawn."""

    def crossentropy(self, label_smoothing: float) -> keras.losses.Loss:
        """The log of what is true."""

    def weighted(self, label_smoothing: float, targets: np.ndarray, classes: int):
        """The same, where rare classes count more by the training's targets."""

    def focal(self, label_smoothing: float, targets: np.ndarray | None, classes: int):
        """What is right already counts less, and rare classes more; None: they are equal."""


def learnt(answer: str) -> Learnt:
    """How the answer of this name is learnt."""
    return import_module(f"{__package__}.{answer}")
