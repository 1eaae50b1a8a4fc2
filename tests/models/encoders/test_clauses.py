import keras
import numpy as np
import pytest

from signkit.data.texts.vocabulary import PADDING, UNKNOWN
from signkit.models.encoders.clauses import Clauses, ForgetWords

COMMA = 9
TOKENS = np.array([[4, 5, COMMA, 6, 7, 8, PADDING], [5, COMMA, COMMA, 4, PADDING] + [PADDING] * 2])


def value(tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def test_places_and_words_by_hand():
    place, _, words = Clauses([COMMA])(TOKENS)
    expected = [[True, True, False, True, True, True, False]]
    expected += [[True, False, False, True, False, False, False]]
    assert value(words).tolist() == expected
    place = np.where(value(words), value(place), -1)
    assert place.tolist() == [[0, 1, -1, 0, 1, 2, -1], [0, -1, -1, 0, -1, -1, -1]]


def test_words_attend_to_their_clause_alone():
    together = value(Clauses([COMMA])(TOKENS)[1])
    assert np.flatnonzero(together[0, 0]).tolist() == [0, 1]
    assert np.flatnonzero(together[0, 4]).tolist() == [3, 4, 5]
    assert np.flatnonzero(together[1, 3]).tolist() == [3]
    assert together.any(axis=2).all()  # a comma and a padding have themselves


def test_without_separators_a_text_is_one_clause():
    place, together, words = Clauses([])(TOKENS)
    assert value(words)[0].tolist() == [True] * 6 + [False]
    assert value(together)[0, 0].tolist() == [True] * 6 + [False]
    assert value(place)[0, :6].tolist() == list(range(6))


def test_words_are_forgotten_in_training_alone():
    tokens = np.full((200, 10), 7)
    tokens[:, 6:] = PADDING
    layer = ForgetWords(0.25, seed=3)
    assert value(layer(tokens)).tolist() == tokens.tolist()
    lost = value(layer(tokens, training=True))
    assert set(lost[:, :6].ravel()) == {7, UNKNOWN}
    assert (lost[:, :6] == UNKNOWN).mean() == pytest.approx(0.25, abs=0.04)
    assert (lost[:, 6:] == PADDING).all()
    assert (lost[:, :6] == UNKNOWN).all(axis=1).mean() < 0.02  # each word by itself


@pytest.mark.parametrize("layer", [Clauses([4, 9]), ForgetWords(0.2, seed=1)])
def test_layers_load_as_they_were_saved(layer, tmp_path):
    tokens = keras.Input((7,), dtype="int32")
    model = keras.Model(tokens, layer(tokens))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras").layers[-1]
    config = layer.get_config()
    assert {k: loaded.get_config()[k] for k in config if k != "dtype"} == {
        k: config[k] for k in config if k != "dtype"
    }
    for one, other in zip(
        keras.tree.flatten(layer(TOKENS)), keras.tree.flatten(loaded(TOKENS)), strict=True
    ):
        assert value(one).tolist() == value(other).tolist()
