"""How one class is learnt: one-hot targets, softmax probabilities."""

import keras
import numpy as np
from keras import ops

from signkit.inputs.changes.rarity import are_uneven
from signkit.inputs.samples import Samples
from signkit.training.answers.balanced_accuracy import BALANCED, BalancedAccuracy

GAMMA = 2.0
TOP = 5


def check(settings) -> None:
    """Nothing is refused."""


def judged_by(train: Samples, validation: Samples) -> str:
    """Accuracy or, where a constant answer would nearly win by that, the mean recall."""
    targets = (side.targets[side.rows] for side in (train, validation))
    return BALANCED if are_uneven(*targets, train.classes) else "accuracy"


def metrics(classes: int, measure: str) -> list:
    """Accuracy, top 5 of many classes, and the mean recall where that is judged by."""
    found = ["accuracy"]
    if classes > TOP:
        found.append(keras.metrics.TopKCategoricalAccuracy(TOP, name="top5"))
    if measure == BALANCED:
        found.append(BalancedAccuracy(classes, name=BALANCED))
    return found


def sample_weights(samples: Samples) -> dict[int, float]:
    """A weight a class by its rarity."""
    return class_weights(samples.targets[samples.rows], samples.classes)


def pictured(samples: Samples) -> Samples:
    """The samples: each has one class, and is called one."""
    return samples


def class_weights(targets: np.ndarray, classes: int) -> dict[int, float]:
    """Weight each class by n / (classes * photos of it), "balanced" as scikit-learn has it.

    `targets` (n,) int. A class without a photo weighs 1.
    """
    counts = np.bincount(targets, minlength=classes)
    weights = np.where(counts > 0, len(targets) / (classes * np.maximum(counts, 1)), 1.0)
    return dict(enumerate(weights.tolist()))


def crossentropy(label_smoothing: float) -> keras.losses.Loss:
    """The log of the true class's probability."""
    return keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing)


def weighted(label_smoothing: float, targets: np.ndarray, classes: int) -> keras.losses.Loss:
    """Each photo by its class: n / (classes * photos of it) (King & Zeng 2001)."""
    weights = list(class_weights(targets, classes).values())
    return WeightedCategoricalCrossentropy(weights, label_smoothing)


def focal(label_smoothing: float, targets: np.ndarray | None, classes: int) -> keras.losses.Loss:
    """Alpha by inverse class frequency, 1 on average, so that equal classes leave it out."""
    alpha = 1.0
    if targets is not None:
        weights = np.array(list(class_weights(targets, classes).values()))
        alpha = (weights / np.mean(weights)).tolist()
    return keras.losses.CategoricalFocalCrossentropy(
        alpha=alpha, gamma=GAMMA, label_smoothing=label_smoothing
    )


@keras.saving.register_keras_serializable("signkit")
class WeightedCategoricalCrossentropy(keras.losses.Loss):
    """Weigh each photo's crossentropy by its class; Keras's own have one weight for all."""

    def __init__(
        self,
        weights: list[float],
        label_smoothing: float = 0.0,
        name: str = "weighted_categorical_crossentropy",
        **kwargs,
    ):
        super().__init__(name=name, **kwargs)
        self.weights, self.label_smoothing = list(weights), label_smoothing

    def call(self, y_true, y_pred):
        """Return a loss a photo, (B,), of one-hot targets and probabilities (B, C)."""
        plain = keras.losses.categorical_crossentropy(
            y_true, y_pred, label_smoothing=self.label_smoothing
        )
        return plain * ops.sum(ops.multiply(y_true, self.weights), axis=-1)

    def get_config(self):
        """Return what `__init__` takes."""
        own = {"weights": self.weights, "label_smoothing": self.label_smoothing}
        return {**super().get_config(), **own}
