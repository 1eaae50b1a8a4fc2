"""Models as files."""

from pathlib import Path

import keras

from signkit.runs.record import writing


def bare(model: keras.Model) -> keras.Model:
    """Return the same layers as a model that was never compiled: it is saved without optimizer."""
    return keras.Model(model.inputs, model.output, name=model.name)


def save_model(model: keras.Model, path: Path) -> None:
    """Write a `.keras` file beside its place and rename it."""
    part = path.with_name(f"part-{path.name}")
    try:
        with writing(path):
            model.save(part)
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
