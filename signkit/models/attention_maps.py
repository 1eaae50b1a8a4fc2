"""What a trained hybrid attends to, read out of the finished model."""

from dataclasses import dataclass

import keras
import numpy as np

from signkit.models.blocks.attention import SpatialAttention
from signkit.models.blocks.hands import HandTokens

BATCH = 32


@dataclass(frozen=True)
class AttentionMaps:
    """Attention of N photos over an h x w grid of positions; None where a model has no such layer.

    `v2l` and `l2v` are means over the heads, and each row sums to 1 over what is attended to. The
    rows of points that are absent, and of photos without a hand, are zeros.
    """

    spatial: np.ndarray | None  # (N, h, w), 0-1: how much of each position is kept
    v2l: np.ndarray | None  # (N, h, w, 42): how much each position heeds each landmark
    l2v: np.ndarray | None  # (N, 42, h, w): how much each landmark heeds each position


def attention_maps(model: keras.Model, inputs: dict[str, np.ndarray]) -> AttentionMaps:
    """Read the attention of a hybrid, built or loaded, for a batch of its inputs.

    `pooled_attention` attends between single vectors, not positions: its maps are None.
    """
    tensors = _tensors(model)
    if not tensors:
        return AttentionMaps(None, None, None)
    readout = keras.Model(model.inputs, tensors)
    given = [inputs[tensor.name] for tensor in model.inputs]
    found = readout.predict(given, batch_size=BATCH, verbose=0)
    found = {name: np.asarray(value, np.float32) for name, value in found.items()}
    spatial = found.get("spatial")
    return AttentionMaps(
        spatial=None if spatial is None else spatial[..., 0],
        v2l=_v2l(found) if "v2l" in found else None,
        l2v=_l2v(found) if "l2v" in found else None,
    )


def _tensors(model: keras.Model) -> dict[str, keras.KerasTensor]:
    """The tensors to read out, by name, for those layers that the model has."""
    found = {}
    for layer in model.layers:
        if isinstance(layer, SpatialAttention):
            found["spatial"] = layer.score(layer.input)
        elif isinstance(layer, keras.layers.MultiHeadAttention) and _between_positions(layer):
            found[layer.name.removeprefix("cross_attention_")] = _scores(layer)
    if "v2l" in found:
        found["positions"] = model.get_layer("visual_gap").input
        hands = next(layer for layer in model.layers if isinstance(layer, HandTokens))
        found["mask"] = hands.output[1]
    return found


def _between_positions(layer: keras.layers.MultiHeadAttention) -> bool:
    query, value = layer.input[:2]
    return query.shape[1] > 1 or value.shape[1] > 1


def _scores(layer: keras.layers.MultiHeadAttention) -> keras.KerasTensor:
    """The attention (B, heads, queries, keys) of a layer on what entered it in the model."""
    query, value, *mask = layer.input
    return layer(
        query, value, attention_mask=mask[0] if mask else None, return_attention_scores=True
    )[1]


def _v2l(found: dict[str, np.ndarray]) -> np.ndarray:
    scores = found["v2l"].mean(axis=1)
    scores = scores * found["mask"].any(axis=1)[:, None, None]
    return scores.reshape(len(scores), *found["positions"].shape[1:3], scores.shape[-1])


def _l2v(found: dict[str, np.ndarray]) -> np.ndarray:
    scores = found["l2v"].mean(axis=1) * found["mask"][:, :, None]
    return scores.reshape(*scores.shape[:2], *found["positions"].shape[1:3])
