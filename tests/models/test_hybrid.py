import subprocess
import sys

import keras
import numpy as np
import pytest

from signkit.errors import AssetError, SettingsError
from signkit.models.fusion import FUSIONS
from signkit.models.hybrid import build_hybrid
from signkit.models.photos import backbones
from signkit.models.photos.backbones import BACKBONES, build_backbone
from signkit.settings.options import OPTIONS

NAMES_A = {
    "image_input",
    "landmark_input",
    "spatial_attention",
    "visual_gap",
    "visual_features_final",
    "landmark_features_final",
    "cross_attention_v2l",
    "cross_attention_l2v",
    "fused_features",
    "classification_output",
}


def whole(option="A", fusion="cross_attention", encoder=None, classes=4):
    chosen, backbone = OPTIONS[option], build_backbone("small", 32, "none")
    return build_hybrid(chosen, classes, 32, backbone, fusion, encoder or chosen.landmark_encoder)


def hybrid(*args, **kwargs):
    return whole(*args, **kwargs).fused


def inputs(count=3, seed=0):
    rng = np.random.default_rng(seed)
    return {
        "image_input": rng.uniform(0, 255, (count, 32, 32, 3)).astype(np.float32),
        "landmark_input": rng.normal(size=(count, 126)).astype(np.float32),
    }


def test_option_a_has_the_layers_that_users_look_for():
    model = hybrid()
    assert {layer.name for layer in model.layers} >= NAMES_A
    assert model.get_layer("cross_attention_v2l").num_heads == 4
    assert model.get_layer("cross_attention_v2l").key_dim == 64


def test_the_baseline_is_plain():
    names = {layer.name for layer in hybrid("baseline", "concat").layers}
    assert {"visual_gap", "visual_features_final", "landmark_features_final"} <= names
    assert not any("attention" in name for name in names)


@pytest.mark.parametrize("fusion", sorted(FUSIONS))
@pytest.mark.parametrize("option", [name for name, o in OPTIONS.items() if not o.temporal])
def test_every_option_and_fusion_predicts_saves_and_loads(option, fusion, tmp_path):
    model = hybrid(option, fusion)
    x = inputs()
    x["landmark_input"][1] = 0  # no hand at all
    scores = np.asarray(model(x))
    assert np.allclose(scores.sum(axis=1), 1, atol=1e-5)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert np.allclose(again(x), scores, atol=1e-6)


def test_attention_looks_at_more_than_one_place():
    model = hybrid()
    layer = model.get_layer("cross_attention_v2l")
    rng = np.random.default_rng(0)
    query = rng.normal(size=(1, 4, 256)).astype(np.float32)
    keys = rng.normal(size=(1, 42, 256)).astype(np.float32)
    mask = np.ones((1, 1, 42), bool)
    mask[..., 21:] = False
    _, weights = layer(query, keys, attention_mask=mask, return_attention_scores=True)
    weights = np.array(weights)
    assert weights.shape == (1, 4, 4, 42)
    assert np.allclose(weights[..., 21:], 0, atol=1e-6)  # the absent hand gets no attention
    assert weights[..., :21].std(axis=-1).min() > 0
    assert weights.max() < 0.999


def test_an_absent_hands_points_do_not_count():
    # A hand of tiny jitter below the palm threshold is as absent as zeros.
    model = hybrid()
    x = inputs(1)
    x["landmark_input"][:, 63:] = 0
    one = model.predict(x, verbose=0)
    x["landmark_input"][:, 63:] = 1e-9
    assert np.allclose(one, model.predict(x, verbose=0), atol=1e-6)


def test_nothing_scales_the_photo_before_the_backbone():
    for name in ("EfficientNetV2B0", "EfficientNetB0"):
        model = build_hybrid(
            OPTIONS["A"], 3, 32, build_backbone(name, 32, "none"), "cross_attention", "tokens"
        ).fused
        outer = [type(layer).__name__ for layer in model.layers]
        backbone = next(layer for layer in model.layers if isinstance(layer, keras.Model))
        inner = [type(layer).__name__ for layer in backbone.layers]
        assert "Rescaling" not in outer
        assert inner.count("Rescaling") >= 1
        low, high = backbone.layers[1](np.array([[[[0.0] * 3]], [[[255.0] * 3]]]))
        assert float(np.max(high)) <= 1.01
        assert float(np.min(low)) >= -1.01


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(SettingsError, match="Unknown backbone 'ResNet'.*EfficientNetV2S"):
        build_backbone("ResNet", 32, "none")
    with pytest.raises(SettingsError, match="Unknown fusion 'sum'.*concat"):
        hybrid(fusion="sum")
    with pytest.raises(SettingsError, match="Unknown landmark encoder 'lstm'.*geometry"):
        hybrid(encoder="lstm")


def offline(shape, weights):
    """A backbone whose weights can't be fetched."""
    if weights == "imagenet":
        raise Exception("URL fetch failure on https://example.org/weights_notop.h5: None -- down")
    return BACKBONES["small"](shape, weights)


def test_weights_that_cannot_be_fetched(monkeypatch):
    monkeypatch.setitem(backbones.BACKBONES, "far", offline)
    found = build_backbone("far", 32, "auto")
    assert found.weights == "random"
    assert "https://example.org/weights_notop.h5" in found.note
    with pytest.raises(AssetError, match=r"put it into .*models"):
        build_backbone("far", 32, "imagenet")
    with pytest.raises(SettingsError, match="No weights file at nowhere.h5"):
        build_backbone("far", 32, "nowhere.h5")


def test_weights_from_a_file(tmp_path):
    first = build_backbone("small", 32, "none").model
    first.save_weights(tmp_path / "small.weights.h5")
    again = build_backbone("small", 32, str(tmp_path / "small.weights.h5"))
    x = inputs()["image_input"]
    assert np.allclose(first.predict(x, verbose=0), again.model.predict(x, verbose=0))
    assert again.weights.endswith("small.weights.h5")


def test_a_saved_model_loads_where_only_the_models_are_imported(tmp_path):
    hybrid().save(tmp_path / "m.keras")
    code = "import keras, signkit.models, sys; keras.models.load_model(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "m.keras"], capture_output=True)
    assert done.returncode == 0, done.stderr[-500:]
