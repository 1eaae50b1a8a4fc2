"""The photo + landmark classifier: every option behind one builder."""

from dataclasses import dataclass

import keras
from keras import layers

from signkit.models.attention import SpatialAttention
from signkit.models.backbones import Backbone
from signkit.models.fusion import FUSIONS, Branches
from signkit.models.hands import TOKENS, HandTokens
from signkit.models.landmark_encoders import encode
from signkit.options import HybridOption

VISUAL_WIDTH = 256


@dataclass(frozen=True)
class HybridInputs:
    """The two inputs of every hybrid."""

    image: keras.KerasTensor  # (B, S, S, 3), 0-255
    landmark: keras.KerasTensor  # (B, 126): right hand, then left, 21 (x, y, z) from the wrist


def build_hybrid(
    option: HybridOption, classes: int, image_size: int, backbone: Backbone, fusion: str
) -> keras.Model:
    """Build the classifier: inputs `image_input` and `landmark_input`, output (B, classes).

    An absent hand is given as 63 zeros, which the model masks. Raises SettingsError on an unknown
    fusion or encoder.
    """
    fuse = FUSIONS[fusion]
    inputs = HybridInputs(
        image=keras.Input((image_size, image_size, 3), name="image_input"),
        landmark=keras.Input((TOKENS * 3,), name="landmark_input"),
    )
    visual_tokens, visual = _visual_branch(option, inputs.image, backbone)
    tokens, mask = HandTokens(name="hand_tokens")(inputs.landmark)
    landmark_tokens, landmark = encode(option.landmark_encoder, tokens, mask)
    if landmark_tokens is None:
        landmark_tokens = tokens
    fused = fuse(Branches(visual_tokens, visual, landmark_tokens, landmark, mask))
    outputs = _head(option, fused, classes)
    return keras.Model([inputs.image, inputs.landmark], outputs, name="sign_hybrid")


def _visual_branch(option: HybridOption, image, backbone: Backbone):
    features = backbone.model(image)
    if option.spatial_attention:
        features = SpatialAttention(name="spatial_attention")(features)
    pooled = layers.GlobalAveragePooling2D(name="visual_gap")(features)
    tokens = layers.Reshape((-1, features.shape[-1]), name="visual_positions")(features)
    if option.spatial_attention:
        final = layers.Dense(VISUAL_WIDTH, activation="relu", name="visual_features_final")(pooled)
    else:
        final = layers.Identity(name="visual_features_final")(pooled)
    return tokens, final


def _head(option: HybridOption, fused, classes: int):
    x = fused
    for place, (units, dropout) in enumerate(option.head, start=1):
        x = layers.Dense(units, activation="relu", name=f"head_dense_{place}")(x)
        x = layers.Dropout(dropout, name=f"head_dropout_{place}")(x)
    if option.head_dropout:
        x = layers.Dropout(option.head_dropout, name="head_dropout")(x)
    # float32 whatever the policy: a softmax in half precision loses small probabilities.
    return layers.Dense(
        classes, activation="softmax", dtype="float32", name="classification_output"
    )(x)
