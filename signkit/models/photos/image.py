"""Classifiers of photos alone: a small network or a backbone, for one label or several.

A new one is a function entered into `IMAGE_MODELS`: it takes the photos (B, H, W, 3) in 0-255 and
an ImageFacts, and returns the vector (B, D) that the head reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import keras
from keras import layers

from signkit.models.network import OneTask
from signkit.models.photos.backbones import Backbone
from signkit.registry import Registry

IMAGE_MODELS = Registry("image model")


@dataclass(frozen=True)
class ImageFacts:
    """What a classifier is built from."""

    backbone: Backbone | None = None
    values: Mapping[str, float] = field(default_factory=dict)  # hyperparameters that aren't usual

    def value(self, name: str, usual: float):
        """A hyperparameter, or what is usual."""
        return self.values.get(name, usual)


@dataclass(frozen=True)
class ImageClassifier(OneTask):
    """A classifier, its feature map, and which of its layers may move."""

    visual: keras.Model  # image_input -> visual_output (B, classes)
    backbone: keras.Model | None  # image_input -> feature map (B, h, w, C)
    pretrained: bool = False
    unfreeze: str = "all"  # "all", "none" or a number: the backbone's last layers

    def model(self, output: str) -> keras.Model:
        """Return the model of a stage's output: there is "visual" only."""
        return {"visual": self.visual}[output]

    def from_features(self, output: str) -> keras.Model:
        """Return the model over the backbone's feature maps, its layers shared."""
        return keras.Model(self.backbone.output, self.visual.output, name="image_from_features")

    def freeze_but(self, trains: tuple[str, ...]) -> None:
        """Let the layers of these parts train: "backbone" and "visual", all but the backbone."""
        inner = self.backbone.layers[-1] if self.backbone else None
        for layer in self.visual.layers:
            if layer is not inner:
                layer.trainable = "visual" in trains
        if inner is not None:
            inner.trainable = "backbone" in trains and self.unfreeze != "none"
            if inner.trainable:
                self._unfreeze(inner)

    def _unfreeze(self, backbone: keras.Model) -> None:
        last = len(backbone.layers) if self.unfreeze == "all" else int(self.unfreeze)
        moving = set(map(id, backbone.layers[len(backbone.layers) - last :]))
        for layer in backbone.layers:
            # Averages of a million photos are better than those of the few that fine-tune.
            settled = self.pretrained and isinstance(layer, layers.BatchNormalization)
            layer.trainable = id(layer) in moving and not settled

    @property
    def variables(self) -> list[keras.Variable]:
        """Every variable once, the random states of dropout among them."""
        return list({id(v): v for v in self.visual.variables}.values())


@IMAGE_MODELS.register("cnn")
def cnn(photos, facts):
    """Two convolutions with pooling and a dense layer; sizes, dropout and rate can be searched."""
    x = layers.Rescaling(1 / 255)(photos)
    for place, usual in ((1, 32), (2, 64)):
        filters = int(facts.value(f"conv{place}_filters", usual))
        x = layers.Conv2D(filters, 3, name=f"conv{place}")(x)
        # The largest of what is above zero is what is above zero of the largest: the same numbers,
        # and a quarter of the work for the second step.
        x = layers.MaxPooling2D(name=f"pool{place}")(x)
        x = layers.Activation("relu", name=f"relu{place}")(x)
    x = layers.Flatten(name="visual_flat")(x)
    x = layers.Dense(int(facts.value("dense_units", 64)), activation="relu", name="dense")(x)
    return layers.Dropout(facts.value("dropout", 0.5), name="visual_dropout")(x)


@IMAGE_MODELS.register("transfer")
def transfer(photos, facts):
    """A backbone by name, its map pooled, dropout; starts from ImageNet where that can be had."""
    features = facts.backbone.model(photos)
    features.name = "feature_input"  # what it is called where it comes from a cache
    x = layers.GlobalAveragePooling2D(name="visual_gap")(features)
    if units := int(facts.value("dense_units", 0)):
        x = layers.Dense(units, activation="relu", name="dense")(x)
    return layers.Dropout(facts.value("dropout", 0.3), name="visual_dropout")(x)


def build_image_classifier(
    name: str,
    classes: int,
    size: tuple[int, int],
    activation: str = "softmax",
    backbone: Backbone | None = None,
    values: Mapping[str, float] | None = None,
    unfreeze: str = "all",
) -> ImageClassifier:
    """Build a classifier of IMAGE_MODELS for photos of a height and width, in 0-255.

    Its output (B, classes) has the `activation`: of several labels a "sigmoid" each. `values` are
    hyperparameters by name. Raises SettingsError on an unknown name.
    """
    image = keras.Input((*size, 3), name="image_input")
    vector = IMAGE_MODELS[name](image, ImageFacts(backbone, values or {}))
    # float32 whatever the policy: half precision loses small probabilities.
    head = layers.Dense(classes, activation=activation, dtype="float32", name="visual_output")
    model = keras.Model(image, head(vector), name=f"image_{name}")
    features = next((layer for layer in model.layers if layer.name == "visual_gap"), None)
    return ImageClassifier(
        visual=model,
        backbone=keras.Model(image, features.input, name="image_backbone") if features else None,
        pretrained=backbone is not None and backbone.weights == "imagenet",
        unfreeze=unfreeze,
    )
