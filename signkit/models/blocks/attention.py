"""Attention over the positions of a feature map."""

import keras
from keras import layers


@keras.saving.register_keras_serializable("signkit")
class SpatialAttention(layers.Layer):
    """Weigh each position of a feature map (B, h, w, C) by a sigmoid of a 1x1 convolution."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.score = layers.Conv2D(1, 1, activation="sigmoid", name="score")

    def build(self, shape):
        """Build the convolution for C channels."""
        self.score.build(shape)
        super().build(shape)

    def call(self, features):
        """Return the weighted map, in the same shape."""
        return features * self.score(features)

    def compute_output_shape(self, shape):
        """Return the same shape."""
        return shape
