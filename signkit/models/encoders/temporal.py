"""Encoders of frame sequences by name: from features a frame to tokens over time and one vector.

A new one is a function entered into `TEMPORAL`: it takes features (B, T, F) and a mask (B, T),
False for frames that say nothing, and returns tokens (B, T, WIDTH) and a vector (B, WIDTH).
"""

import keras
from keras import layers, ops

from signkit.registry import Registry

TEMPORAL = Registry("temporal encoder")
WIDTH = 128


@TEMPORAL.register("recurrent")
def recurrent(features, mask, name: str = "time"):
    """Two bidirectional GRU layers, pooled by attention over the frames."""
    x = _stem(features, mask, name)
    for place in (1, 2):
        unit = layers.GRU(WIDTH // 2, return_sequences=True, name=f"{name}_gru_{place}")
        after = layers.Bidirectional(unit, name=f"{name}_both_ways_{place}")(x, mask=mask)
        after = layers.Dropout(0.3, name=f"{name}_gru_dropout_{place}")(after)
        x = layers.Add(name=f"{name}_gru_residual_{place}")([x, after])
    tokens = layers.LayerNormalization(name=f"{name}_tokens")(x)
    return tokens, AttentionPool(name=f"{name}_attention")(tokens, mask)


@TEMPORAL.register("conv_transformer")
def conv_transformer(features, mask, name: str = "time"):
    """1-D depthwise convolutions and transformer blocks in turn; best on the field's data.

    After the first place of Google's Isolated Sign Language Recognition (Kaggle 2023, Hoyeol Sohn),
    at a width and depth for hundreds of clips instead of 94,000.
    """
    x = _stem(features, mask, name)
    for place in (1, 2):
        for k in (1, 2):
            x = _convolution(x, mask, f"{name}_conv_{place}{k}")
        x = _attention(x, mask, f"{name}_block_{place}")
    tokens = layers.LayerNormalization(name=f"{name}_tokens")(x)
    return tokens, MeanAndMost(name=f"{name}_pool")(tokens, mask)


def _stem(features, mask, name: str):
    x = layers.Dense(WIDTH, use_bias=False, name=f"{name}_embedding")(features)
    x = layers.LayerNormalization(name=f"{name}_embedding_norm")(x)
    return Masked(name=f"{name}_masked")(x, mask)


def _convolution(x, mask, name: str, kernel: int = 11, expand: int = 2):
    """Expand, convolve each channel over time, weigh the channels, shrink; added to what came."""
    y = layers.Dense(WIDTH * expand, activation="swish", name=f"{name}_expand")(x)
    y = Masked(name=f"{name}_masked")(y, mask)
    y = layers.DepthwiseConv1D(kernel, padding="same", use_bias=False, name=f"{name}_depthwise")(y)
    y = layers.LayerNormalization(name=f"{name}_norm")(y)
    y = ChannelAttention(name=f"{name}_channels")(y, mask)
    y = layers.Dense(WIDTH, name=f"{name}_shrink")(y)
    y = layers.Dropout(0.2, noise_shape=(None, 1, 1), name=f"{name}_dropout")(y)
    return layers.Add(name=f"{name}_residual")([x, y])


def _attention(x, mask, name: str, heads: int = 4, expand: int = 2):
    """A transformer block, normalised before each part."""
    y = layers.LayerNormalization(name=f"{name}_norm")(x)
    some = ops.any(mask, axis=1, keepdims=True)
    seen = (mask | ~some)[:, None, :]  # a softmax over nothing is NaN on some backends
    y = layers.MultiHeadAttention(heads, WIDTH // heads, dropout=0.2, name=f"{name}_attention")(
        y, y, attention_mask=seen
    )
    x = layers.Add(name=f"{name}_residual")([x, layers.Dropout(0.2, name=f"{name}_dropout")(y)])
    y = layers.LayerNormalization(name=f"{name}_dense_norm")(x)
    y = layers.Dense(WIDTH * expand, activation="swish", name=f"{name}_dense_1")(y)
    y = layers.Dense(WIDTH, name=f"{name}_dense_2")(y)
    y = layers.Dropout(0.2, name=f"{name}_dense_dropout")(y)
    return layers.Add(name=f"{name}_dense_residual")([x, y])


@keras.saving.register_keras_serializable("signkit")
class Masked(layers.Layer):
    """Zeros where the mask (B, T) of tokens (B, T, D) is False."""

    def call(self, tokens, mask):
        """Return (B, T, D)."""
        return tokens * ops.cast(mask, tokens.dtype)[:, :, None]

    def compute_output_shape(self, tokens_shape, mask_shape=None):
        """Return the tokens' shape."""
        return tokens_shape


@keras.saving.register_keras_serializable("signkit")
class ChannelAttention(layers.Layer):
    """Weigh each channel by its mean over time and that of its neighbours.

    Efficient channel attention (Wang et al. 2020), over the frames whose mask (B, T) is True.
    """

    def __init__(self, kernel: int = 5, **kwargs):
        super().__init__(**kwargs)
        self.kernel = kernel
        self.neighbours = layers.Conv1D(1, kernel, padding="same", use_bias=False)

    def build(self, tokens_shape, mask_shape=None):
        """Build the convolution over the channels."""
        self.neighbours.build((None, tokens_shape[-1], 1))
        super().build(tokens_shape)

    def call(self, tokens, mask):
        """Return (B, T, D)."""
        weight = self.neighbours(_masked_mean(tokens, mask)[:, :, None])[:, None, :, 0]
        return tokens * ops.sigmoid(weight)

    def compute_output_shape(self, tokens_shape, mask_shape=None):
        """Return the tokens' shape."""
        return tokens_shape

    def get_config(self):
        """The kernel's size."""
        return {**super().get_config(), "kernel": self.kernel}


@keras.saving.register_keras_serializable("signkit")
class AttentionPool(layers.Layer):
    """The mean of tokens (B, T, D), weighed by a learnt score of each; `mask` (B, T) leaves out."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.score = layers.Dense(1)

    def build(self, tokens_shape, mask_shape=None):
        """Build the score."""
        self.score.build(tokens_shape)
        super().build(tokens_shape)

    def call(self, tokens, mask):
        """Return (B, D)."""
        score = ops.cast(self.score(tokens)[:, :, 0], "float32")
        weight = ops.softmax(ops.where(mask, score, -1e4), axis=1)
        return ops.sum(tokens * ops.cast(weight, tokens.dtype)[:, :, None], axis=1)

    def compute_output_shape(self, tokens_shape, mask_shape=None):
        """(B, D)."""
        return (tokens_shape[0], tokens_shape[2])


@keras.saving.register_keras_serializable("signkit")
class MeanAndMost(layers.Layer):
    """Mean and largest value of tokens (B, T, D) over the frames of the mask, half and half."""

    def call(self, tokens, mask):
        """Return (B, D)."""
        most = ops.max(ops.where(mask[:, :, None], tokens, -1e4), axis=1)
        some = ops.cast(ops.any(mask, axis=1, keepdims=True), tokens.dtype)
        return (_masked_mean(tokens, mask) + most * some) / 2

    def compute_output_shape(self, tokens_shape, mask_shape=None):
        """(B, D)."""
        return (tokens_shape[0], tokens_shape[2])


def _masked_mean(tokens, mask):
    weight = ops.cast(mask, tokens.dtype)[:, :, None]
    return ops.sum(tokens * weight, axis=1) / ops.maximum(ops.sum(weight, axis=1), 1.0)
