"""The classifier of clips: hands over time, and a few pictures, behind the same heads as photos."""

from dataclasses import replace

import keras
from keras import layers, ops

from signkit.models.blocks.clip_features import WIDTH as NUMBERS
from signkit.models.blocks.clip_features import ClipFeatures
from signkit.models.blocks.each_picture import EachPicture
from signkit.models.blocks.hands import WhereHands
from signkit.models.encoders.temporal import TEMPORAL, AttentionPool
from signkit.models.fusion import Branches
from signkit.models.hybrid import Hybrid, join_branches
from signkit.models.photos.backbones import Backbone
from signkit.settings.options import HybridOption

VISUAL_WIDTH = 256


def build_clip_hybrid(
    option: HybridOption,
    classes: int,
    image_size: int,
    frames: int,
    pictures: int,
    backbone: Backbone,
    fusion: str,
    temporal: str,
) -> Hybrid:
    """Build the classifier of clips, whose parts train and are measured as those of photos are.

    Inputs: `landmark_input` (B, frames, 126), as ClipFeatures takes it, and `image_input`
    (B, pictures, S, S, 3) in 0-255. Raises SettingsError on an unknown fusion or encoder.
    """
    image = keras.Input((pictures, image_size, image_size, 3), name="image_input")
    hands = keras.Input((frames, NUMBERS), name="landmark_input")
    features = EachPicture(backbone.model, name="each_picture")(image)
    features.name = "feature_input"  # what it is called where it comes from a cache
    visual_tokens, visual = _visual_branch(features)
    read, mask = ClipFeatures(name="clip_features")(hands)
    landmark_tokens, landmark = TEMPORAL[temporal](read, mask)
    landmark = WhereHands(name="landmark_features_final")(landmark, mask)
    branches = Branches(visual_tokens, visual, landmark_tokens, landmark, mask)
    hybrid = join_branches(option, classes, fusion, image, hands, features, branches)
    return replace(hybrid, landmark_tokens=(landmark_tokens, mask))


def _visual_branch(features):
    """What the pictures show, one token each, and what they show together."""
    pooled = ops.mean(features, axis=(2, 3))
    pooled = layers.Identity(name="visual_gap")(pooled)
    x = layers.Dense(VISUAL_WIDTH, name="visual_embedding")(pooled)
    x = layers.LayerNormalization(name="visual_norm")(x)
    around = layers.Conv1D(VISUAL_WIDTH, 3, padding="same", activation="swish", name="visual_time")
    x = layers.Add(name="visual_residual_time")([x, around(x)])
    seen = ops.ones_like(x[:, :, 0], dtype="bool")
    vector = AttentionPool(name="visual_attention")(x, seen)
    return x, layers.Dense(VISUAL_WIDTH, activation="relu", name="visual_features_final")(vector)
