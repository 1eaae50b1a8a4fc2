"""Encoders of the hand landmarks by name: from tokens to token features and one vector."""

import keras
from keras import layers

from signkit.models.hands import HAND_POINTS, TOKENS, MaskedMean
from signkit.registry import Registry

ENCODERS = Registry("landmark encoder")


@ENCODERS.register("dense")
def dense(tokens, mask):
    """All 42 points as one vector through Dense 256 (dropout .4), 128, 64."""
    x = layers.Flatten(name="landmark_flat")(tokens)
    x = layers.Dense(256, activation="relu", name="landmark_dense_1")(x)
    x = layers.Dropout(0.4, name="landmark_dropout")(x)
    x = layers.Dense(128, activation="relu", name="landmark_dense_2")(x)
    return None, layers.Dense(64, activation="relu", name="landmark_features_final")(x)


@ENCODERS.register("tokens")
def tokens(tokens, mask):
    """42 tokens of 128 (dropout .3), then 256, pooled over the hands that are there, then 256."""
    features = _token_features(tokens)
    pooled = MaskedMean(name="landmark_pool")(features, mask)
    pooled = layers.LayerNormalization(name="landmark_pool_norm")(pooled)
    # A mean of points says which stand how; how they stand to each other (thumb on index or not)
    # is read off the coordinates themselves.
    coordinates = layers.Flatten(name="landmark_flat")(tokens)
    joined = layers.Concatenate(name="landmark_joined")([pooled, coordinates])
    final = layers.Dense(256, activation="relu", name="landmark_features_final")(joined)
    return features, final


def _token_features(tokens):
    """Features (B, 42, 256) of each point by itself."""
    # Each point has weights of its own: with shared ones, a pool can't tell thumb from pinky. Both
    # hands share them, since left hands come mirrored; the bias says which hand it is.
    hands = layers.Reshape((2, HAND_POINTS, 3), name="landmark_hands")(tokens)
    x = layers.EinsumDense(
        "bhpc,pcd->bhpd",
        output_shape=(2, HAND_POINTS, 128),
        bias_axes="hpd",
        activation="relu",
        # Keras would count the points into the fan and start 5 times too small.
        kernel_initializer=keras.initializers.RandomNormal(stddev=(2 / 3) ** 0.5),
        name="landmark_token_embedding",
    )(hands)
    x = layers.Reshape((TOKENS, 128), name="landmark_tokens_in")(x)
    x = layers.Dropout(0.3, name="landmark_token_dropout")(x)
    return layers.Dense(256, activation="relu", name="landmark_token_features")(x)


def encode(name: str, tokens: keras.KerasTensor, mask: keras.KerasTensor):
    """Return (token features (B, 42, D) or None, vector (B, D)) of an encoder by its name."""
    return ENCODERS[name](tokens, mask)
