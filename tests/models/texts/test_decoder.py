import keras
import numpy as np
import pytest

from signkit.models.blocks.text_layers import TextSizes
from signkit.models.texts.decoder import TextDecoder, cross_entropy, sentence_likelihood, write_text
from signkit.models.texts.decoding import TextWriter

TINY = TextSizes(width=8, depth=2, heads=2, hidden=16, dropout=0.1)
WORDS = 7


def over_signs(wide=3):
    """A decoder over tokens (B, T, wide), such as a video's, and a mask."""
    words = keras.Input((None,), dtype="int32", name="words")
    memory, mask = keras.Input((None, wide), name="memory"), keras.Input((None,), name="mask")
    logits = write_text(words, memory, mask > 0, WORDS, TINY)
    return keras.Model({"words": words, "memory": memory, "mask": mask}, logits)


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(1)
    return over_signs()


@pytest.fixture
def inputs():
    rng = np.random.default_rng(0)
    return {
        "words": np.array([[2, 4, 5, 6, 4], [2, 5, 5, 0, 0]], np.int32),
        "memory": rng.normal(size=(2, 4, 3)).astype("float32"),
        "mask": np.array([[1, 1, 1, 1], [1, 1, 0, 0]], "float32"),
    }


def logits_of(model, inputs):
    return keras.ops.convert_to_numpy(model(inputs))


def test_there_are_logits_for_each_word(model, inputs):
    logits = logits_of(model, inputs)
    assert logits.shape == (2, 5, WORDS)
    assert logits.dtype == np.float32
    assert np.isfinite(logits).all()


def test_a_word_sees_none_after_it(model, inputs):
    before = logits_of(model, inputs)
    inputs["words"][:, 3] = 3
    after = logits_of(model, inputs)
    np.testing.assert_allclose(after[:, :3], before[:, :3], atol=1e-6)
    assert abs(after[:, 3] - before[:, 3]).max() > 1e-3
    assert abs(after[0, 4] - before[0, 4]).max() > 1e-3


def test_tokens_out_of_the_mask_are_not_looked_at(model, inputs):
    before = logits_of(model, inputs)
    inputs["memory"][:, 3] += [1, -2, 3]
    after = logits_of(model, inputs)
    np.testing.assert_allclose(after[1], before[1], atol=1e-6)
    assert abs(after[0] - before[0]).max() > 1e-3


def test_a_clip_without_any_token_stays_finite(model, inputs):
    inputs["mask"][1] = 0
    assert np.isfinite(logits_of(model, inputs)).all()


def test_it_comes_back_from_a_file(model, inputs, tmp_path):
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(logits_of(again, inputs), logits_of(model, inputs))
    decoder = again.get_layer("text_decoder")
    assert isinstance(decoder, TextDecoder)
    assert decoder.get_config() == model.get_layer("text_decoder").get_config()


def test_a_loaded_model_writes_what_the_first_wrote(model, inputs, tmp_path):
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    del inputs["words"]
    ours, theirs = (TextWriter.of(m, "words").write(inputs, length=9) for m in (model, again))
    np.testing.assert_array_equal(ours, theirs)


def test_cross_entropy_by_hand():
    logits = np.log([[[0.5, 0.25, 0.125, 0.125]]]).astype("float32")
    plain = cross_entropy(np.array([[1]]), logits)
    assert float(plain[0, 0]) == pytest.approx(np.log(4))
    # A tenth of the truth goes to all four words, whose log2 are -1, -2, -3, -3.
    smooth = cross_entropy(np.array([[1]]), logits, 0.1)
    expected = (0.9 * 2 + 0.1 * (1 + 2 + 3 + 3) / 4) * np.log(2)
    assert float(smooth[0, 0]) == pytest.approx(expected, rel=1e-5)


def test_the_likelihood_of_a_sentence_leaves_padding_out():
    logits = np.log(np.full((2, 3, 4), 0.25, "float32"))
    found = sentence_likelihood(logits, np.array([[1, 2, 3], [3, 0, 0]]))
    np.testing.assert_allclose(found, [3 * np.log(0.25), np.log(0.25)], rtol=1e-5)


@pytest.mark.slow
def test_it_learns_to_say_what_it_sees():
    keras.utils.set_random_seed(0)
    model = over_signs(wide=5)
    # Two tokens of three kinds, one after the other, of which each sentence names first the last.
    rng = np.random.default_rng(0)
    seen = rng.integers(0, 3, (200, 2))
    words = np.column_stack([np.full(200, 2), seen[:, ::-1] + 4]).astype("int32")
    places = np.broadcast_to(np.eye(2), (200, 2, 2))
    memory = np.concatenate([np.eye(3)[seen], places], axis=-1).astype("float32")
    signs = {"memory": memory, "mask": np.ones((200, 2), "float32")}
    follow = np.concatenate([words[:, 1:], np.full((200, 1), 3)], axis=1)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-2), loss, jit_compile=False)
    model.fit({"words": words, **signs}, follow, epochs=15, verbose=0, batch_size=20)
    said = TextWriter.of(model, "words").write(signs, length=4, beam=2)
    assert (said[:, :3] == words).all(axis=1).mean() > 0.9
