"""CBAM: attention over the channels of a feature map, then over its positions.

Woo et al., CBAM: Convolutional Block Attention Module, ECCV 2018.
"""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("signkit")
class CBAMChannelAttention(layers.Layer):
    """Weigh each channel of a map (B, h, w, C): sigmoid(mlp(mean) + mlp(max)), means over places.

    One MLP of a hidden layer of C / `ratio` units serves both (equation 2 of the paper).
    """

    def __init__(self, ratio: int = 16, **kwargs):
        super().__init__(**kwargs)
        self.ratio = ratio

    def build(self, shape):
        """Build the shared MLP for C channels."""
        channels, policy = shape[-1], self.dtype_policy
        hidden = max(channels // self.ratio, 1)
        self.squeeze = layers.Dense(hidden, activation="relu", dtype=policy, name="squeeze")
        self.excite = layers.Dense(channels, dtype=policy, name="excite")
        self.squeeze.build((None, channels))
        self.excite.build((None, hidden))
        super().build(shape)

    def call(self, features):
        """Return the weighted map, in the same shape."""
        pooled = ops.mean(features, axis=(1, 2)), ops.max(features, axis=(1, 2))
        said = [self.excite(self.squeeze(vector)) for vector in pooled]
        return features * ops.sigmoid(said[0] + said[1])[:, None, None]

    def compute_output_shape(self, shape):
        """Return the same shape."""
        return shape

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "ratio": self.ratio}


@keras.saving.register_keras_serializable("signkit")
class CBAMSpatialAttention(layers.Layer):
    """Weigh each place of a map (B, h, w, C): sigmoid of a convolution over its mean and maximum.

    Mean and maximum are those over the channels; the convolution is `kernel` x `kernel`, without a
    bias as in the authors' code (equation 3 of the paper).
    """

    def __init__(self, kernel: int = 7, **kwargs):
        super().__init__(**kwargs)
        self.kernel = kernel

    def build(self, shape):
        """Build the convolution."""
        self.score = layers.Conv2D(
            1,
            self.kernel,
            padding="same",
            use_bias=False,
            activation="sigmoid",
            dtype=self.dtype_policy,
            name="score",
        )
        self.score.build((*shape[:-1], 2))
        super().build(shape)

    def call(self, features):
        """Return the weighted map, in the same shape."""
        mean = ops.mean(features, axis=-1, keepdims=True)
        largest = ops.max(features, axis=-1, keepdims=True)
        return features * self.score(ops.concatenate([mean, largest], axis=-1))

    def compute_output_shape(self, shape):
        """Return the same shape."""
        return shape

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "kernel": self.kernel}


@keras.saving.register_keras_serializable("signkit")
class CBAM(layers.Layer):
    """Weigh a map (B, h, w, C) by channel, then by place.

    As in the paper it doesn't start as the identity: both sigmoids start near 1/2, so that the map
    starts at about a quarter of its size.
    """

    def __init__(self, ratio: int = 16, kernel: int = 7, **kwargs):
        super().__init__(**kwargs)
        self.ratio, self.kernel = ratio, kernel
        policy = self.dtype_policy
        self.channels = CBAMChannelAttention(ratio, dtype=policy, name="channels")
        self.places = CBAMSpatialAttention(kernel, dtype=policy, name="places")

    def build(self, shape):
        """Build both for C channels."""
        self.channels.build(shape)
        self.places.build(shape)
        super().build(shape)

    def call(self, features):
        """Return the weighted map, in the same shape."""
        return self.places(self.channels(features))

    def compute_output_shape(self, shape):
        """Return the same shape."""
        return shape

    def get_config(self):
        """Return what `__init__` takes."""
        return {**super().get_config(), "ratio": self.ratio, "kernel": self.kernel}
