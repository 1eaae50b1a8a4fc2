import keras
import numpy as np

from signkit.landmarks.geometry import normalise
from signkit.models.blocks.hands import HandTokens, JoinHands, MaskedMean, WhereHands


def test_tokens_are_the_normalised_hands_and_the_mask_says_which_are_there():
    rng = np.random.default_rng(0)
    hands = rng.normal(size=(3, 2, 21, 3)).astype(np.float32)
    hands -= hands[:, :, :1]
    hands[1, 0] = 0
    hands[2] = 0
    tokens, mask = HandTokens()(hands.reshape(3, 126))
    tokens, mask = np.array(tokens), np.array(mask)
    assert mask.reshape(3, 2, 21).all(axis=2).tolist() == [
        [True, True],
        [False, True],
        [False, False],
    ]
    tokens = tokens.reshape(3, 2, 21, 3)
    assert np.allclose(tokens[0, 0], normalise(hands[0, 0]), atol=1e-5)
    assert np.allclose(tokens[:2, 1], normalise(hands[:2, 1]) * (-1, 1, 1), atol=1e-5)
    assert not tokens[2].any()


def test_distance_from_the_camera_does_not_count():
    hand = np.random.default_rng(1).normal(size=(1, 126)).astype(np.float32)
    near, far = HandTokens()(hand)[0], HandTokens()(hand * 0.2)[0]
    assert np.allclose(near, far, atol=1e-4)


def test_masked_mean_by_hand():
    tokens = np.array([[[1.0, 2.0], [3.0, 4.0], [100.0, 100.0]], [[5.0, 5.0]] * 3], np.float32)
    mask = np.array([[True, True, False], [False] * 3])
    assert np.allclose(MaskedMean()(tokens, mask), [[2, 3], [0, 0]])


def test_where_hands_by_hand():
    vector = np.array([[1.0, -2.0], [3.0, 4.0]], np.float32)
    mask = np.array([[False, True], [False, False]])
    assert np.array(WhereHands()(vector, mask)).tolist() == [[1, -2], [0, 0]]


def test_join_hands_by_hand():
    hands = np.array([[[1.0, 2.0], [5.0, 4.0]]] * 4, np.float32)
    present = np.array([[True, True], [True, False], [False, True], [False, False]])
    found = np.array(JoinHands()(hands, np.repeat(present, 21, axis=1)))
    assert found.tolist() == [
        [3, 3, -2, -1, 1],  # both: mean, half the difference, and that there are two
        [1, 2, 0, 0, 0],
        [5, 4, 0, 0, 0],
        [0, 0, 0, 0, 0],
    ]


def test_the_layers_come_back_from_their_config():
    for layer in (HandTokens(name="t"), MaskedMean(name="m"), WhereHands(), JoinHands()):
        again = keras.layers.deserialize(keras.layers.serialize(layer))
        assert again.get_config() == layer.get_config()
