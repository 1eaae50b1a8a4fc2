"""Encoders of the hand landmarks by name: from tokens to token features and one vector.

Each ends in `landmark_features_final`, which is zeros where no hand is. Both hands share the
weights that tell a hand's shape, since left hands come mirrored.
"""

import keras
from keras import layers

from signkit.models.blocks.geometry import HandFeatures, RelativeGeometry
from signkit.models.blocks.hands import HAND_POINTS, TOKENS, JoinHands, MaskedMean, WhereHands
from signkit.models.blocks.skeleton import SkeletonConvolution
from signkit.registry import Registry

ENCODERS = Registry("landmark encoder")
WIDTH = 256


def encode(name: str, tokens: keras.KerasTensor, mask: keras.KerasTensor):
    """Return (token features (B, 42, D) or None, vector (B, D)) of an encoder by its name.

    `tokens` (B, 42, 3) and `mask` (B, 42) are those of `HandTokens`. Raises SettingsError on an
    unknown name.
    """
    return ENCODERS[name](tokens, mask)


@ENCODERS.register("dense")
def dense(tokens, mask):
    """All 42 points as one vector through Dense 256 (dropout .4), 128, 64: the baseline's."""
    x = layers.Flatten(name="landmark_flat")(tokens)
    x = layers.Dense(256, activation="relu", name="landmark_dense_1")(x)
    x = layers.Dropout(0.4, name="landmark_dense_dropout")(x)
    x = layers.Dense(128, activation="relu", name="landmark_dense_2")(x)
    return None, _final(x, mask, 64)


@ENCODERS.register("tokens")
def tokens(tokens, mask):
    """42 tokens of 128 (dropout .3), then 256, pooled over the hands that are there, then 256."""
    features = _token_features(tokens)
    pooled = _pooled(features, mask)
    # A mean of points says which stand how; how they stand to each other (thumb on index or not)
    # is read off the coordinates themselves.
    coordinates = layers.Flatten(name="landmark_flat")(tokens)
    joined = layers.Concatenate(name="landmark_joined")([pooled, coordinates])
    return features, _final(joined, mask)


@ENCODERS.register("tokens_geometry")
def tokens_geometry(tokens, mask):
    """As tokens, with the 68 geometric features through Dense 128 joined in before the last 256."""
    features = _token_features(tokens)
    pooled = _pooled(features, mask)
    coordinates = layers.Flatten(name="landmark_flat")(tokens)
    measured = HandFeatures(name="advanced_features")(tokens, mask)
    measured = layers.Dense(128, activation="relu", name="advanced_dense")(measured)
    joined = layers.Concatenate(name="landmark_joined")([pooled, coordinates, measured])
    return features, _final(joined, mask)


@ENCODERS.register("graph")
def graph(tokens, mask):
    """Three graph convolutions over the skeleton of each hand, joined point by point."""
    x = layers.Reshape((2, HAND_POINTS, 3), name="landmark_hands")(tokens)
    # One Dense for all points; the bias of each says which point it is.
    x = layers.EinsumDense(
        "bhpc,cd->bhpd",
        output_shape=(2, HAND_POINTS, 128),
        bias_axes="pd",
        bias_initializer="glorot_uniform",
        name="landmark_token_embedding",
    )(x)
    for place in (1, 2, 3):
        x = SkeletonConvolution(dropout=0.2, name=f"landmark_graph_{place}")(x)
    x = layers.LayerNormalization(name="landmark_graph_norm")(x)
    features = layers.Reshape((TOKENS, 128), name="landmark_token_features")(x)
    hands = layers.Reshape((2, HAND_POINTS * 128), name="landmark_hand_points")(x)
    hands = layers.Dense(WIDTH, activation="gelu", name="landmark_hand_dense")(hands)
    hands = layers.Dropout(0.4, name="landmark_hand_dropout")(hands)
    return features, _final(JoinHands(name="landmark_joined")(hands, mask), mask)


@ENCODERS.register("geometry")
def geometry(tokens, mask):
    """All that can be measured on each hand through Dense 512, the two hands joined, then 256."""
    # No normalisation here: lengths are in palm sizes and angles in radians already, and one over
    # the batch learns the signers it saw (it lost .017 of accuracy on signers it hadn't seen).
    x = layers.Dropout(0.1, name="landmark_measures_dropout")(_measures(tokens, mask))
    x = layers.Dense(512, activation="gelu", name="landmark_hand_dense")(x)
    x = layers.Dropout(0.4, name="landmark_hand_dropout")(x)
    final = _final(JoinHands(name="landmark_joined")(x, mask), mask)
    # The tokens are for a fusion that attends, and learn with it: pooled into the vector as well,
    # they lost .006.
    return _token_features(tokens, bias_axes="pd"), final


@ENCODERS.register("measures")
def measures(tokens, mask):
    """The 34 features of each hand as they are: for classes never trained on, told by texts.

    What is linear in a hand's measures makes a sign never seen out of parts that were. The encoder
    `geometry` knew the signs it had seen as well, but told fewer new ones.
    """
    features = HandFeatures(name="advanced_features")(tokens, mask)
    hands = layers.Reshape((2, -1), name="advanced_hands")(features)
    joined = JoinHands(name="landmark_joined")(hands, mask)
    return None, WhereHands(name="landmark_features_final")(joined, mask)


def _measures(tokens, mask):
    """What is measured on each hand (B, 2, 430): points, the 34 features, relative geometry."""
    points = layers.Reshape((2, HAND_POINTS * 3), name="landmark_hand_points")(tokens)
    features = HandFeatures(name="advanced_features")(tokens, mask)
    features = layers.Reshape((2, -1), name="advanced_hands")(features)
    relative = RelativeGeometry(name="relative_geometry")(tokens, mask)
    return layers.Concatenate(name="landmark_measures")([points, features, relative])


def _token_features(tokens, bias_axes: str = "hpd"):
    """Features (B, 42, 256) of each point by itself."""
    # Each point has weights of its own: with shared ones, a pool can't tell thumb from pinky. A
    # bias over h says which hand it is.
    hands = layers.Reshape((2, HAND_POINTS, 3), name="landmark_hands")(tokens)
    x = layers.EinsumDense(
        "bhpc,pcd->bhpd",
        output_shape=(2, HAND_POINTS, 128),
        bias_axes=bias_axes,
        activation="relu",
        # Keras would count the points into the fan and start 5 times too small.
        kernel_initializer=keras.initializers.RandomNormal(stddev=(2 / 3) ** 0.5),
        name="landmark_token_embedding",
    )(hands)
    x = layers.Reshape((TOKENS, 128), name="landmark_tokens_in")(x)
    x = layers.Dropout(0.3, name="landmark_token_dropout")(x)
    return layers.Dense(WIDTH, activation="relu", name="landmark_token_features")(x)


def _pooled(features, mask):
    """The mean token (B, 256) of the hands that are there."""
    pooled = MaskedMean(name="landmark_pool")(features, mask)
    return layers.LayerNormalization(name="landmark_pool_norm")(pooled)


def _final(x, mask, units: int = WIDTH):
    x = layers.Dense(units, activation="relu", name="landmark_dense_final")(x)
    return WhereHands(name="landmark_features_final")(x, mask)
