"""Moving averages of batch normalisation that keep up with the weights in however few steps."""

import keras


def keep_up(model: keras.Model, steps: int) -> None:
    """Let each batch normalisation of `model` remember half an epoch of `steps` batches at most.

    A network predicts with averages of what its layers said of past batches. From random weights it
    is soon another network: with averages that are epochs old it predicts at random while it
    learns well. A momentum m remembers some 1 / (1 - m) batches; one that is lower stays.
    """
    momentum = max(0.0, 1 - 2 / max(steps, 1))
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = min(layer.momentum, momentum)
