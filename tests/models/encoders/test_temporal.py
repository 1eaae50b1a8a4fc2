import keras
import numpy as np
import pytest

from signkit.errors import SettingsError
from signkit.models.encoders.temporal import (
    TEMPORAL,
    WIDTH,
    AttentionPool,
    ChannelAttention,
    Masked,
    MeanAndMost,
)

FRAMES, NUMBERS = 6, 10


def encoder(name):
    features, mask = keras.Input((FRAMES, NUMBERS)), keras.Input((FRAMES,), dtype="bool")
    return keras.Model([features, mask], TEMPORAL[name](features, mask))


def sequences(count=2, seed=0):
    return np.random.default_rng(seed).normal(size=(count, FRAMES, NUMBERS)).astype(np.float32)


@pytest.mark.parametrize("name", sorted(TEMPORAL))
def test_what_is_masked_says_nothing(name):
    model = encoder(name)
    features, mask = sequences(), np.ones((2, FRAMES), bool)
    mask[:, 4:] = False
    other = features.copy()
    other[:, 4:] = 7
    tokens, vector = model.predict([features, mask], verbose=0)
    _, same = model.predict([other, mask], verbose=0)
    assert tokens.shape == (2, FRAMES, WIDTH)
    assert vector.shape == (2, WIDTH)
    assert vector == pytest.approx(same, abs=1e-5)


@pytest.mark.parametrize("name", sorted(TEMPORAL))
def test_the_order_of_frames_counts(name):
    model, mask = encoder(name), np.ones((1, FRAMES), bool)
    features = sequences(1)
    one = model.predict([features, mask], verbose=0)[1]
    other = model.predict([features[:, ::-1], mask], verbose=0)[1]
    assert np.abs(one - other).max() > 1e-3


@pytest.mark.parametrize("name", sorted(TEMPORAL))
def test_a_clip_without_hands_gives_numbers(name):
    nothing = np.zeros((1, FRAMES, NUMBERS), np.float32), np.zeros((1, FRAMES), bool)
    assert all(np.isfinite(x).all() for x in encoder(name).predict(list(nothing), verbose=0))


@pytest.mark.parametrize("name", sorted(TEMPORAL))
def test_it_is_saved_and_loaded(name, tmp_path):
    model, mask = encoder(name), np.ones((2, FRAMES), bool)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    given = [sequences(), mask]
    assert again.predict(given, verbose=0)[1] == pytest.approx(
        model.predict(given, verbose=0)[1], abs=1e-6
    )


def test_an_unknown_name_is_refused():
    with pytest.raises(SettingsError, match="conv_transformer"):
        TEMPORAL["lstm9"]


def test_mean_and_most_of_the_frames_that_count():
    tokens = np.array([[[1.0, 4.0], [3.0, 0.0], [9.0, 9.0]]], np.float32)
    mask = np.array([[True, True, False]])
    assert np.allclose(MeanAndMost()(tokens, mask), [[2.5, 3.0]])
    assert np.allclose(MeanAndMost()(tokens, ~mask & mask), [[0, 0]])


def test_attention_over_equal_scores_is_the_mean():
    pool = AttentionPool()
    tokens = np.array([[[2.0, 0.0], [4.0, 2.0], [9.0, 9.0]]], np.float32)
    pool.build(tokens.shape)
    pool.score.kernel.assign(np.zeros((2, 1)))
    assert np.allclose(pool(tokens, np.array([[True, True, False]])), [[3.0, 1.0]])


def test_masked_frames_are_zeros():
    assert Masked()(np.ones((1, 2, 3)), np.array([[True, False]]))[0, :, 0].numpy().tolist() == [
        1,
        0,
    ]


def test_channels_are_weighed_between_nothing_and_whole():
    layer = ChannelAttention(kernel=1)
    tokens = np.ones((1, 2, 4), np.float32)
    layer.build(tokens.shape)
    layer.neighbours.kernel.assign(np.zeros((1, 1, 1)))
    assert np.allclose(layer(tokens, np.ones((1, 2), bool)), 0.5)
    assert ChannelAttention.from_config(layer.get_config()).kernel == 1
