"""How several labels are learnt: targets 0 or 1 and a sigmoid each."""

import keras
import numpy as np
from keras import ops

from signkit.errors import SettingsError
from signkit.inputs.samples import Samples

GAMMA = 2.0
MOST = 20.0  # negatives to a positive that are evened out; beyond, one photo rules its batch
MAP = "map"


def check(settings) -> None:
    """Raise SettingsError where classes are to weigh the samples."""
    if settings.class_weights:
        raise SettingsError(
            "CLASS_WEIGHTS needs photos of one label each.",
            'With several labels set LOSS to "weighted" or "focal".',
        )


def judged_by(train: Samples, validation: Samples) -> str:
    """The mean precision over the labels."""
    return MAP


def metrics(classes: int, measure: str) -> list:
    """The mean precision over the labels."""
    return [keras.metrics.AUC(curve="PR", multi_label=True, num_labels=classes, name=MAP)]


def sample_weights(samples: Samples) -> None:
    """A sample has no one class to weigh it: `check` refuses that."""


def pictured(samples: Samples) -> None:
    """None: a sample has no one class to be compared with."""


def odds(targets: np.ndarray) -> np.ndarray:
    """Count each label's negatives to a positive, (C,), within 1 / MOST and MOST.

    `targets` (n, C) 0 or 1. A label that no photo or every photo has counts 1.
    """
    positives = np.sum(targets, axis=0, dtype=float)
    negatives = len(targets) - positives
    ratio = np.clip(negatives / np.maximum(positives, 1), 1 / MOST, MOST)
    return np.where((positives > 0) & (negatives > 0), ratio, 1.0)


def crossentropy(label_smoothing: float) -> keras.losses.Loss:
    """The log of each label's truth."""
    return keras.losses.BinaryCrossentropy(label_smoothing=label_smoothing)


def weighted(label_smoothing: float, targets: np.ndarray, classes: int) -> keras.losses.Loss:
    """Each label's positives by their rarity.

    A label is a class and its opposite, so its positives count negatives / positives times as much
    as its negatives, within the bounds of `odds`, and all its photos 1 on average.
    """
    each = odds(targets)
    share = np.mean(targets, axis=0, dtype=float)
    negative = 1 / (each * share + 1 - share)
    return WeightedBinaryCrossentropy(
        (each * negative).tolist(), negative.tolist(), label_smoothing
    )


def focal(label_smoothing: float, targets: np.ndarray | None, classes: int) -> keras.losses.Loss:
    """Alpha is a label's share of negatives for its positives, and the rest for its negatives."""
    if targets is None:
        return BinaryFocal([0.5], label_smoothing)
    each = odds(targets)
    return BinaryFocal((each / (1 + each)).tolist(), label_smoothing)


@keras.saving.register_keras_serializable("signkit")
class WeightedBinaryCrossentropy(keras.losses.Loss):
    """Weigh each label's positives and negatives; Keras's own know photos' weights alone."""

    def __init__(
        self,
        positive: list[float],
        negative: list[float],
        label_smoothing: float = 0.0,
        name: str = "weighted_binary_crossentropy",
        **kwargs,
    ):
        super().__init__(name=name, **kwargs)
        self.positive, self.negative = list(positive), list(negative)
        self.label_smoothing = label_smoothing

    def call(self, y_true, y_pred):
        """Return a loss a photo, (B,), of targets 0/1 and probabilities (B, C)."""
        smooth = y_true * (1 - self.label_smoothing) + self.label_smoothing / 2
        weights = ops.multiply(y_true, self.positive) + ops.multiply(1 - y_true, self.negative)
        return ops.mean(weights * ops.binary_crossentropy(smooth, y_pred), axis=-1)

    def get_config(self):
        """Return what `__init__` takes."""
        own = {"positive": self.positive, "negative": self.negative}
        return {**super().get_config(), **own, "label_smoothing": self.label_smoothing}


@keras.saving.register_keras_serializable("signkit")
class BinaryFocal(keras.losses.BinaryFocalCrossentropy):
    """Keras's binary focal crossentropy with an alpha a label, (C,) or (1,)."""

    def __init__(
        self,
        alpha: list[float],
        label_smoothing: float = 0.0,
        gamma: float = GAMMA,
        name: str = "binary_focal",
        **kwargs,
    ):
        super().__init__(
            apply_class_balancing=True,
            alpha=np.asarray(alpha, "float32"),
            gamma=gamma,
            label_smoothing=label_smoothing,
            name=name,
            **kwargs,
        )

    def get_config(self):
        """Return what `__init__` takes."""
        config = super().get_config()
        taken = ("name", "reduction", "label_smoothing", "gamma")
        return {**{key: config[key] for key in taken}, "alpha": self.alpha.tolist()}
