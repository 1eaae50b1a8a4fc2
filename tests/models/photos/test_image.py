import keras
import numpy as np
import pytest

from signkit.errors import SettingsError
from signkit.models.photos.backbones import build_backbone
from signkit.models.photos.image import IMAGE_MODELS, ImageClassifier, build_image_classifier

SIZE = (40, 64)
rng = np.random.default_rng(0)
PHOTOS = rng.integers(0, 256, (3, *SIZE, 3)).astype(np.float32)


def transfer(**given) -> ImageClassifier:
    backbone = build_backbone("small", SIZE, "none")
    return build_image_classifier("transfer", 3, SIZE, backbone=backbone, **given)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_the_cnn_gives_probabilities_of_photos_that_are_not_square(activation):
    said = build_image_classifier("cnn", 4, SIZE, activation).visual.predict(PHOTOS, verbose=0)
    assert said.shape == (3, 4)
    assert ((said >= 0) & (said <= 1)).all()
    assert np.allclose(said.sum(axis=1), 1, atol=1e-5) == (activation == "softmax")


def test_the_cnn_is_that_of_the_usual_notebook():
    model = build_image_classifier("cnn", 3, (300, 300)).visual
    # 3x3x3x32+32, 3x3x32x64+64, 73x73x64x64+64 (pooled twice: 149, 147, 73), 64x3+3
    assert model.count_params() == 896 + 18496 + 73 * 73 * 64 * 64 + 64 + 195
    kinds = [type(layer).__name__ for layer in model.layers]
    assert [kinds.count(k) for k in ("Rescaling", "Conv2D", "MaxPooling2D")] == [1, 2, 2]
    assert model.get_layer("visual_dropout").rate == 0.5


def test_pooling_before_the_activation_gives_the_same_numbers():
    model = build_image_classifier("cnn", 3, SIZE).visual
    kernel, bias = model.get_layer("conv1").weights
    photo = keras.ops.convert_to_tensor(PHOTOS / 255)
    usual = keras.ops.max_pool(keras.ops.relu(keras.ops.conv(photo, kernel) + bias), 2)
    ours = keras.Model(model.input, model.get_layer("relu1").output)(PHOTOS)
    assert np.allclose(usual, ours, atol=1e-6)


def test_values_set_the_sizes():
    values = {"conv1_filters": 8, "conv2_filters": 4, "dense_units": 16, "dropout": 0.2}
    model = build_image_classifier("cnn", 3, SIZE, values=values).visual
    assert model.get_layer("conv1").filters == 8
    assert model.get_layer("conv2").filters == 4
    assert model.get_layer("dense").units == 16
    assert model.get_layer("visual_dropout").rate == 0.2


def test_a_frozen_backbone_lets_the_head_train_only():
    network = transfer()
    network.freeze_but(("visual",))
    assert {v.path.split("/")[0] for v in network.visual.trainable_variables} == {"visual_output"}
    network.freeze_but(("backbone", "visual"))
    assert len(network.visual.trainable_variables) > 2


@pytest.mark.parametrize(("unfreeze", "moving"), [("none", 0), ("3", 3), ("all", 99)])
def test_what_is_unfrozen(unfreeze, moving):
    network = transfer(unfreeze=unfreeze)
    network.freeze_but(("backbone", "visual"))
    inner = network.backbone.layers[-1]
    trains = [layer for layer in inner.layers if layer.trainable_variables]
    last = {layer.name for layer in inner.layers[-moving:]} if moving else set()
    assert {layer.name for layer in trains} <= last
    assert bool(trains) == bool(moving)


def test_averages_of_a_pretrained_backbone_stay():
    network = transfer()
    settled = ImageClassifier(network.visual, network.backbone, pretrained=True)
    settled.freeze_but(("backbone", "visual"))
    kinds = {type(layer) for layer in network.backbone.layers[-1].layers if layer.trainable}
    assert keras.layers.BatchNormalization not in kinds
    assert keras.layers.SeparableConv2D in kinds


def test_features_from_a_cache_give_the_same():
    network = transfer()
    features = network.backbone.predict(PHOTOS, verbose=0)
    one = network.from_features("visual").predict(features, verbose=0)
    assert np.allclose(one, network.visual.predict(PHOTOS, verbose=0), atol=1e-6)


def test_it_saves_and_loads(tmp_path):
    network = transfer(activation="sigmoid", values={"dense_units": 8})
    network.visual.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert np.allclose(again.predict(PHOTOS, verbose=0), network.visual.predict(PHOTOS, verbose=0))


def test_every_variable_comes_once():
    network = transfer()
    assert len(network.variables) == len({id(v) for v in network.variables})
    assert len(network.variables) >= len(network.visual.weights)


def test_models_list_themselves_and_an_unknown_one_is_named():
    assert all(IMAGE_MODELS.describe().values())
    with pytest.raises(SettingsError, match="Unknown image model 'resnet'.*cnn, transfer"):
        build_image_classifier("resnet", 3, SIZE)
