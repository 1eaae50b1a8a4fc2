import keras
import numpy as np
import pytest

from signkit.errors import SettingsError
from signkit.models.blocks.gate import Gate
from signkit.models.fusion import FUSIONS, Branches

WIDTH = 16
SHAPES = {
    "visual_tokens": (4, 8),
    "visual": (WIDTH,),
    "landmark_tokens": (42, 8),
    "landmark": (WIDTH,),
}


def fused(name):
    """A model from made-up branches to what the fusion gives."""
    keras.utils.set_random_seed(0)
    inputs = {key: keras.Input(shape, name=f"{key}_in") for key, shape in SHAPES.items()}
    inputs["mask"] = keras.Input((42,), dtype="bool", name="mask_in")
    # Not every fusion uses every input; a model wants them all to lead somewhere.
    ends = [keras.layers.Identity()(x) for x in inputs.values()]
    return keras.Model([*inputs.values()], [FUSIONS[name](Branches(**inputs)), *ends])


def run(model, x):
    """What the fusion gives, (B, D)."""
    return model.predict([*x.values()], verbose=0)[0]


def branches(seed=0, count=3):
    rng = np.random.default_rng(seed)
    drawn = {k: rng.normal(size=(count, *s)).astype(np.float32) for k, s in SHAPES.items()}
    return {**drawn, "mask": np.ones((count, 42), bool)}


def test_the_registry_lists_itself():
    lines = FUSIONS.describe()
    assert set(lines) == {"concat", "cross_attention", "pooled_attention", "gated"}
    assert all(line.endswith(".") and len(line) < 110 for line in lines.values())
    with pytest.raises(SettingsError, match="Unknown fusion 'sum'.*gated"):
        FUSIONS["sum"]


@pytest.mark.parametrize("name", sorted(FUSIONS))
def test_every_fusion_hears_both_sides_and_is_saved_and_loaded(name, tmp_path):
    model, x = fused(name), branches()
    assert model.outputs[0] is model.get_layer("fused_features").output
    before = run(model, x)
    other = branches(seed=1)
    for side in ("visual", "landmark"):
        changed = run(model, {**x, side: other[side]})
        assert np.abs(changed - before).max() > 0.01
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert np.array_equal(run(again, x), before)


@pytest.mark.parametrize("name", ["cross_attention", "pooled_attention", "gated"])
def test_without_a_hand_the_landmark_side_is_not_listened_to(name):
    model, x, other = fused(name), branches(), branches(seed=1)
    x["mask"][1] = False
    before = run(model, x)
    changed = {**x, "landmark": other["landmark"], "landmark_tokens": other["landmark_tokens"]}
    after = run(model, changed)
    assert np.isfinite(before).all()
    assert np.allclose(before[1], after[1], atol=1e-6)
    assert not np.allclose(before[0], after[0], atol=1e-3)
    assert np.abs(before[1]).max() > 0.01  # the photo still speaks


def test_an_absent_hands_tokens_get_no_attention():
    model, x, other = fused("cross_attention"), branches(), branches(seed=1)
    x["mask"][:, 21:] = False
    before = run(model, x)
    x["landmark_tokens"][:, 21:] = other["landmark_tokens"][:, 21:]
    assert np.allclose(run(model, x), before, atol=1e-6)


def test_the_gate_by_hand():
    gate = Gate()
    visual = np.array([[1.0, 2.0], [1.0, 2.0]], np.float32)
    landmark = np.array([[-1.0, 4.0], [-1.0, 4.0]], np.float32)
    mask = np.repeat([[True], [False]], 42, axis=1)
    gate(visual, landmark, mask)
    # Channel 0 looks at landmark channel 0 alone, channel 1 at its bias: sigmoid(ln 3) = 3/4.
    kernel = np.zeros((4, 2), np.float32)
    kernel[2, 0] = -np.log(3)
    gate.score.set_weights([kernel, np.array([0, np.log(3)], np.float32)])
    found = np.array(gate(visual, landmark, mask))
    assert np.allclose(found[0], [0.75 * 1 - 0.25 * 1, 0.75 * 2 + 0.25 * 4])
    assert np.allclose(found[1], [1, 2])  # no hand: the photo's own vector
