"""A gate between two vectors that may listen to one alone."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("signkit")
class Gate(layers.Layer):
    """Mix a photo's vector (B, D) with its hands' (B, D): z * visual + (1 - z) * landmark.

    z = sigmoid(W [visual, landmark] + b), a number for each channel; 1 where the mask (B, 42) has
    no hand, so that the photo alone speaks. The gated multimodal unit of Arevalo et al. 2017,
    https://arxiv.org/abs/1702.01992
    """

    def build(self, visual_shape, landmark_shape=None, mask_shape=None):
        """Make the weights for D channels."""
        self.score = layers.Dense(
            visual_shape[-1], activation="sigmoid", dtype=self.dtype_policy, name="score"
        )
        self.score.build((None, 2 * visual_shape[-1]))
        super().build(visual_shape)

    def call(self, visual, landmark, mask):
        """Return (B, D)."""
        share = self.score(ops.concatenate([visual, landmark], axis=-1))
        share = ops.where(ops.any(mask, axis=1, keepdims=True), share, ops.ones_like(share))
        return share * visual + (1 - share) * landmark

    def compute_output_shape(self, visual_shape, landmark_shape=None, mask_shape=None):
        """(B, D)."""
        return visual_shape
