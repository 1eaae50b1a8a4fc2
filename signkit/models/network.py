"""What the training needs of a classifier, whatever it looks at."""

from collections.abc import Sequence
from typing import Protocol

import keras


class Network(Protocol):
    """A classifier with parts that train in turn."""

    backbone: keras.Model | None  # image_input -> feature map (B, h, w, C)
    text_tasks: tuple[str, ...]  # what is learnt of texts beside the classes

    def model(self, output: str) -> keras.Model:
        """Return the model of a stage's output."""

    def training_model(self, output: str) -> keras.Model:
        """Return the model that is trained: the same, or one with more losses inside."""

    def training_inputs(self, output: str) -> tuple[str, ...]:
        """What `training_model` needs beside the stage's inputs."""

    def class_weight(self, output: str) -> float:
        """What the loss of its output is multiplied by."""

    def from_features(self, output: str) -> keras.Model:
        """Return what is trained over the backbone's feature maps."""

    def freeze_but(self, trains: tuple[str, ...]) -> None:
        """Let these PARTS train, and freeze all others."""

    def branches(self, output: str) -> dict[str, str]:
        """Return the input of each branch by its name; {} where the output has none."""

    def reader(self, branch: str) -> keras.Model:
        """Return what makes a branch's vector (B, D) of its input."""

    def opinions(self) -> keras.Model:
        """Return what says what each head does, (B, C) each, and the mask (B, 42) of the hands."""

    def trust(self, heads: Sequence[float]) -> None:
        """Set how far each head is trusted in the last word."""

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable once, in an order that stays."""


class OneTask:
    """A Network that has nothing to learn but its classes, and one branch alone."""

    text_tasks = ()

    def training_model(self, output: str) -> keras.Model:
        """Return the model of a stage's output."""
        return self.model(output)

    def training_inputs(self, output: str) -> tuple[str, ...]:
        """Nothing else."""
        return ()

    def class_weight(self, output: str) -> float:
        """All of the loss."""
        return 1.0

    def branches(self, output: str) -> dict[str, str]:
        """There is none beside it."""
        return {}
