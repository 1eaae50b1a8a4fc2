"""Convolution over the graph of the hand's bones."""

import keras
import numpy as np
from keras import layers, ops

from signkit.landmarks.hand import BONES, PALM_EDGES, POINTS


def skeleton_matrix() -> np.ndarray:
    """The hand's normalised adjacency (21, 21) float32: D^-1/2 (A + I) D^-1/2.

    A joins the two ends of each bone and the knuckles along the palm's edge; D counts each point's
    neighbours and itself. Kipf & Welling 2017, https://arxiv.org/abs/1609.02907
    """
    near = np.eye(len(POINTS))
    for a, b in (*BONES, *PALM_EDGES):
        near[a, b] = near[b, a] = 1
    scale = 1 / np.sqrt(near.sum(axis=1))
    return (scale[:, None] * near * scale).astype(np.float32)


@keras.saving.register_keras_serializable("signkit")
class SkeletonConvolution(layers.Layer):
    """A residual graph convolution over the hand: (B, 2, 21, D) -> (B, 2, 21, D).

    x + dropout(gelu(A norm(x) W + b)): every point hears its neighbours along the skeleton, the
    two hands by the same weights and never each other.
    """

    def __init__(self, dropout: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        self.dropout = dropout
        self.norm = layers.LayerNormalization(dtype=self.dtype_policy, name="norm")
        self.drop = layers.Dropout(dropout, dtype=self.dtype_policy, name="drop")

    def build(self, shape):
        """Make the weights for D channels."""
        self.norm.build(shape)
        channels = shape[-1]
        self.mix = layers.Dense(channels, activation="gelu", dtype=self.dtype_policy, name="mix")
        self.mix.build(shape)
        super().build(shape)

    def call(self, points, training=None):
        """Return the points' new features, in the same shape."""
        near = ops.cast(skeleton_matrix(), points.dtype)
        heard = ops.einsum("pq,bhqd->bhpd", near, self.norm(points))
        return points + self.drop(self.mix(heard), training=training)

    def compute_output_shape(self, shape):
        """Return the same shape."""
        return shape

    def get_config(self):
        """Return the arguments."""
        return {**super().get_config(), "dropout": self.dropout}
