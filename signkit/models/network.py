"""What the training needs of a classifier, whatever it looks at."""

from typing import Protocol

import keras


class Network(Protocol):
    """A classifier with parts that train in turn."""

    backbone: keras.Model | None  # image_input -> feature map (B, h, w, C)

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

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable once, in an order that stays."""


class OneTask:
    """A Network that has nothing to learn but its classes."""

    def training_model(self, output: str) -> keras.Model:
        """Return the model of a stage's output."""
        return self.model(output)

    def training_inputs(self, output: str) -> tuple[str, ...]:
        """Nothing else."""
        return ()

    def class_weight(self, output: str) -> float:
        """All of the loss."""
        return 1.0
