"""Losses by name, on one-hot targets, and the weights that make rare classes count."""

import keras
import numpy as np

from signkit.registry import Registry

LOSSES = Registry("loss")


@LOSSES.register("crossentropy")
def crossentropy(label_smoothing):
    """What is usual: the log of the true class's probability."""
    return keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing)


@LOSSES.register("focal")
def focal(label_smoothing):
    """Photos that are right already count less: times (1 - p)^2 (Lin et al. 2017)."""
    # alpha scales all classes alike here; class weights are what tells them apart.
    return keras.losses.CategoricalFocalCrossentropy(
        alpha=1.0, gamma=2.0, label_smoothing=label_smoothing
    )


def build_loss(name: str, label_smoothing: float = 0.0) -> keras.losses.Loss:
    """Build a loss of LOSSES by its name; raises SettingsError on an unknown one."""
    return LOSSES[name](label_smoothing)


def class_weights(targets: np.ndarray, classes: int) -> dict[int, float]:
    """Weight each class by n / (classes * photos of it), "balanced" as scikit-learn has it.

    `targets` (n,) int. A class without a photo weighs 1.
    """
    counts = np.bincount(targets, minlength=classes)
    weights = np.where(counts > 0, len(targets) / (classes * np.maximum(counts, 1)), 1.0)
    return dict(enumerate(weights.tolist()))
