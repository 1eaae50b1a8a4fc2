import keras
import numpy as np
import pytest

from signkit.errors import SettingsError
from signkit.models.blocks.hands import TOKENS, HandTokens
from signkit.models.encoders.landmarks import ENCODERS, encode


def encoder(name):
    """A model from landmark_input (B, 126) to the encoder's outputs."""
    keras.utils.set_random_seed(0)
    points = keras.Input((3 * TOKENS,), name="landmark_input")
    features, vector = encode(name, *HandTokens(name="hand_tokens")(points))
    return keras.Model(points, [vector] if features is None else [vector, features])


def encoded(model, x):
    """The vector (B, D) and, where there are any, the token features."""
    found = model.predict(x, verbose=0)
    return found if isinstance(found, list) else [found]


def hands(count=4, seed=0):
    return np.random.default_rng(seed).normal(size=(count, 126)).astype(np.float32)


def mirrored(x):
    """The same hands in a mirror: right becomes left."""
    swapped = x.reshape(-1, 2, 21, 3)[:, ::-1] * np.array([-1, 1, 1], np.float32)
    return swapped.reshape(-1, 126)


def test_the_registry_lists_itself():
    lines = ENCODERS.describe()
    named = {"dense", "tokens", "tokens_geometry", "graph", "geometry", "measures"}
    assert set(lines) == named
    assert all(line.endswith(".") and len(line) < 100 for line in lines.values())
    with pytest.raises(SettingsError, match="Unknown landmark encoder 'lstm'.*tokens_geometry"):
        encode("lstm", None, None)


@pytest.mark.parametrize("name", sorted(ENCODERS))
def test_every_encoder_ends_as_users_know_it_and_is_saved_and_loaded(name, tmp_path):
    model = encoder(name)
    vector, *features = encoded(model, hands())
    assert model.outputs[0] is model.get_layer("landmark_features_final").output
    assert vector.shape == (4, {"dense": 64, "measures": 69}.get(name, 256))
    assert all(f.shape[:2] == (4, 42) for f in features)
    assert len(features) == (name not in ("dense", "measures"))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert np.array_equal(encoded(again, hands())[0], vector)


@pytest.mark.parametrize("name", sorted(ENCODERS))
def test_without_a_hand_there_is_nothing_to_say(name):
    x = hands()
    x[1] = 0
    vector = encoded(encoder(name), x)[0]
    assert not vector[1].any()
    assert vector[[0, 2, 3]].any(axis=1).all()


@pytest.mark.parametrize("name", sorted(ENCODERS))
def test_a_hand_too_small_to_be_one_counts_as_absent(name):
    model, x = encoder(name), hands()
    x[:, 63:] = 0
    one = encoded(model, x)[0]
    x[:, 63:] = hands(seed=1)[:, 63:] * 1e-8
    assert np.array_equal(encoded(model, x)[0], one)
    x[:, 63:] = hands(seed=1)[:, 63:]
    assert not np.allclose(encoded(model, x)[0], one, atol=1e-3)


@pytest.mark.parametrize("name", ["graph", "geometry"])
def test_one_hand_says_the_same_whichever_it_is(name):
    model, x = encoder(name), hands()
    rng = np.random.default_rng(2)
    for weight in model.trainable_variables:  # as after training: no bias is zero any more
        weight.assign_add(rng.normal(0, 0.02, weight.shape).astype(np.float32))
    x[:2, 63:] = 0
    before = encoded(model, x)[0]
    after = encoded(model, mirrored(x))[0]
    assert np.allclose(before[:2], after[:2], atol=1e-5)
    # Two hands are told apart: which one does what can make another sign.
    assert not np.allclose(before[2:], after[2:], atol=1e-3)


def test_option_b_measures_68_features():
    model = encoder("tokens_geometry")
    assert model.get_layer("advanced_features").output.shape == (None, 68)
    assert model.get_layer("advanced_dense").units == 128
