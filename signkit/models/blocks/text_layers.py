"""What reading and writing text share: tokens as vectors, and a transformer's blocks.

Blocks are built on Keras's own MultiHeadAttention. KerasHub has ready ones, but importing it needs
tensorflow-text and kagglehub beside TensorFlow whatever the backend, for a page of code. They
normalise before each part, not after (Xiong et al., 2020, "On Layer Normalization in the
Transformer Architecture"), which trains without a delicate warm-up.
"""

from dataclasses import dataclass

import keras
from keras import layers, ops

from signkit.data.texts.vocabulary import PADDING

LONGEST_WAVE = 10_000  # of the positions' sines, in tokens over 2 pi


@dataclass(frozen=True)
class TextSizes:
    """How large a transformer's stack of blocks is."""

    width: int = 256
    depth: int = 2  # blocks
    heads: int = 4
    hidden: int = 1024  # units between the two layers of each block's MLP
    dropout: float = 0.3


@keras.saving.register_keras_serializable("signkit")
class TextEmbedding(layers.Layer):
    """Tokens (B, L) to vectors (B, L, width) that know their place, and vectors back to logits.

    With `reverse` states (B, L, width) become float32 logits (B, L, vocabulary) by the same table,
    as in Press & Wolf, 2017, "Using the Output Embedding to Improve Language Models". Positions are
    the sines of Vaswani et al., 2017, "Attention Is All You Need", for sentences of any length.
    """

    def __init__(self, vocabulary: int, width: int, dropout: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        self.vocabulary, self.width, self.dropout = vocabulary, width, dropout
        self.drop = layers.Dropout(dropout, dtype=self.dtype_policy)

    def build(self, shape):
        """Build the table."""
        # So small that logits begin near 0; what goes in is scaled up again.
        start = keras.initializers.RandomNormal(stddev=self.width**-0.5)
        self.table = self.add_weight((self.vocabulary, self.width), start, name="table")
        self.bias = self.add_weight((self.vocabulary,), "zeros", name="bias")

    def call(self, inputs, reverse=False, training=None):
        """Return vectors of tokens, or with `reverse` logits of states."""
        if reverse:
            table = ops.cast(self.table, inputs.dtype)
            scores = ops.matmul(inputs, ops.transpose(table))
            return ops.cast(scores, "float32") + ops.cast(self.bias, "float32")
        vectors = ops.take(ops.cast(self.table, self.compute_dtype), inputs, axis=0)
        places = positions(ops.shape(inputs)[1], self.width)
        vectors = vectors * self.width**0.5 + ops.cast(places, self.compute_dtype)
        return self.drop(vectors, training=training)

    def compute_output_spec(self, inputs, reverse=False, training=None):
        """Return the shape: (B, L, width), or (B, L, vocabulary) in reverse."""
        last, dtype = (self.vocabulary, "float32") if reverse else (self.width, self.compute_dtype)
        return keras.KerasTensor((*inputs.shape[:2], last), dtype=dtype)

    def get_config(self):
        """Return what `__init__` takes."""
        own = {"vocabulary": self.vocabulary, "width": self.width, "dropout": self.dropout}
        return {**super().get_config(), **own}


def positions(length, width: int):
    """Return the places 0 to length - 1 as sines and cosines, (1, length, width) float32."""
    place = ops.cast(ops.arange(length), "float32")[:, None]
    share = ops.arange(width // 2, dtype="float32") / max(width // 2 - 1, 1)
    angle = place * ops.exp(-share * ops.log(float(LONGEST_WAVE)))
    return ops.concatenate([ops.sin(angle), ops.cos(angle)], axis=-1)[None]


class Block(layers.Layer):
    """One block of a transformer; subclasses say what attends to what."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        self.width, self.heads, self.hidden, self.dropout = width, heads, hidden, dropout
        self.policy = self.dtype_policy
        self.drop = layers.Dropout(dropout, dtype=self.policy)
        self.widen = layers.Dense(hidden, "relu", dtype=self.policy, name="widen")
        self.narrow = layers.Dense(width, dtype=self.policy, name="narrow")
        self.mlp_norm = self.norm("mlp_norm")

    def norm(self, name: str):
        """Return a layer that normalises."""
        return layers.LayerNormalization(epsilon=1e-6, dtype=self.policy, name=name)

    def attention(self, name: str):
        """Return a layer that attends."""
        # Attention's own weights aren't dropped: that costs time, and the sums are dropped already.
        return layers.MultiHeadAttention(
            self.heads, self.width // self.heads, dtype=self.policy, name=name
        )

    def mlp(self, x, training):
        """Return x plus what the MLP makes of it."""
        inner = self.drop(self.widen(self.mlp_norm(x)), training=training)
        return x + self.drop(self.narrow(inner), training=training)

    def build_mlp(self, shape):
        """Build the layers of `mlp`."""
        self.mlp_norm.build(shape)
        self.widen.build(shape)
        self.narrow.build((*shape[:-1], self.hidden))

    def compute_output_shape(self, shape, *others):
        """Return the first input's shape."""
        return shape

    def get_config(self):
        """Return what `__init__` takes."""
        own = {"width": self.width, "heads": self.heads, "hidden": self.hidden}
        return {**super().get_config(), **own, "dropout": self.dropout}


@keras.saving.register_keras_serializable("signkit")
class EncoderBlock(Block):
    """Let vectors (B, L, width) attend to one another where the mask (B, L) is true."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float = 0.0, **kwargs):
        super().__init__(width, heads, hidden, dropout, **kwargs)
        self.self_norm, self.look = self.norm("self_norm"), self.attention("self_attention")

    def build(self, x_shape, mask_shape=None):
        """Build all parts."""
        self.self_norm.build(x_shape)
        self.look.build(x_shape, x_shape)
        self.build_mlp(x_shape)

    def call(self, x, mask, training=None):
        """Return the vectors, in the same shape."""
        calm = self.self_norm(x)
        seen = self.look(calm, calm, attention_mask=mask[:, None, :])
        return self.mlp(x + self.drop(seen, training=training), training)


@keras.saving.register_keras_serializable("signkit")
class NotPadding(layers.Layer):
    """Say which tokens (B, L) are none of PADDING: (B, L) bool."""

    def call(self, tokens):
        """Return (B, L)."""
        return ops.not_equal(tokens, PADDING)

    def compute_output_spec(self, tokens):
        """Return the same shape, as bool."""
        return keras.KerasTensor(tokens.shape, dtype="bool")
