"""Models as files."""

from pathlib import Path

import keras

from signkit.whole import whole


def bare(model: keras.Model) -> keras.Model:
    """Return the same layers as a model that was never compiled: it is saved without optimizer."""
    return keras.Model(model.inputs, model.output, name=model.name)


def save_model(model: keras.Model, path: Path) -> None:
    """Write a `.keras` file beside its place and rename it."""
    with whole(path) as part:
        model.save(part)
