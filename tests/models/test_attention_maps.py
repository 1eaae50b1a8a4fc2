import keras
import numpy as np
import pytest

from signkit.models.attention_maps import attention_maps
from signkit.models.hybrid import build_hybrid
from signkit.models.photos.backbones import build_backbone
from signkit.settings.options import OPTIONS


def hybrid(option="A", fusion="cross_attention"):
    keras.utils.set_random_seed(0)
    chosen, backbone = OPTIONS[option], build_backbone("small", 48, "none")
    return build_hybrid(chosen, 4, 48, backbone, fusion, chosen.landmark_encoder).fused


@pytest.fixture
def inputs():
    """Three photos: with both hands, with none, with the left hand."""
    rng = np.random.default_rng(0)
    landmarks = rng.normal(size=(3, 126)).astype(np.float32)
    landmarks[1] = 0
    landmarks[2, :63] = 0
    photos = rng.uniform(0, 255, (3, 48, 48, 3)).astype(np.float32)
    return {"image_input": photos, "landmark_input": landmarks}


def test_rows_sum_to_one_over_what_is_attended_to(inputs):
    maps = attention_maps(hybrid(), inputs)
    assert maps.spatial.shape == (3, 3, 3)
    assert maps.v2l.shape == (3, 3, 3, 42)
    assert maps.l2v.shape == (3, 42, 3, 3)
    assert np.allclose(maps.v2l[[0, 2]].sum(axis=-1), 1, atol=1e-5)
    assert np.allclose(maps.l2v[0].sum(axis=(1, 2)), 1, atol=1e-5)
    assert np.allclose(maps.l2v[2, 21:].sum(axis=(1, 2)), 1, atol=1e-5)
    assert maps.v2l[0].std(axis=-1).min() > 0  # not all alike


def test_what_is_absent_neither_attends_nor_is_attended_to(inputs):
    maps = attention_maps(hybrid(), inputs)
    assert not maps.v2l[1].any()
    assert not maps.l2v[1].any()
    assert np.abs(maps.v2l[2, ..., :21]).max() < 1e-6
    assert not maps.l2v[2, :21].any()


def test_the_maps_are_what_the_layers_weigh_by(inputs):
    model = hybrid()
    maps = attention_maps(model, inputs)
    layer = model.get_layer("spatial_attention")
    probe = keras.Model(model.inputs, [layer.input, layer.output])
    before, after = probe.predict([inputs[t.name] for t in model.inputs], verbose=0)
    assert np.allclose(before * maps.spatial[..., None], after, atol=1e-5)
    # A value of ones for a single key: what comes out of the head is the weight of that key.
    mha = model.get_layer("cross_attention_v2l")
    probe = keras.Model(model.inputs, mha.input)
    query, value, mask = probe.predict([inputs[t.name] for t in model.inputs], verbose=0)
    _, scores = mha(query, value, attention_mask=mask, return_attention_scores=True)
    expected = np.array(scores).mean(axis=1).reshape(3, 3, 3, 42)
    assert np.allclose(maps.v2l[[0, 2]], expected[[0, 2]], atol=1e-6)


def test_it_reads_models_from_disk_and_leaves_them_as_they_were(inputs, tmp_path):
    model = hybrid()
    before = attention_maps(model, inputs)
    scores = model.predict(inputs, verbose=0)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    after = attention_maps(again, inputs)
    for name in ("spatial", "v2l", "l2v"):
        assert np.allclose(getattr(before, name), getattr(after, name), atol=1e-6)
    assert np.allclose(again.predict(inputs, verbose=0), scores, atol=1e-6)
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]


def test_models_without_attention_have_no_maps(inputs):
    maps = attention_maps(hybrid("baseline", "concat"), inputs)
    assert (maps.spatial, maps.v2l, maps.l2v) == (None, None, None)
    pooled = attention_maps(hybrid("A", "pooled_attention"), inputs)
    assert (pooled.v2l, pooled.l2v) == (None, None)
    assert pooled.spatial.shape == (3, 3, 3)
