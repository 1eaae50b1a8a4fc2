"""The photo + landmark classifier: every option behind one builder."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
from keras import layers

from signkit.models.blocks.attention import SpatialAttention
from signkit.models.blocks.balance import Balance
from signkit.models.blocks.hands import TOKENS, HandTokens
from signkit.models.encoders.landmarks import encode
from signkit.models.fusion import FUSIONS, Branches
from signkit.models.network import OneTask
from signkit.models.photos.backbones import Backbone
from signkit.settings.options import HybridOption

BRANCHES = {"visual": "image_input", "landmark": "landmark_input"}  # and what each looks at
VISUAL_WIDTH = 256
BRANCH_DROPOUT = 0.3


@dataclass(frozen=True)
class Hybrid(OneTask):
    """The classifier and its two branches, each with a head of its own, over shared layers.

    Of clips the inputs and the feature map have an axis of pictures, or frames, after the batch.
    """

    fused: keras.Model  # image_input, landmark_input -> classification_output (B, classes)
    visual: keras.Model  # image_input -> visual_output (B, classes)
    landmark: keras.Model  # landmark_input -> landmark_output (B, classes)
    backbone: keras.Model  # image_input -> feature map (B, h, w, C)
    # Of clips: what is known of each frame (B, T, D), and in which there are hands (B, T).
    landmark_tokens: tuple[keras.KerasTensor, keras.KerasTensor] | None = None

    def model(self, output: str) -> keras.Model:
        """Return the model of a stage's output: "fused", "visual" or "landmark"."""
        return getattr(self, output)

    def from_features(self, output: str) -> keras.Model:
        """Return the "fused" or "visual" model over the backbone's feature maps.

        Its input `feature_input` (B, h, w, C) stands where `image_input` was; layers are shared.
        """
        inputs = self.backbone.output
        if output == "fused":
            inputs = {"feature_input": inputs, "landmark_input": self.landmark.inputs[0]}
        name = f"{self.model(output).name}_from_features"
        return keras.Model(inputs, self.model(output).output, name=name)

    def branches(self, output: str) -> dict[str, str]:
        """Return the input of each branch of the "fused" model."""
        return BRANCHES if output == "fused" else {}

    def reader(self, branch: str) -> keras.Model:
        """Return what makes a branch's vector (B, D) of its input, as the fusion reads it."""
        vector = self.fused.get_layer(f"{branch}_features_final").output
        return keras.Model(self.model(branch).inputs, vector)

    def opinions(self) -> keras.Model:
        """Return what says what each of HEADS does, (B, C) each, and the mask (B, 42)."""
        return keras.Model(self.fused.inputs, self._balance.input)

    def trust(self, heads: Sequence[float]) -> None:
        """Set how far each of HEADS is trusted in the last word."""
        self._balance.trust.assign(heads)

    @property
    def _balance(self) -> Balance:
        return self.fused.get_layer("classification_output")

    def freeze_but(self, trains: tuple[str, ...]) -> None:
        """Let the layers of these PARTS train, and freeze all others."""
        for part, parts_layers in self.parts.items():
            for layer in parts_layers:
                layer.trainable = part in trains

    @property
    def parts(self) -> dict[str, list[layers.Layer]]:
        """The layers of each of PARTS; a branch's own head belongs to it."""
        backbone, taken = self.backbone.layers[-1], set()
        parts = {}
        for part, model in (
            ("backbone", None),
            ("visual", self.visual),
            ("landmark", self.landmark),
            ("fusion", self.fused),
        ):
            own = [backbone] if model is None else model.layers
            parts[part] = [layer for layer in own if id(layer) not in taken]
            taken |= {id(layer) for layer in own}
        return parts

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable once, the random states of dropout among them, in an order that stays."""
        models = (self.visual, self.landmark, self.fused)
        return list({id(v): v for model in models for v in model.variables}.values())


def build_hybrid(
    option: HybridOption,
    classes: int,
    image_size: int,
    backbone: Backbone,
    fusion: str,
    encoder: str,
) -> Hybrid:
    """Build the classifier: inputs `image_input` (B, S, S, 3) in 0-255 and `landmark_input`.

    `landmark_input` (B, 126) is the right hand, then the left, 21 (x, y, z) each from its wrist; an
    absent hand is given as 63 zeros, which the model masks. Raises SettingsError on an unknown
    fusion or encoder.
    """
    image = keras.Input((image_size, image_size, 3), name="image_input")
    points = keras.Input((TOKENS * 3,), name="landmark_input")
    features = backbone.model(image)
    features.name = "feature_input"  # what it is called where it comes from a cache
    visual_tokens, visual = _visual_branch(option, features)
    tokens, mask = HandTokens(name="hand_tokens")(points)
    landmark_tokens, landmark = encode(encoder, tokens, mask)
    if landmark_tokens is None:
        landmark_tokens = tokens
    branches = Branches(visual_tokens, visual, landmark_tokens, landmark, mask)
    return join_branches(option, classes, fusion, image, points, features, branches)


def join_branches(
    option: HybridOption, classes: int, fusion: str, image, points, features, branches: Branches
) -> Hybrid:
    """Build the fusion and the heads on both branches, whose inputs are `image` and `points`.

    `features` is the backbone's map. Raises SettingsError on an unknown fusion.
    """
    fused = FUSIONS[fusion](branches)
    visual, landmark = branches.visual, branches.landmark
    heads = [
        _head(option, fused, classes),
        _own_head("visual", visual, classes),
        _own_head("landmark", landmark, classes),
    ]
    # float32 whatever the policy: half precision loses small probabilities.
    output = Balance(dtype="float32", name="classification_output")(*heads, branches.mask)
    return Hybrid(
        fused=keras.Model([image, points], output, name="sign_hybrid"),
        visual=keras.Model([image], heads[1], name="sign_visual"),
        landmark=keras.Model([points], heads[2], name="sign_landmark"),
        backbone=keras.Model([image], features, name="sign_backbone"),
    )


def _visual_branch(option: HybridOption, features):
    if option.spatial_attention:
        features = SpatialAttention(name="spatial_attention")(features)
    pooled = layers.GlobalAveragePooling2D(name="visual_gap")(features)
    tokens = layers.Reshape((-1, features.shape[-1]), name="visual_positions")(features)
    if option.spatial_attention:
        final = layers.Dense(VISUAL_WIDTH, activation="relu", name="visual_features_final")(pooled)
    else:
        final = layers.Identity(name="visual_features_final")(pooled)
    return tokens, final


def _own_head(branch: str, vector, classes: int):
    """What a branch says by itself: the head of its stage, and its line in the ledger."""
    x = layers.Dropout(BRANCH_DROPOUT, name=f"{branch}_dropout")(vector)
    return layers.Dense(classes, activation="softmax", dtype="float32", name=f"{branch}_output")(x)


def _head(option: HybridOption, fused, classes: int):
    x = fused
    for place, (units, dropout) in enumerate(option.head, start=1):
        x = layers.Dense(units, activation="relu", name=f"head_dense_{place}")(x)
        x = layers.Dropout(dropout, name=f"head_dropout_{place}")(x)
    if option.head_dropout:
        x = layers.Dropout(option.head_dropout, name="head_dropout")(x)
    return layers.Dense(classes, activation="softmax", dtype="float32", name="fused_output")(x)
