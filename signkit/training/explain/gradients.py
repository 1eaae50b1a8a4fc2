"""Gradients on any Keras backend: Keras itself trains on each, but has no call for a gradient."""

from collections.abc import Callable

import keras
import numpy as np

from signkit.errors import SettingsError


def gradient(function: Callable, *arrays: np.ndarray) -> list[np.ndarray]:
    """Return d function / d array for each array, in its shape; zeros where it plays no part.

    `function` takes a tensor for each array and returns a scalar, all by keras.ops and layers; it
    must call models with `training=False`. Raises SettingsError on a backend without gradients.
    """
    backend = keras.backend.backend()
    if backend not in _BACKENDS:
        raise SettingsError(
            f"The Keras backend {backend} has no gradients.",
            f"Set KERAS_BACKEND to one of: {', '.join(_BACKENDS)}.",
        )
    tensors = [keras.ops.convert_to_tensor(array) for array in arrays]
    return [keras.ops.convert_to_numpy(found) for found in _BACKENDS[backend](function, tensors)]


def _tensorflow(function, tensors):
    import tensorflow as tf

    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(tensors)
        value = function(*tensors)
    return tape.gradient(value, tensors, unconnected_gradients=tf.UnconnectedGradients.ZERO)


def _jax(function, tensors):
    import jax

    return jax.grad(function, argnums=tuple(range(len(tensors))))(*tensors)


def _torch(function, tensors):
    import torch

    tensors = [tensor.detach().requires_grad_() for tensor in tensors]
    found = torch.autograd.grad(function(*tensors), tensors, allow_unused=True)
    return [torch.zeros_like(t) if g is None else g for t, g in zip(tensors, found, strict=True)]


_BACKENDS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
