"""What the training needs of a classifier, whatever it looks at."""

from typing import Protocol

import keras


class Network(Protocol):
    """A classifier with parts that train in turn."""

    backbone: keras.Model | None  # image_input -> feature map (B, h, w, C)

    def model(self, output: str) -> keras.Model:
        """Return the model of a stage's output."""

    def from_features(self, output: str) -> keras.Model:
        """Return the same over the backbone's feature maps."""

    def freeze_but(self, trains: tuple[str, ...]) -> None:
        """Let these PARTS train, and freeze all others."""

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable once, in an order that stays."""
