"""Losses by name, and the weights that make rare classes count.

Targets are one-hot, or 0/1 a label where a photo may have several. A new loss is one decorated
function of a LossFacts; its docstring's first line is what `LOSSES.describe()` says of it:

    @LOSSES.register("hinge")
    def hinge(about):
        \"\"\"As support vector machines have it.\"\"\"
        return keras.losses.CategoricalHinge()
"""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from signkit.registry import Registry

LOSSES = Registry("loss")
GAMMA = 2.0
MOST = 20.0  # negatives to a positive that are evened out; beyond, one photo rules its batch


@dataclass(frozen=True)
class LossFacts:
    """What a loss is built from."""

    label_smoothing: float = 0.0
    targets: np.ndarray | None = None  # of the training split: (N,) int or (N, C) 0/1; None: equal
    classes: int = 0
    several: bool = False  # labels a photo

    def class_weights(self) -> list[float] | None:
        """Weigh each class by n / (classes * photos of it); None for equal frequencies."""
        if self.targets is None:
            return None
        return list(class_weights(self.targets, self.classes).values())

    def odds(self) -> np.ndarray | None:
        """Count each label's negatives to a positive, (C,), within 1 / MOST and MOST.

        A label that no photo or every photo has counts 1. None for equal frequencies.
        """
        if self.targets is None:
            return None
        positives = np.sum(self.targets, axis=0, dtype=float)
        negatives = len(self.targets) - positives
        odds = np.clip(negatives / np.maximum(positives, 1), 1 / MOST, MOST)
        return np.where((positives > 0) & (negatives > 0), odds, 1.0)


@LOSSES.register("crossentropy")
def crossentropy(about):
    """What is usual: the log of the true class's probability, or of each label's truth."""
    kind = (
        keras.losses.BinaryCrossentropy if about.several else keras.losses.CategoricalCrossentropy
    )
    return kind(label_smoothing=about.label_smoothing)


@LOSSES.register("weighted")
def weighted(about):
    """Rare classes count more: each photo by its class, or each label's positives by their rarity.

    "Balanced" weights (King & Zeng 2001): n / (classes * count). A label is a class and its
    opposite, so its positives count negatives / positives times as much as its negatives, and all
    its photos 1 on average; see `LossFacts.odds` for the bounds.
    """
    if about.several:
        odds = about.odds()
        if odds is None:
            return crossentropy(about)
        share = np.mean(about.targets, axis=0, dtype=float)
        negative = 1 / (odds * share + 1 - share)
        return WeightedBinaryCrossentropy(
            (odds * negative).tolist(), negative.tolist(), about.label_smoothing
        )
    weights = about.class_weights()
    if weights is None:
        return crossentropy(about)
    return WeightedCategoricalCrossentropy(weights, about.label_smoothing)


@LOSSES.register("focal")
def focal(about):
    """Photos that are right already count less, times (1 - p)^2; rare classes more (alpha).

    Lin et al. 2017, section 3: alpha by inverse class frequency. For one label its mean over the
    classes is 1, so equal classes leave it out. For several it is a label's share of negatives for
    its positives, and the rest for its negatives: 1/2 each at equal frequencies.
    """
    if about.several:
        odds = about.odds()
        alpha = [0.5] if odds is None else (odds / (1 + odds)).tolist()
        return BinaryFocal(alpha, about.label_smoothing)
    weights = about.class_weights()
    return keras.losses.CategoricalFocalCrossentropy(
        alpha=1.0 if weights is None else (np.array(weights) / np.mean(weights)).tolist(),
        gamma=GAMMA,
        label_smoothing=about.label_smoothing,
    )


def build_loss(
    name: str,
    label_smoothing: float = 0.0,
    targets: np.ndarray | None = None,
    classes: int = 0,
    several: bool = False,
) -> keras.losses.Loss:
    """Build a loss of LOSSES by its name.

    `targets` are those of the training split: (N,) int, or with `several` labels (N, C) 0/1; None
    for equal frequencies. Raises SettingsError on an unknown name.
    """
    return LOSSES[name](LossFacts(label_smoothing, targets, classes, several))


def class_weights(targets: np.ndarray, classes: int) -> dict[int, float]:
    """Weight each class by n / (classes * photos of it), "balanced" as scikit-learn has it.

    `targets` (n,) int. A class without a photo weighs 1.
    """
    counts = np.bincount(targets, minlength=classes)
    weights = np.where(counts > 0, len(targets) / (classes * np.maximum(counts, 1)), 1.0)
    return dict(enumerate(weights.tolist()))


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
