"""Why a model named a class: Grad-CAM over the photo, gradient x input over the hands' points."""

from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from signkit.models.blocks.attention import SpatialAttention
from signkit.models.blocks.balance import TINY
from signkit.models.blocks.hands import HAND_POINTS
from signkit.training.explain.gradients import gradient

IMAGE, LANDMARKS = "image_input", "landmark_input"
POOLED = ("visual_gap", "visual_flat")  # the layers that end a feature map


@dataclass(frozen=True)
class Explanation:
    """What N answers rest on, each photo's strongest place or point 1; None without that input.

    A photo whose answer nothing speaks for is all zeros.
    """

    gradcam: np.ndarray | None  # (N, h, w), 0-1
    points: np.ndarray | None  # (N, 2, 21), 0-1; absent hands and the wrist, the origin, are 0


def explain(model: keras.Model, inputs: dict[str, np.ndarray], named: np.ndarray) -> Explanation:
    """Explain why a model, built or loaded, gives each photo the class `named` (N,) for it.

    `inputs` are those of a batch, by name; of an ensemble it is the mean over its members. A
    signkit model only: a backbone's feature map is found by the layer that takes it in.
    """
    found = [_explain_one(member, inputs, named) for member in models_inside(model)]
    return Explanation(
        gradcam=_together([one.gradcam for one in found]),
        points=_together([one.points for one in found]),
    )


def grad_cam(features: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Grad-CAM (N, h, w), not yet scaled, of feature maps and their gradients (N, h, w, C).

    The channels are weighed by their mean gradient, and what speaks against the class is dropped
    (Selvaraju et al., 2017, "Grad-CAM").
    """
    weights = gradients.mean(axis=(1, 2), keepdims=True)
    return np.maximum((features * weights).sum(axis=-1), 0)


def input_importance(hands: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """|gradient x input| (N, 2, 21), summed over x, y, z, of hands (N, 126) and their gradients.

    To first order it is what the answer loses without the point (Shrikumar et al., 2016).
    """
    return np.abs((hands * gradients).reshape(-1, 2, HAND_POINTS, 3).sum(axis=-1))


def _explain_one(model, inputs, named):
    features, starts, arrays = _feature_map(model), [], []
    given = {tensor.name: tensor for tensor in model.inputs}
    if features is not None:
        read = keras.Model(given[IMAGE], features)
        starts.append(features)
        arrays.append(ops.convert_to_numpy(read(inputs[IMAGE], training=False)))
    if LANDMARKS in given:
        starts.append(given[LANDMARKS])
        arrays.append(inputs[LANDMARKS])
    rest = keras.Model(starts, model.output)

    def evidence(*tensors):
        said = rest(list(tensors) if len(tensors) > 1 else tensors[0], training=False)
        return log_evidence(said, named)

    slopes = gradient(evidence, *arrays)
    pairs = [
        (a.astype(np.float32), s.astype(np.float32)) for a, s in zip(arrays, slopes, strict=True)
    ]
    return Explanation(
        gradcam=None if features is None else grad_cam(*pairs[0]),
        points=input_importance(*pairs[-1]) if LANDMARKS in given else None,
    )


def log_evidence(probabilities, named):
    """Return the log probability of the named classes, summed over photos.

    Each photo's is divided by the probability of the other classes, a constant that its own scale
    takes out again: the slope of a sure answer would be lost in half precision.
    """
    chosen = ops.one_hot(named, probabilities.shape[-1], dtype=probabilities.dtype)
    p = ops.maximum(ops.sum(probabilities * chosen, axis=-1), TINY)
    others = ops.stop_gradient(ops.maximum(1.0 - p, TINY))
    return ops.sum(ops.log(p) / others)


def models_inside(model) -> list[keras.Model]:
    """Return the models whose mean an ensemble is, or the model itself."""
    # A backbone is a model inside a model, too, but gives a map.
    inside = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    return [layer for layer in inside if len(layer.output.shape) == 2] or [model]


def _feature_map(model):
    """The backbone's feature map (B, h, w, C) in a model's graph, or None without a photo."""
    for layer in model.layers:
        if isinstance(layer, SpatialAttention):
            return layer.input
    return next((layer.input for layer in model.layers if layer.name in POOLED), None)


def _together(maps):
    """The mean of what several models gave, each photo's strongest 1; None where none gave any."""
    found = [_scaled(one) for one in maps if one is not None]
    return _scaled(np.mean(found, axis=0)) if found else None


def _scaled(maps):
    strongest = maps.max(axis=(1, 2), keepdims=True)
    return maps / np.where(strongest > 0, strongest, 1)
