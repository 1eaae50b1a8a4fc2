"""Layers that take the hands apart: from 126 numbers to normalised points and a mask."""

import keras
import numpy as np
from keras import ops

from signkit.landmarks.hand import INDEX
from signkit.models.blocks.vectors import length

HAND_POINTS = 21
TOKENS = 2 * HAND_POINTS
SMALLEST_PALM = 1e-6  # in photo widths; what is smaller is no hand
MIRROR_LEFT = np.array([[[[1.0, 1.0, 1.0]], [[-1.0, 1.0, 1.0]]]], np.float32)  # (1, 2, 1, 3)
KNUCKLES = [INDEX[f"{finger}_mcp"] for finger in ("index", "middle", "ring", "pinky")]


class Float32Layer(keras.layers.Layer):
    """A layer that computes in float32 whatever the dtype policy: geometry needs the digits."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})


@keras.saving.register_keras_serializable("signkit")
class HandTokens(Float32Layer):
    """Turn wrist-relative hands (B, 126) into tokens (B, 42, 3) and their mask (B, 42).

    Each hand is divided by its palm size (mean distance from the wrist to the four knuckles), so
    that distance from the camera doesn't count, and left hands are mirrored, so that one shape has
    one look. A hand of zeros is absent: its mask is False and its tokens are zeros.
    """

    def call(self, landmarks):
        """Return (tokens, mask)."""
        hands = ops.reshape(landmarks, (-1, 2, HAND_POINTS, 3))
        palm = ops.mean(length(ops.take(hands, KNUCKLES, axis=2)), axis=-1)
        present = palm > SMALLEST_PALM
        size = ops.where(present, palm, 1.0)[:, :, None, None]
        mirror = ops.convert_to_tensor(MIRROR_LEFT)  # torch takes no gradient through an array
        hands = ops.where(present[:, :, None, None], hands / size * mirror, 0.0)
        mask = ops.repeat(present, HAND_POINTS, axis=1)
        return ops.reshape(hands, (-1, TOKENS, 3)), mask

    def compute_output_spec(self, landmarks):
        """Shapes and types of (tokens, mask)."""
        batch = landmarks.shape[0]
        return (
            keras.KerasTensor((batch, TOKENS, 3), dtype=self.compute_dtype),
            keras.KerasTensor((batch, TOKENS), dtype="bool"),
        )


@keras.saving.register_keras_serializable("signkit")
class MaskedMean(keras.layers.Layer):
    """Mean over the tokens (B, T, D) whose mask (B, T) is True; zeros where there is none."""

    def call(self, tokens, mask):
        """Return (B, D)."""
        weight = ops.cast(mask, tokens.dtype)[:, :, None]
        return ops.sum(tokens * weight, axis=1) / ops.maximum(ops.sum(weight, axis=1), 1.0)

    def compute_output_shape(self, tokens_shape, mask_shape=None):
        """(B, D)."""
        return (tokens_shape[0], tokens_shape[2])


@keras.saving.register_keras_serializable("signkit")
class WhereHands(keras.layers.Layer):
    """Pass a vector (B, D) where any point of the mask (B, T) is there; zeros where no hand is."""

    def call(self, vector, mask):
        """Return (B, D)."""
        some_hand = ops.any(mask, axis=1, keepdims=True)
        return vector * ops.cast(some_hand, vector.dtype)

    def compute_output_shape(self, vector_shape, mask_shape=None):
        """Return the vector's shape."""
        return vector_shape


@keras.saving.register_keras_serializable("signkit")
class JoinHands(keras.layers.Layer):
    """Join what was found in each hand (B, 2, D) into one vector (B, 2 D + 1) by a mask (B, 42).

    The mean over the hands that are there; half the difference, right minus left, where both are;
    and whether both are. One hand gives the same vector whichever it is, and of two hands nothing
    is lost. No hand gives zeros.
    """

    def call(self, hands, mask):
        """Return (B, 2 D + 1)."""
        present = ops.cast(mask[:, ::HAND_POINTS], hands.dtype)
        hands = hands * present[:, :, None]
        both = present[:, :1] * present[:, 1:]
        mean = ops.sum(hands, axis=1) / (1.0 + both)
        difference = (hands[:, 0] - hands[:, 1]) / 2.0 * both
        return ops.concatenate([mean, difference, both], axis=-1)

    def compute_output_shape(self, hands_shape, mask_shape=None):
        """(B, 2 D + 1)."""
        return (hands_shape[0], 2 * hands_shape[2] + 1)
