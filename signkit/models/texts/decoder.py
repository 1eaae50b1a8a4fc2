"""A transformer that writes sentences from the tokens of any encoder: of signs, or of glosses.

Vaswani et al., 2017, "Attention Is All You Need"; it is built of Keras's own layers, see
`signkit.models.blocks.text_layers` for why.
"""

import keras
import numpy as np
from keras import layers, ops

from signkit.data.texts.vocabulary import PADDING
from signkit.models.blocks.text_layers import Block, TextEmbedding, TextSizes

DECODER, EMBEDDING = "text_decoder", "text_embedding"


@keras.saving.register_keras_serializable("signkit")
class DecoderBlock(Block):
    """Let each word (B, L, width) attend to those before it, then to tokens (B, T, D)."""

    def __init__(self, width: int, heads: int, hidden: int, dropout: float = 0.0, **kwargs):
        super().__init__(width, heads, hidden, dropout, **kwargs)
        self.self_norm, self.cross_norm = self.norm("self_norm"), self.norm("cross_norm")
        self.look_back = self.attention("self_attention")
        self.look_over = self.attention("cross_attention")

    def build(self, x_shape, memory_shape, mask_shape=None):
        """Build all parts."""
        self.self_norm.build(x_shape)
        self.cross_norm.build(x_shape)
        self.look_back.build(x_shape, x_shape)
        self.look_over.build(x_shape, memory_shape)
        self.build_mlp(x_shape)

    def call(self, x, memory, mask, training=None):
        """Return the words' states, in the same shape; `mask` (B, T) says which tokens count."""
        calm = self.self_norm(x)
        # Padding follows after the words, so that looking back alone never meets it.
        x = x + self.drop(self.look_back(calm, calm, use_causal_mask=True), training=training)
        seen = self.look_over(self.cross_norm(x), memory, attention_mask=mask[:, None, :])
        return self.mlp(x + self.drop(seen, training=training), training)


@keras.saving.register_keras_serializable("signkit")
class TextDecoder(layers.Layer):
    """Make of words (B, L, width) so far what the next may be, looking at tokens (B, T, D).

    `mask` (B, T) is true where a token counts. Tokens are normalised first, for encoders differ in
    their scale. A word sees itself and those before it. Returns states (B, L, width).
    """

    def __init__(
        self, width: int, depth: int, heads: int, hidden: int, dropout: float = 0.0, **kwargs
    ):
        super().__init__(**kwargs)
        self.width, self.depth, self.heads = width, depth, heads
        self.hidden, self.dropout = hidden, dropout
        policy = self.dtype_policy
        self.memory_norm = layers.LayerNormalization(dtype=policy, name="memory_norm")
        self.blocks = [
            DecoderBlock(width, heads, hidden, dropout, dtype=policy, name=f"block{number}")
            for number in range(depth)
        ]
        self.last_norm = layers.LayerNormalization(dtype=policy, name="last_norm")

    def build(self, x_shape, memory_shape, mask_shape=None):
        """Build the blocks."""
        self.memory_norm.build(memory_shape)
        for block in self.blocks:
            block.build(x_shape, memory_shape, mask_shape)
        self.last_norm.build(x_shape)

    def call(self, x, memory, mask, training=None):
        """Return (B, L, width)."""
        memory = self.memory_norm(memory)
        for block in self.blocks:
            x = block(x, memory, mask, training=training)
        return self.last_norm(x)

    def compute_output_shape(self, x_shape, memory_shape=None, mask_shape=None):
        """Return the words' shape."""
        return x_shape

    def get_config(self):
        """Return what `__init__` takes."""
        own = {"width": self.width, "depth": self.depth, "heads": self.heads}
        own |= {"hidden": self.hidden, "dropout": self.dropout}
        return {**super().get_config(), **own}


def write_text(words, memory, mask, vocabulary: int, sizes: TextSizes, embedding=None):
    """Return the logits (B, L, vocabulary) of each next word, as part of a functional model.

    `words` (B, L) int32 are START and the sentence so far (teacher forcing: without its END),
    `memory` (B, T, D) and `mask` (B, T) any encoder's tokens and which of them count. `embedding`
    is a TextEmbedding named EMBEDDING to share; else one is made. A model has one decoder, which
    `signkit.models.texts.decoding` finds by its name.
    """
    embedding = embedding or TextEmbedding(vocabulary, sizes.width, sizes.dropout, name=EMBEDDING)
    decoder = TextDecoder(
        sizes.width, sizes.depth, sizes.heads, sizes.hidden, sizes.dropout, name=DECODER
    )
    return embedding(decoder(embedding(words), memory, mask), reverse=True)


def sentence_likelihood(logits, targets) -> np.ndarray:
    """Return log p(sentence | signs) of each sentence, (B,) float32 in nats.

    `logits` (B, L, V) were made by teacher forcing; `targets` (B, L) are the words that follow,
    with END. PADDING counts nothing.
    """
    targets = ops.convert_to_tensor(targets)
    each = -cross_entropy(targets, ops.convert_to_tensor(logits))
    return ops.convert_to_numpy(ops.sum(each * counted(targets), axis=-1))


def cross_entropy(targets, logits, smoothing: float = 0.0):
    """Return -log p of each word, (B, L) float32, of targets (B, L) and logits (B, L, V).

    `smoothing` gives that share of the truth to all words alike (Szegedy et al., 2016).
    """
    logits = ops.cast(logits, "float32")
    total = ops.logsumexp(logits, axis=-1)
    true = ops.take_along_axis(logits, ops.cast(targets, "int32")[..., None], axis=-1)[..., 0]
    if not smoothing:
        return total - true
    return total - (1 - smoothing) * true - smoothing * ops.mean(logits, axis=-1)


def counted(targets):
    """Return 1 where a target (B, L) is a word or END and 0 where PADDING, float32."""
    return ops.cast(ops.not_equal(targets, PADDING), "float32")
