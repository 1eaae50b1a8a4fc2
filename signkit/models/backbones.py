"""Image backbones by name, with ImageNet weights where they can be had.

Each takes (B, S, S, 3) in 0-255 and does its own rescaling: nothing is scaled before it.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import keras
from keras import layers

from signkit.errors import AssetError, SettingsError
from signkit.registry import Registry

BACKBONES = Registry("backbone")


@BACKBONES.register("EfficientNetV2S")
def efficientnet_v2s(shape, weights):
    """20.3 M parameters; the default of option A."""
    return keras.applications.EfficientNetV2S(
        include_top=False, weights=weights, input_shape=shape, include_preprocessing=True
    )


@BACKBONES.register("EfficientNetV2B0")
def efficientnet_v2b0(shape, weights):
    """5.9 M parameters; a third of V2S's time."""
    return keras.applications.EfficientNetV2B0(
        include_top=False, weights=weights, input_shape=shape, include_preprocessing=True
    )


@BACKBONES.register("EfficientNetB0")
def efficientnet_b0(shape, weights):
    """4.0 M parameters; the baseline's."""
    return keras.applications.EfficientNetB0(include_top=False, weights=weights, input_shape=shape)


@BACKBONES.register("small")
def small(shape, weights):
    """.1 M parameters, for tests, quick starts and small data on a CPU; has no ImageNet weights."""
    inputs = keras.Input(shape)
    x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    for filters in (16, 32, 64, 128):
        x = layers.SeparableConv2D(filters, 3, strides=2, padding="same", use_bias=False)(x)
        x = layers.BatchNormalization()(x)
        x = layers.Activation("relu")(x)
    model = keras.Model(inputs, x, name="small")
    if weights == "imagenet":
        raise SettingsError(
            "The backbone small has no ImageNet weights.", 'Set WEIGHTS to "none" or "auto".'
        )
    if weights is not None:
        model.load_weights(weights)
    return model


@dataclass(frozen=True)
class Backbone:
    """A backbone's layers and what its weights started from."""

    model: keras.Model
    weights: str  # "imagenet", "random" or the path of a file
    note: str = ""  # what to tell the user, if anything


def build_backbone(name: str, image_size: int, weights: str = "auto") -> Backbone:
    """Build a backbone without its top for square photos.

    `weights`: "imagenet", "none", "auto" (ImageNet's, or random ones with a note where they can't
    be had) or the path of a weights file. Raises SettingsError on an unknown name or a missing
    file, AssetError where "imagenet" can't be fetched, with the address and where to put the file.
    """
    build, shape = BACKBONES[name], (image_size, image_size, 3)
    if weights == "none":
        return Backbone(build(shape, None), "random")
    if weights not in ("auto", "imagenet"):
        return Backbone(build(shape, _weights_file(weights)), weights)
    if weights == "auto" and name == "small":
        return Backbone(build(shape, None), "random")
    try:
        return Backbone(build(shape, "imagenet"), "imagenet")
    except SettingsError:
        raise
    except Exception as error:  # Keras raises a bare Exception when an address can't be fetched
        where = _where_to_put(error)
        if weights == "imagenet":
            raise AssetError(f"The ImageNet weights of {name} can't be fetched.", where) from error
    note = f"{name} starts from random weights: its ImageNet weights can't be fetched. {where}"
    return Backbone(build(shape, None), "random", note)


def _weights_file(path: str) -> str:
    if not Path(path).is_file():
        raise SettingsError(
            f"No weights file at {path}.", "Set WEIGHTS to auto, imagenet, none or a file's path."
        )
    return path


def _where_to_put(error: Exception) -> str:
    address = re.search(r"https?://\S+\.h5", str(error))
    if address is None:
        raise error
    cache = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"
    return f"Download {address.group()} and put it into {cache}."
