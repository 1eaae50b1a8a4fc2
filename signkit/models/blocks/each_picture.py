"""A layer for photos, applied to every picture of a clip."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable("signkit")
class EachPicture(layers.Layer):
    """Apply a model of photos (B, H, W, C) to the pictures (B, P, H, W, C) of clips.

    All pictures go through at once; Keras's TimeDistributed takes them one after the other.
    """

    def __init__(self, inner: keras.Model, **kwargs):
        super().__init__(**kwargs)
        self.inner = inner

    def call(self, pictures, training=None):
        """Return the inner model's output with the axis of pictures after the batch."""
        each = ops.reshape(pictures, (-1, *pictures.shape[2:]))
        made = self.inner(each, training=training)
        return ops.reshape(made, (-1, pictures.shape[1], *made.shape[1:]))

    def compute_output_shape(self, pictures_shape):
        """(B, P, ...)."""
        batch, pictures, *shape = pictures_shape
        return (batch, pictures, *self.inner.compute_output_shape((None, *shape))[1:])

    def get_config(self):
        """The inner model."""
        inner = keras.saving.serialize_keras_object(self.inner)
        return {**super().get_config(), "inner": inner}

    @classmethod
    def from_config(cls, config):
        """Build it around the inner model."""
        inner = keras.saving.deserialize_keras_object(config.pop("inner"))
        return cls(inner, **config)
