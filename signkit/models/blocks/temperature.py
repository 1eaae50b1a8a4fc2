"""The last word of a model, made as sure as it is right."""

import keras
from keras import layers, ops

from signkit.models.blocks.balance import TINY

ACTIVATIONS = ("softmax", "sigmoid")  # of one class, and of several labels each


def _together(probabilities, temperature):
    return ops.softmax(ops.log(ops.maximum(probabilities, TINY)) / temperature, axis=-1)


def _apart(probabilities, temperature):
    p = ops.clip(probabilities, TINY, 1 - TINY)
    return ops.sigmoid((ops.log(p) - ops.log1p(-p)) / temperature)


SCALED = {"softmax": _together, "sigmoid": _apart}


@keras.saving.register_keras_serializable("signkit")
class Temperature(layers.Layer):
    """Soften (above 1) or sharpen probabilities (B, C): softmax of log p / temperature.

    Of several labels each is by itself: the sigmoid of its logit / temperature. The order of the
    classes stays (Guo et al., 2017, "On calibration of modern neural networks").
    """

    def __init__(self, temperature: float = 1.0, several: bool = False, **kwargs):
        super().__init__(**kwargs)
        self.temperature, self.several = float(temperature), several
        self.activation = ACTIVATIONS[several]

    def call(self, probabilities):
        """Return probabilities (B, C)."""
        return SCALED[self.activation](probabilities, self.temperature)

    def compute_output_shape(self, shape):
        """(B, C)."""
        return shape

    def get_config(self):
        """Keep the temperature with the model."""
        kept = {"temperature": self.temperature, "several": self.several}
        return {**super().get_config(), **kept}


def tempered(model: keras.Model, temperature: float, activation: str = "softmax") -> keras.Model:
    """Return the model with its probabilities at a temperature; at 1 the model itself.

    `activation` is what they come from: "softmax", or "sigmoid" where each is by itself.
    """
    if temperature == 1:
        return model
    apart = bool(ACTIVATIONS.index(activation))
    layer = Temperature(temperature, apart, name="calibrated_output", dtype="float32")
    output = layer(model.output)
    return keras.Model(model.inputs, output, name=model.name)


def untempered(model: keras.Model) -> keras.Model:
    """Return the model as it was before `tempered`."""
    last = model.layers[-1]
    if not isinstance(last, Temperature):
        return model
    return keras.Model(model.inputs, last.input, name=model.name)
