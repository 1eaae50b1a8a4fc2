"""ConvNeXt-Tiny with CBAM after its third and fourth stage, wired from Keras's own layers."""

from collections.abc import Callable

import keras

from signkit.models.blocks.cbam import CBAM

THIRD = "convnext_tiny_downsampling_block_2"  # what follows stage 3: a norm and a convolution


def convnext_tiny_cbam(shape: tuple[int, int, int], weights: str | None) -> keras.Model:
    """Build ConvNeXt-Tiny with CBAM without its top, for photos (H, W, 3) in 0-255.

    `weights`: None, "imagenet" (those of ConvNeXt-Tiny, CBAM's being new) or the path of a weights
    file of this very model.
    """
    own_file = weights not in (None, "imagenet")
    plain = keras.applications.ConvNeXtTiny(
        include_top=False, weights=None if own_file else weights, input_shape=shape
    )
    model = with_attention(plain)
    if own_file:
        model.load_weights(weights)
    return model


def with_attention(
    plain: keras.Model, attention: Callable[..., keras.layers.Layer] = CBAM
) -> keras.Model:
    """Wire the layers of a ConvNeXt-Tiny without its top anew, with attention after stages 3 and 4.

    The layers are shared with `plain`, so weights it has loaded are kept. `attention(name=...)`
    makes a layer that keeps a map's shape.
    """
    # Each stands behind the norm that closes its stage. Before that norm, which divides every place
    # by its own size, weights of places would be divided out again and never learn.
    third, fourth = attention(name="cbam_3"), attention(name="cbam_4")

    def call(layer, *inputs, **given):
        if layer.name == THIRD:
            norm, convolution = layer.layers
            return convolution(third(norm(*inputs)))
        return layer(*inputs, **given)

    rewired = keras.models.clone_model(
        plain, clone_function=lambda layer: layer, call_function=call
    )
    return keras.Model(rewired.input, fourth(rewired.output), name="convnext_tiny_cbam")
