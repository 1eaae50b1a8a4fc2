import re

import keras
import numpy as np
import pytest

from signkit.errors import AssetError, SettingsError
from signkit.models.photos import convnext
from signkit.models.photos.backbones import BACKBONES, build_backbone

RNG = np.random.default_rng(0)
PHOTOS = RNG.uniform(0, 255, (2, 32, 64, 3)).astype("float32")


def features(model, photos=PHOTOS):
    return keras.ops.convert_to_numpy(model(photos, training=False))


@pytest.mark.parametrize("name", sorted(BACKBONES))
def test_photos_need_not_be_square_and_the_parameters_are_as_said(name):
    model = build_backbone(name, (32, 64), "none").model
    height, width = model.output_shape[1:3]
    assert model.input_shape == (None, 32, 64, 3)
    assert width == 2 * height
    said = re.match(r"[\d.]+ M parameters", BACKBONES.describe()[name]).group()
    digits = len(said.split()[0].split(".")[1])
    assert float(said.split()[0]) == pytest.approx(model.count_params() / 1e6, abs=0.5 / 10**digits)


def test_a_number_is_the_side_of_a_square():
    assert build_backbone("small", 48, "none").model.input_shape == (None, 48, 48, 3)


def test_resnet_does_what_its_weights_expect():
    ours = build_backbone("ResNet50", (32, 64), "none").model
    plain = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(32, 64, 3))
    plain.set_weights(ours.get_weights())
    prepared = keras.applications.resnet50.preprocess_input(PHOTOS.copy())
    np.testing.assert_allclose(features(ours), features(plain, prepared), atol=1e-4)


@pytest.mark.parametrize("name", ["ConvNeXtTinyCBAM", "MobileNetV3Large", "ResNet50"])
def test_a_backbone_is_kept_in_the_file(name, tmp_path):
    model = build_backbone(name, (32, 64), "none").model
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(features(again), features(model), atol=1e-5)


@pytest.mark.parametrize("name", ["ConvNeXtTinyCBAM", "MobileNetV3Large", "ResNet50"])
def test_weights_from_a_file(name, tmp_path):
    first = build_backbone(name, (32, 64), "none").model
    path = str(tmp_path / "own.weights.h5")
    first.save_weights(path)
    again = build_backbone(name, (32, 64), path)
    np.testing.assert_allclose(features(again.model), features(first), atol=1e-5)
    assert again.weights == path


def test_imagenet_weights_of_cbam_are_those_of_the_plain_network(monkeypatch):
    asked, build = [], keras.applications.ConvNeXtTiny
    plain = build(include_top=False, weights=None, input_shape=(32, 64, 3))

    def fetched(weights, **given):
        asked.append(weights)
        model = build(weights=None, **given)
        model.set_weights(plain.get_weights())
        return model

    monkeypatch.setattr(keras.applications, "ConvNeXtTiny", fetched)
    found = build_backbone("ConvNeXtTinyCBAM", (32, 64), "imagenet")
    assert (asked, found.weights) == (["imagenet"], "imagenet")
    name = "convnext_tiny_stage_3_block_2_pointwise_conv_1"
    assert np.array_equal(
        found.model.get_layer(name).get_weights()[0], plain.get_layer(name).get_weights()[0]
    )


def test_cbam_without_reach_of_the_weights_starts_anew_and_says_so(monkeypatch):
    build = convnext.convnext_tiny_cbam

    def offline(shape, weights):
        if weights == "imagenet":
            raise Exception("URL fetch failure on https://example.org/convnext_tiny_notop.h5: None")
        return build(shape, weights)

    monkeypatch.setattr("signkit.models.photos.backbones.convnext_tiny_cbam", offline)
    found = build_backbone("ConvNeXtTinyCBAM", 32, "auto")
    assert found.weights == "random"
    assert "https://example.org/convnext_tiny_notop.h5" in found.note
    with pytest.raises(AssetError, match="convnext_tiny_notop"):
        build_backbone("ConvNeXtTinyCBAM", 32, "imagenet")
    with pytest.raises(SettingsError, match="No weights file"):
        build_backbone("ConvNeXtTinyCBAM", 32, "nowhere.h5")
