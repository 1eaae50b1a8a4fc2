"""Layers that measure hands inside the model, so that live use and training can't differ.

They take the points that `HandTokens` gives: palm size 1, wrist at the origin, left hands mirrored.
Both hands go through the same formulas, and a hand that is absent gives zeros.
"""

from itertools import combinations

import keras
import numpy as np
from keras import ops

from signkit.landmarks.geometry import FEATURES
from signkit.landmarks.hand import BONES, INDEX, JOINTS, TIPS, WRIST
from signkit.models.blocks.hands import HAND_POINTS, Float32Layer
from signkit.models.blocks.vectors import angle, length, unit

_TIP_PAIRS = ((WRIST, tip) for tip in TIPS), combinations(TIPS, 2)
_FROM, _TO = np.array([pair for pairs in _TIP_PAIRS for pair in pairs]).T
_BEFORE, _AT, _AFTER = np.array(JOINTS).T
_PARENT, _CHILD = np.array(BONES).T
_ONE, _OTHER = np.triu_indices(HAND_POINTS, 1)
_MIDDLE, _INDEX, _PINKY = (INDEX[f"{finger}_mcp"] for finger in ("middle", "index", "pinky"))


@keras.saving.register_keras_serializable("signkit")
class HandFeatures(Float32Layer):
    """The 34 geometric features of each hand: points (B, 42, 3), mask (B, 42) -> (B, 68).

    Right hand first; order and definition are those of `signkit.landmarks.geometry.FEATURES`,
    measured on the mirrored points where the hand is a left one.
    """

    def call(self, points, mask):
        """Return (B, 68)."""
        features = _features(_hands(points)) * _present(mask)
        return ops.reshape(features, (-1, 2 * len(FEATURES)))

    def compute_output_shape(self, points_shape, mask_shape=None):
        """(B, 68)."""
        return (points_shape[0], 2 * len(FEATURES))


@keras.saving.register_keras_serializable("signkit")
class RelativeGeometry(Float32Layer):
    """How each hand's points lie to one another: points (B, 42, 3), mask (B, 42) -> (B, 2, 333).

    The unit directions of the 20 bones (60), the distances of all 210 pairs of points, and the
    points in the palm's own frame (63), which stay as they are however the hand is turned.
    """

    def call(self, points, mask):
        """Return (B, 2, 333)."""
        hands = _hands(points)
        bones = unit(_take(hands, _CHILD) - _take(hands, _PARENT))
        distances = length(_take(hands, _ONE) - _take(hands, _OTHER))
        parts = [_flat(bones), distances, _flat(_in_palm_frame(hands))]
        return ops.concatenate(parts, axis=-1) * _present(mask)

    def compute_output_shape(self, points_shape, mask_shape=None):
        """(B, 2, 333)."""
        return (points_shape[0], 2, 3 * len(BONES) + len(_ONE) + 3 * HAND_POINTS)


def _features(hands):
    """The 34 features (B, 2, 34) of hands (B, 2, 21, 3)."""
    spans = length(_take(hands, _TO) - _take(hands, _FROM))
    joints = _take(hands, _AT)
    angles = angle(_take(hands, _BEFORE) - joints, _take(hands, _AFTER) - joints)
    normal = unit(ops.cross(hands[:, :, _INDEX], hands[:, :, _PINKY]))
    reach = ops.sum(spans[..., : len(TIPS)], axis=-1, keepdims=True)
    bones = length(_take(hands, _CHILD) - _take(hands, _PARENT))
    bones = ops.sum(bones, axis=-1, keepdims=True)
    openness = ops.where(bones > 0, reach / ops.where(bones > 0, bones, 1.0), 0.0)
    return ops.concatenate([spans, angles, normal, openness], axis=-1)


def _in_palm_frame(hands):
    """Hands (B, 2, 21, 3) along the palm's axes: across it, towards the fingers, out of it."""
    along = unit(hands[:, :, _MIDDLE])
    out = unit(ops.cross(along, hands[:, :, _INDEX] - hands[:, :, _PINKY]))
    across = ops.cross(out, along)
    axes = ops.stack([across, along, out], axis=2)
    return ops.einsum("bhac,bhpc->bhpa", axes, hands)


def _hands(points):
    return ops.reshape(points, (-1, 2, HAND_POINTS, 3))


def _take(hands, places):
    return ops.take(hands, places, axis=2)


def _flat(vectors):
    return ops.reshape(vectors, (-1, 2, vectors.shape[2] * vectors.shape[3]))


def _present(mask):
    """1 or 0 for each hand, (B, 2, 1)."""
    return ops.cast(mask[:, ::HAND_POINTS], "float32")[:, :, None]
