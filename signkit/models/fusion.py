"""Ways to join photo and landmarks, by name."""

from dataclasses import dataclass

import keras
from keras import layers, ops

from signkit.models.blocks.gate import Gate
from signkit.models.blocks.hands import MaskedMean, WhereHands
from signkit.registry import Registry

FUSIONS = Registry("fusion")
HEADS, KEY = 4, 64
WIDTH = 256


@dataclass(frozen=True)
class Branches:
    """What the two encoders hand to a fusion (batches of Keras tensors)."""

    visual_tokens: keras.KerasTensor  # (B, P, C), a token for each position of the backbone
    visual: keras.KerasTensor  # (B, D)
    landmark_tokens: keras.KerasTensor | None  # (B, 42, D), where the encoder keeps them
    landmark: keras.KerasTensor  # (B, D)
    mask: keras.KerasTensor  # (B, 42) bool, False for the points of an absent hand


@FUSIONS.register("concat")
def concat(branches: Branches):
    """The two vectors side by side."""
    return _join(branches.visual, branches.landmark)


@FUSIONS.register("cross_attention")
def cross_attention(branches: Branches):
    """The photo's positions and the 42 landmarks attend to each other, added to both vectors."""
    visual = layers.Dense(WIDTH, name="visual_tokens")(branches.visual_tokens)
    visual = layers.LayerNormalization(name="visual_tokens_norm")(visual)
    tokens = _width("landmark_tokens", branches.landmark_tokens)
    tokens = layers.LayerNormalization(name="landmark_tokens_norm")(tokens)
    return _attend_both_ways(branches, visual, tokens, branches.mask)


@FUSIONS.register("pooled_attention")
def pooled_attention(branches: Branches):
    """The two vectors attend to each other; with one key the softmax is 1: kept to compare."""
    visual = _width("visual_token", branches.visual)[:, None, :]
    landmark = _width("landmark_token", branches.landmark)[:, None, :]
    some_hand = ops.any(branches.mask, axis=1, keepdims=True)
    return _attend_both_ways(branches, visual, landmark, some_hand)


@FUSIONS.register("gated")
def gated(branches: Branches):
    """A learnt gate says for each channel how much of the photo and of the hands to take."""
    visual = layers.Dense(WIDTH, activation="tanh", name="gate_visual")(branches.visual)
    landmark = layers.Dense(WIDTH, activation="tanh", name="gate_landmark")(branches.landmark)
    return Gate(name="fused_features")(visual, landmark, branches.mask)


def _attend_both_ways(branches: Branches, visual, tokens, mask):
    """Residual attention of photo tokens (B, P, 256) to hand tokens (B, T, 256) and back."""
    # A softmax over keys that are all masked is NaN on some backends: without a hand nothing is
    # masked, and none of what comes out is taken.
    some_hand = ops.any(mask, axis=1, keepdims=True)
    v2l = layers.MultiHeadAttention(HEADS, KEY, name="cross_attention_v2l")(
        visual, tokens, attention_mask=(mask | ~some_hand)[:, None, :]
    )
    seen = layers.GlobalAveragePooling1D(name="v2l_pool")(v2l)
    seen = WhereHands(name="v2l_where_hands")(seen, mask)
    l2v = layers.MultiHeadAttention(HEADS, KEY, name="cross_attention_l2v")(tokens, visual)
    felt = MaskedMean(name="l2v_pool")(l2v, mask)
    visual_out = layers.Add(name="visual_residual")([_width("visual_width", branches.visual), seen])
    landmark_out = layers.Add(name="landmark_residual")(
        [_width("landmark_width", branches.landmark), felt]
    )
    landmark_out = layers.LayerNormalization(name="landmark_residual_norm")(landmark_out)
    return _join(
        layers.LayerNormalization(name="visual_residual_norm")(visual_out),
        # Without a hand there is nothing to normalise but the biases: say nothing instead.
        WhereHands(name="landmark_where_hands")(landmark_out, mask),
    )


def _join(visual, landmark):
    return layers.Concatenate(name="fused_features")([visual, landmark])


def _width(name: str, x):
    return x if x.shape[-1] == WIDTH else layers.Dense(WIDTH, name=name)(x)
