import keras
import numpy as np
import pytest

from signkit.models.blocks.temperature import tempered
from signkit.models.hybrid import build_hybrid
from signkit.models.photos.backbones import build_backbone
from signkit.settings.options import OPTIONS
from signkit.training.explain.photo import explain, grad_cam, input_importance


@pytest.fixture(scope="module")
def inputs():
    """Three photos: a right hand, both hands, none."""
    rng = np.random.default_rng(0)
    hands = rng.normal(size=(3, 2, 21, 3)).astype(np.float32)
    hands[:, :, 0] = 0  # each wrist is its hand's origin
    hands[0, 1] = hands[2] = 0
    photos = rng.uniform(0, 255, (3, 64, 64, 3)).astype(np.float32)
    return {"image_input": photos, "landmark_input": hands.reshape(3, 126)}


def hybrid(option="B", fusion="cross_attention", encoder="geometry", seed=0):
    keras.utils.set_random_seed(seed)
    return build_hybrid(
        OPTIONS[option], 4, 64, build_backbone("small", 64, "none"), fusion, encoder
    )


NAMED = np.array([0, 1, 2])


def test_grad_cam_by_hand():
    features = np.array([[[1.0, 0.0], [2.0, 5.0]]])[None]  # 1 photo, 1 x 2 places, 2 channels
    slopes = np.array([[[1.0, 0.0], [3.0, -2.0]]])[None]
    # Mean slopes 2 and -1: 1 * 2 - 0 and 2 * 2 - 5, which speaks against and is dropped.
    np.testing.assert_allclose(grad_cam(features, slopes), [[[2, 0]]])


def test_importance_by_hand():
    hands, slopes = np.zeros((1, 126)), np.ones((1, 126))
    hands[0, 3:6], slopes[0, 3:6] = (1, 2, 3), (1, -2, -1)  # 1 - 4 - 3
    hands[0, 63:66] = (0, 0.5, 0)
    found = input_importance(hands, slopes)
    assert found.shape == (1, 2, 21)
    assert (found[0, 0, 1], found[0, 1, 0], found.sum()) == (6, 0.5, 6.5)


@pytest.mark.parametrize(
    ("option", "fusion", "encoder"),
    [
        ("baseline", "concat", "dense"),
        ("A", "cross_attention", "tokens"),
        ("B", "gated", "geometry"),
    ],
)
def test_every_hybrid_is_explained(inputs, option, fusion, encoder):
    found = explain(hybrid(option, fusion, encoder).fused, inputs, NAMED)
    assert found.gradcam.shape == (3, 4, 4)
    assert found.points.shape == (3, 2, 21)
    for maps in (found.gradcam, found.points):
        assert np.isfinite(maps).all()
        assert maps.min() >= 0
        assert set(maps.max(axis=(1, 2))) <= {0.0, 1.0}
    assert found.points[0, 0].max() == 1
    assert not found.points[0, 1].any()  # an absent hand
    assert not found.points[:, :, 0].any()  # the wrists
    assert not found.points[2].any()


def test_one_branch_shows_its_own_input_alone(inputs):
    model = hybrid()
    by_photo, by_hands = (explain(m, inputs, NAMED) for m in (model.visual, model.landmark))
    assert by_photo.points is by_hands.gradcam is None
    assert by_photo.gradcam.any()
    assert by_hands.points[:2].any()


def test_grad_cam_of_pooled_places_is_known():
    # Over a global mean and a softmax, the slope of log p at each place is that of the logits / 16.
    model = hybrid("baseline", "concat", "dense").visual
    photos = np.random.default_rng(1).uniform(0, 255, (2, 64, 64, 3)).astype(np.float32)
    features = keras.Model(model.inputs, model.get_layer("visual_gap").input)(photos).numpy()
    weights = model.get_layer("visual_output").get_weights()[0]
    said = model.predict(photos, verbose=0)
    slopes = weights[:, 1] - said @ weights.T
    by_hand = np.maximum(np.einsum("bhwc,bc->bhw", features, slopes), 0)
    found = explain(model, {"image_input": photos}, np.array([1, 1])).gradcam
    strongest = by_hand.max(axis=(1, 2), keepdims=True)
    assert (strongest > 0).all()
    np.testing.assert_allclose(found, by_hand / strongest, atol=1e-4)


def test_a_saved_and_tempered_model_is_explained_alike(inputs, tmp_path):
    model = hybrid().fused
    tempered(model, 1.0001).save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", compile=False)
    before, after = explain(model, inputs, NAMED), explain(loaded, inputs, NAMED)
    np.testing.assert_allclose(after.gradcam, before.gradcam, atol=5e-3)
    np.testing.assert_allclose(after.points, before.points, atol=5e-3)


def test_an_ensemble_is_its_members_mean(inputs, tmp_path):
    members = [hybrid(fusion="gated", seed=seed).fused for seed in (0, 1)]
    for number, member in enumerate(members):
        member.name = f"member_{number}"
    given = [keras.Input(tensor.shape[1:], name=tensor.name) for tensor in members[0].inputs]
    mean = keras.layers.Average()([member(given) for member in members])
    keras.Model(given, mean).save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", compile=False)
    found = explain(loaded, inputs, NAMED)
    each = [explain(member, inputs, NAMED).gradcam for member in members]
    expected = np.mean(each, axis=0)
    strongest = expected.max(axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(found.gradcam, expected / np.maximum(strongest, 1e-9), atol=1e-3)


def test_other_weights_give_another_explanation(inputs):
    # The sanity check of Adebayo et al. (2018): a map that weights don't change explains none.
    one, other = (explain(hybrid(seed=seed).fused, inputs, NAMED) for seed in (0, 1))
    assert np.corrcoef(one.gradcam.ravel(), other.gradcam.ravel())[0, 1] < 0.8
    assert np.corrcoef(one.points[:2].ravel(), other.points[:2].ravel())[0, 1] < 0.8


def test_a_sure_answer_still_has_an_explanation(inputs):
    model = hybrid()
    heads = model.fused.get_layer("fused_output")
    kernel, bias = heads.get_weights()
    heads.set_weights([kernel, bias + np.array([9, 0, 0, 0], np.float32)])  # p = .9999
    found = explain(model.fused, inputs, np.zeros(3, int))
    assert found.points[:2].max(axis=(1, 2)).tolist() == [1, 1]
