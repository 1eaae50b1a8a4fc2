"""Layers that take the hands apart: from 126 numbers to normalised points and a mask."""

import keras
import numpy as np
from keras import ops

from signkit.landmarks.hand import INDEX

HAND_POINTS = 21
TOKENS = 2 * HAND_POINTS
MIRROR_LEFT = np.array([[[[1.0, 1.0, 1.0]], [[-1.0, 1.0, 1.0]]]], np.float32)  # (1, 2, 1, 3)
KNUCKLES = [INDEX[f"{finger}_mcp"] for finger in ("index", "middle", "ring", "pinky")]


@keras.saving.register_keras_serializable("signkit")
class HandTokens(keras.layers.Layer):
    """Turn wrist-relative hands (B, 126) into tokens (B, 42, 3) and their mask (B, 42).

    Each hand is divided by its palm size (mean distance from the wrist to the four knuckles), so
    that distance from the camera doesn't count, and left hands are mirrored, so that one shape has
    one look. A hand of zeros is absent: its mask is False.
    """

    def call(self, landmarks):
        """Return (tokens, mask)."""
        hands = ops.reshape(landmarks, (-1, 2, HAND_POINTS, 3))
        knuckles = ops.take(hands, KNUCKLES, axis=2)
        palm = ops.mean(ops.sqrt(ops.sum(ops.square(knuckles), axis=-1)), axis=-1)
        present = palm > 1e-6
        hands = hands / ops.where(present, palm, 1.0)[:, :, None, None] * MIRROR_LEFT
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
