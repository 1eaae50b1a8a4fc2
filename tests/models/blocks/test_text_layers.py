import keras
import numpy as np
import pytest

from signkit.models.blocks.text_layers import EncoderBlock, NotPadding, TextEmbedding, positions


def test_positions_are_sines():
    found = keras.ops.convert_to_numpy(positions(3, 4))
    # Of two pairs the first turns by 1 a word, the last by 1 / 10,000.
    expected = [[np.sin(p), np.sin(p / 1e4), np.cos(p), np.cos(p / 1e4)] for p in range(3)]
    np.testing.assert_allclose(found[0], expected, atol=1e-6)


def test_one_table_serves_words_and_logits():
    layer = TextEmbedding(5, 4)
    vectors = keras.ops.convert_to_numpy(layer(np.array([[2, 3]], np.int32)))
    table = layer.table.numpy()
    places = keras.ops.convert_to_numpy(positions(2, 4))[0]
    np.testing.assert_allclose(vectors[0], table[[2, 3]] * 2 + places, rtol=1e-5)
    states = np.ones((1, 2, 4), np.float32)
    logits = keras.ops.convert_to_numpy(layer(states, reverse=True))
    np.testing.assert_allclose(logits[0, 0], table.sum(axis=1), rtol=1e-5)
    assert len(layer.weights) == 2


def test_logits_are_exact_under_half_precision():
    layer = TextEmbedding(5, 4, dtype="mixed_bfloat16")
    assert layer(np.array([[2]], np.int32)).dtype.name == "bfloat16"
    logits = layer(keras.ops.ones((1, 1, 4)), reverse=True)
    assert keras.backend.standardize_dtype(logits.dtype) == "float32"


def test_padding_is_not_looked_at():
    keras.utils.set_random_seed(0)
    block = EncoderBlock(8, 2, 16)
    x = np.random.default_rng(0).normal(size=(1, 4, 8)).astype("float32")
    mask = np.array([[True, True, False, False]])
    before = keras.ops.convert_to_numpy(block(x, mask))
    x[:, 2:] = 7
    after = keras.ops.convert_to_numpy(block(x, mask))
    np.testing.assert_allclose(after[:, :2], before[:, :2], atol=1e-6)
    all_seen = keras.ops.convert_to_numpy(block(x, np.ones((1, 4), bool)))
    assert abs(all_seen[:, :2] - before[:, :2]).max() > 1e-3


def test_not_padding():
    said = keras.ops.convert_to_numpy(NotPadding()(np.array([[4, 1, 0]], np.int32)))
    assert said.tolist() == [[True, True, False]]


@pytest.mark.parametrize("block", [EncoderBlock(8, 2, 16, 0.1), EncoderBlock(4, 1, 8)])
def test_it_comes_back_from_a_file(block, tmp_path):
    tokens = keras.Input((None,), dtype="int32")
    x = TextEmbedding(9, block.width, 0.1)(tokens)
    model = keras.Model(tokens, block(x, NotPadding()(tokens)))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    rows = np.array([[4, 5, 0]], np.int32)
    np.testing.assert_array_equal(model(rows), again(rows))
    assert again.layers[-1].get_config() == model.layers[-1].get_config()
