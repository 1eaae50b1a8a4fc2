import keras
import numpy as np
import pytest
from keras import layers

from signkit.errors import SettingsError
from signkit.models.clip_hybrid import build_clip_hybrid
from signkit.models.fusion import FUSIONS
from signkit.models.photos.backbones import Backbone
from signkit.settings.options import OPTIONS

FRAMES, PICTURES, SIDE = 6, 3, 8


def hybrid(fusion="concat", temporal="conv_transformer"):
    backbone = keras.Sequential([keras.Input((SIDE, SIDE, 3)), layers.Conv2D(4, 3)])
    start = Backbone(backbone, "random")
    return build_clip_hybrid(OPTIONS["C"], 4, SIDE, FRAMES, PICTURES, start, fusion, temporal)


def batch(count=2):
    rng = np.random.default_rng(0)
    return {
        "image_input": rng.uniform(0, 255, (count, PICTURES, SIDE, SIDE, 3)).astype(np.float32),
        "landmark_input": rng.normal(0, 0.1, (count, FRAMES, 126)).astype(np.float32),
    }


def said(model, **changes):
    given = batch() | changes
    return keras.ops.convert_to_numpy(model([given[tensor.name] for tensor in model.inputs]))


@pytest.mark.parametrize("fusion", sorted(FUSIONS))
def test_every_fusion_predicts_saves_and_loads(fusion, tmp_path):
    fused = hybrid(fusion).fused
    assert said(fused).sum(axis=1) == pytest.approx([1, 1], abs=1e-5)
    fused.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert said(again) == pytest.approx(said(fused), abs=1e-6)


def test_layers_are_called_as_users_know_them():
    names = {layer.name for layer in hybrid("cross_attention").fused.layers}
    assert {
        "visual_gap",
        "visual_features_final",
        "landmark_features_final",
        "cross_attention_v2l",
        "cross_attention_l2v",
        "fused_features",
        "classification_output",
    } <= names


def test_the_order_of_frames_and_of_pictures_counts():
    built, given = hybrid(), batch()
    backwards = given["landmark_input"][:, ::-1]
    landmark = said(built.landmark)
    assert np.abs(said(built.landmark, landmark_input=backwards) - landmark).max() > 1e-4
    other = given["image_input"][:, ::-1]
    assert np.abs(said(built.visual, image_input=other) - said(built.visual)).max() > 1e-6


def test_a_clip_without_hands_is_classified_by_its_pictures():
    fused = hybrid("cross_attention").fused
    empty = np.zeros_like(batch()["landmark_input"])
    assert np.isfinite(said(fused, landmark_input=empty)).all()


def test_parts_are_frozen_in_turn():
    built = hybrid()
    built.freeze_but(("landmark",))
    moving = {v.path.split("/")[0] for v in built.fused.trainable_variables}
    assert any(name.startswith("time_") for name in moving)
    assert not any(name.startswith(("visual_", "conv2d", "head_")) for name in moving)


def test_a_stage_may_start_from_the_pictures_features():
    built = hybrid()
    maps = keras.ops.convert_to_numpy(built.backbone(batch()["image_input"]))
    assert maps.shape == (2, PICTURES, 6, 6, 4)
    model = built.from_features("fused")
    given = {"feature_input": maps, "landmark_input": batch()["landmark_input"]}
    found = keras.ops.convert_to_numpy(model(given))
    assert found == pytest.approx(said(built.fused), abs=1e-5)


def test_unknown_names_are_refused():
    with pytest.raises(SettingsError, match="conv_transformer"):
        hybrid(temporal="lstm9")
    with pytest.raises(SettingsError, match="cross_attention"):
        hybrid(fusion="glue")
