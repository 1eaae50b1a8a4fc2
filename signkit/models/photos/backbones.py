"""Image backbones by name, with ImageNet weights where they can be had.

Each takes (B, H, W, 3) in 0-255 and does its own rescaling: nothing is scaled before it. A new one
is one decorated function of a shape (H, W, 3) and weights (None, "imagenet" or a file's path); its
docstring's first line is what `BACKBONES.describe()` says of it:

    @BACKBONES.register("MobileNetV3Small")
    def mobilenet_v3_small(shape, weights):
        \"\"\"0.9 M parameters; for small devices.\"\"\"
        return keras.applications.MobileNetV3Small(
            include_top=False, weights=weights, input_shape=shape, include_preprocessing=True
        )
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import keras
from keras import layers, ops

from signkit.errors import AssetError, SettingsError
from signkit.models.photos import compact as networks
from signkit.models.photos.convnext import convnext_tiny_cbam
from signkit.registry import Registry

BACKBONES = Registry("backbone")
OWN = ("compact", "fine", "small")  # networks that nobody has trained on ImageNet


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


@BACKBONES.register("ResNet50")
def resnet50(shape, weights):
    """23.6 M parameters; what others are usually compared with."""
    photos = keras.Input(shape)
    # Its weights expect blue, green, red around the means of ImageNet.
    blue_first = ops.flip(photos, axis=-1)
    centred = layers.Rescaling(1.0, offset=[-103.939, -116.779, -123.68])(blue_first)
    network = keras.applications.ResNet50(
        include_top=False, weights=weights, input_tensor=centred, input_shape=shape
    )
    return keras.Model(photos, network.output, name="resnet50")  # one input, not a list of one


@BACKBONES.register("MobileNetV3Large")
def mobilenet_v3_large(shape, weights):
    """3.0 M parameters; made for phones."""
    return keras.applications.MobileNetV3Large(
        include_top=False, weights=weights, input_shape=shape, include_preprocessing=True
    )


@BACKBONES.register("ConvNeXtTiny")
def convnext_tiny(shape, weights):
    """27.8 M parameters; convolutions built like a transformer, for a GPU."""
    return keras.applications.ConvNeXtTiny(
        include_top=False, weights=weights, input_shape=shape, include_preprocessing=True
    )


@BACKBONES.register("ConvNeXtTinyCBAM")
def convnext_tiny_with_cbam(shape, weights):
    """27.9 M parameters; ConvNeXtTiny with attention to channels and places."""
    return convnext_tiny_cbam(shape, weights)


@BACKBONES.register("compact")
def compact(shape, weights):
    """0.9 M parameters, a residual network for a CPU and random weights; no ImageNet weights."""
    return _own("compact", networks.compact(shape), weights)


@BACKBONES.register("fine")
def fine(shape, weights):
    """0.7 M parameters, as compact but for small marks, in twice the time; no ImageNet weights."""
    return _own("fine", networks.fine(shape), weights)


@BACKBONES.register("small")
def small(shape, weights):
    """0.01 M parameters, for tests, quick starts and small data on a CPU; no ImageNet weights."""
    return _own("small", networks.small(shape), weights)


def _own(name: str, model: keras.Model, weights: str | None) -> keras.Model:
    if weights == "imagenet":
        raise SettingsError(
            f"The backbone {name} has no ImageNet weights.", 'Set WEIGHTS to "none" or "auto".'
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


def build_backbone(name: str, image_size: int | tuple[int, int], weights: str = "auto") -> Backbone:
    """Build a backbone without its top for photos of a size: (height, width), or a square's side.

    `weights`: "imagenet", "none", "auto" (ImageNet's, or random ones with a note where they can't
    be had) or the path of a weights file. Raises SettingsError on an unknown name or a missing
    file, AssetError where "imagenet" can't be fetched, with the address and where to put the file.
    """
    frame = (image_size, image_size) if isinstance(image_size, int) else tuple(image_size)
    build, shape = BACKBONES[name], (*frame, 3)
    if weights == "none":
        return Backbone(build(shape, None), "random")
    if weights not in ("auto", "imagenet"):
        return Backbone(build(shape, _weights_file(weights)), weights)
    if weights == "auto" and name in OWN:
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
