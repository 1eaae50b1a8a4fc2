"""Losses by name.

A new loss is one decorated function of a LossFacts; its docstring's first line is what
`LOSSES.describe()` says of it. What it is depends on the answer, where the answer has a form of it:

    @LOSSES.register("hinge")
    def hinge(about):
        \"\"\"As support vector machines have it.\"\"\"
        return keras.losses.CategoricalHinge()
"""

from dataclasses import dataclass

import keras
import numpy as np

from signkit.registry import Registry
from signkit.training.answers.table import learnt

LOSSES = Registry("loss")


@dataclass(frozen=True)
class LossFacts:
    """What a loss is built from."""

    label_smoothing: float = 0.0
    targets: np.ndarray | None = None  # of the training split: (N,) int or (N, C) 0/1; None: equal
    classes: int = 0
    answer: str = "classes"


@LOSSES.register("crossentropy")
def crossentropy(about):
    """What is usual: the log of the true class's probability, or of each label's truth."""
    return learnt(about.answer).crossentropy(about.label_smoothing)


@LOSSES.register("weighted")
def weighted(about):
    """Rare classes count more: each photo by its class, or each label's positives by their rarity.

    "Balanced" weights (King & Zeng 2001): n / (classes * count).
    """
    if about.targets is None:
        return crossentropy(about)
    return learnt(about.answer).weighted(about.label_smoothing, about.targets, about.classes)


@LOSSES.register("focal")
def focal(about):
    """Photos that are right already count less, times (1 - p)^2; rare classes more (alpha).

    Lin et al. 2017, "Focal loss for dense object detection", section 3.
    """
    return learnt(about.answer).focal(about.label_smoothing, about.targets, about.classes)


def build_loss(
    name: str,
    label_smoothing: float = 0.0,
    targets: np.ndarray | None = None,
    classes: int = 0,
    answer: str = "classes",
) -> keras.losses.Loss:
    """Build a loss of LOSSES by its name.

    `targets` are those of the training split: (N,) int, or of the answer "labels" (N, C) 0/1; None
    for equal frequencies. Raises SettingsError on an unknown name.
    """
    return LOSSES[name](LossFacts(label_smoothing, targets, classes, answer))
