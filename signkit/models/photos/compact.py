"""Networks of our own that learn from a few photos, from random weights, on a CPU."""

import keras
from keras import layers

# Of the averages' past, a batch: Keras's .99 takes hundreds of batches to forget its start, which
# is all that a small data set has in several epochs.
MOMENTUM = 0.9


def small(shape: tuple[int, int, int]) -> keras.Model:
    """Build four separable convolutions, each of half the size of the one before."""
    inputs, x = _scaled(shape)
    for filters in (16, 32, 64, 128):
        x = layers.SeparableConv2D(filters, 3, strides=2, padding="same", use_bias=False)(x)
        x = _activated(x)
    return keras.Model(inputs, x, name="small")


def compact(shape: tuple[int, int, int]) -> keras.Model:
    """Build a residual network of four blocks (He et al., 2016, "Deep residual learning ...")."""
    inputs, x = _scaled(shape)
    x = layers.Conv2D(24, 3, strides=2, padding="same", use_bias=False)(x)
    x = layers.MaxPooling2D()(_activated(x))
    for filters, stride in ((32, 1), (64, 2), (128, 2), (192, 2)):
        x = _block(x, filters, stride)
    return keras.Model(inputs, x, name="compact")


def fine(shape: tuple[int, int, int]) -> keras.Model:
    """Build the same for small marks: its first block sees the photo at half its size."""
    inputs, x = _scaled(shape)
    x = _activated(layers.Conv2D(24, 3, strides=2, padding="same", use_bias=False)(x))
    for filters, stride in ((24, 1), (48, 2), (96, 2), (192, 2)):
        x = _block(x, filters, stride)
    return keras.Model(inputs, x, name="fine")


def _scaled(shape):
    inputs = keras.Input(shape)
    return inputs, layers.Rescaling(1 / 127.5, offset=-1)(inputs)


def _activated(x):
    return layers.Activation("relu")(layers.BatchNormalization(momentum=MOMENTUM)(x))


def _block(x, filters: int, stride: int):
    beside = layers.AveragePooling2D(stride, padding="same")(x) if stride > 1 else x
    beside = layers.Conv2D(filters, 1, use_bias=False)(beside)
    beside = layers.BatchNormalization(momentum=MOMENTUM)(beside)
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(_activated(x))
    # Each block begins as if it weren't there (Goyal et al., 2017, "Accurate ... SGD").
    x = layers.BatchNormalization(momentum=MOMENTUM, gamma_initializer="zeros")(x)
    return layers.Activation("relu")(layers.Add()([beside, x]))
