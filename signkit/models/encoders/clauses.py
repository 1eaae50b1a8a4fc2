"""Layers that read a description clause by clause: "thumb folded, index finger up"."""

import keras
from keras import layers, ops

from signkit.data.texts.vocabulary import PADDING, UNKNOWN


@keras.saving.register_keras_serializable("signkit")
class Clauses(layers.Layer):
    """Divide tokens (B, L) at separators, numbers of words such as the comma.

    A description says several things, and what is new about an unseen class is mostly which things
    are said together. Words that attend within their clause alone mean the same whatever else is
    said, so that known clauses make up a new description. A text without separators is one clause.
    """

    def __init__(self, separators: list[int], **kwargs):
        super().__init__(**kwargs)
        self.separators = [int(number) for number in separators]

    def call(self, tokens):
        """Return places in the clause (B, L) int32, who may attend to whom (B, L, L) bool, and
        which tokens are words (B, L) bool."""
        ends = ops.zeros_like(tokens, dtype="bool")
        for number in self.separators:
            ends = ops.logical_or(ends, ops.equal(tokens, number))
        words = ops.logical_and(ops.logical_not(ends), ops.not_equal(tokens, PADDING))
        clause = ops.cumsum(ops.cast(ends, "int32"), axis=1)
        together = ops.equal(clause[:, :, None], clause[:, None, :])
        together = ops.logical_and(together, words[:, None, :])
        number = ops.arange(tokens.shape[1])
        before = ops.logical_and(together, number[None, :, None] > number[None, None, :])
        place = ops.sum(ops.cast(before, "int32"), axis=2)
        # Everything attends to itself: a softmax over nothing is not a number.
        itself = ops.equal(number[None, :, None], number[None, None, :])
        return place, ops.logical_or(together, itself), words

    def compute_output_spec(self, tokens):
        """Shapes and types of (place, together, words)."""
        batch, length = tokens.shape
        return (
            keras.KerasTensor((batch, length), dtype="int32"),
            keras.KerasTensor((batch, length, length), dtype="bool"),
            keras.KerasTensor((batch, length), dtype="bool"),
        )

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "separators": self.separators}


@keras.saving.register_keras_serializable("signkit")
class ForgetWords(layers.Layer):
    """Make words of (B, L) tokens UNKNOWN at random while training.

    No single word then carries a class, and UNKNOWN learns what to say of a word never seen.
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs):
        super().__init__(**kwargs)
        self.rate, self.seed = float(rate), seed
        self.generator = keras.random.SeedGenerator(seed)

    def call(self, tokens, training=False):
        """Return tokens (B, L)."""
        if not training or not self.rate:
            return tokens
        lost = keras.random.uniform(ops.shape(tokens), seed=self.generator) < self.rate
        lost = ops.logical_and(lost, ops.not_equal(tokens, PADDING))
        return ops.where(lost, ops.full_like(tokens, UNKNOWN), tokens)

    def compute_output_spec(self, tokens, training=False):
        """Return the tokens' shape."""
        return keras.KerasTensor(tokens.shape, dtype=tokens.dtype)

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
