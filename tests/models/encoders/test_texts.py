import sys
import types

import keras
import numpy as np
import pandas as pd
import pytest

from signkit.data.texts.descriptions import describe
from signkit.errors import SettingsError
from signkit.models.encoders import sentence_embeddings
from signkit.models.encoders.texts import TEXT_ENCODERS, TextOption, text_encoder

WORDS = {
    "one": "index up, middle folded",
    "two": "index up, middle up",
    "fist": "index folded, middle folded.",
}
SMALL = TextOption(units=6, width=8)


class FakeSentenceTransformer:
    """Embeds a text as how often it says "up" and "folded", and its length."""

    def __init__(self, name):
        if name == "nowhere":
            raise OSError("no such model")

    def encode(self, texts, normalize_embeddings, show_progress_bar):
        counts = [[t.count("up"), t.count("folded"), len(t)] for t in texts]
        return np.array(counts, float)


@pytest.fixture
def descriptions():
    table = pd.DataFrame({"description": WORDS, "sentence": ""})
    return describe(table, ["one", "two"])


@pytest.fixture
def fake(monkeypatch):
    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer = FakeSentenceTransformer
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)


def vectors(encoder, texts):
    return encoder.model.predict(encoder.arrays(texts), verbose=0)


@pytest.mark.parametrize("name", TEXT_ENCODERS)
def test_texts_become_vectors(name, descriptions, fake):
    encoder = text_encoder(name, descriptions, SMALL)
    found = vectors(encoder, descriptions.texts())
    assert found.shape == (3, 6)
    assert np.isfinite(found).all()
    assert abs(found[0] - found[1]).max() > 1e-4


@pytest.mark.parametrize("name", TEXT_ENCODERS)
def test_an_encoder_loads_as_it_was_saved(name, descriptions, fake, tmp_path):
    encoder = text_encoder(name, descriptions, SMALL)
    encoder.model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    arrays = encoder.arrays(descriptions.texts())
    assert loaded.predict(arrays, verbose=0) == pytest.approx(
        encoder.model.predict(arrays, verbose=0), rel=1e-5
    )


def test_clauses_may_come_in_any_order(descriptions):
    encoder = text_encoder("transformer", descriptions, SMALL)
    texts = ["index up, middle folded", "middle folded, index up", "index folded, middle up"]
    first, turned, other = vectors(encoder, texts)
    assert turned == pytest.approx(first, abs=1e-5)
    # The same words, otherwise bound to each other.
    assert abs(other - first).max() > 1e-4


def test_padding_says_nothing(descriptions):
    encoder = text_encoder("transformer", descriptions, SMALL)
    longer = text_encoder("transformer", descriptions, SMALL).model
    tokens = encoder.arrays(["index up"])
    longer.set_weights(encoder.model.get_weights())
    changed = encoder.model.get_layer("text_words").get_weights()[0]
    changed[0] += 5  # what padding is embedded as
    longer.get_layer("text_words").set_weights([changed])
    assert longer.predict(tokens, verbose=0) == pytest.approx(
        encoder.model.predict(tokens, verbose=0), abs=1e-5
    )


def test_the_encoder_learns(descriptions):
    encoder = text_encoder("transformer", descriptions, SMALL)
    model = keras.Sequential([encoder.model, keras.layers.Dense(3, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", jit_compile=False)
    arrays, classes = encoder.arrays(descriptions.texts()), np.arange(3)
    before = model.evaluate(arrays, classes, verbose=0)
    model.fit(np.tile(arrays, (40, 1)), np.tile(classes, 40), batch_size=3, verbose=0)
    assert model.evaluate(arrays, classes, verbose=0) < before / 2


def test_a_pretrained_model_is_asked_once_a_text(descriptions, fake):
    encoder = text_encoder("pretrained", descriptions, SMALL)
    assert encoder.arrays(["up up", "folded"]).tolist() == [[2, 0, 5], [0, 1, 6]]
    assert encoder.arrays(["up"]).dtype == np.float32
    assert [w.shape for w in encoder.model.trainable_weights] == [(3, 6)]


def test_without_the_package_the_error_names_the_command(descriptions, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(SettingsError, match='pip install "sentence-transformers"'):
        text_encoder("pretrained", descriptions, SMALL)


def test_a_model_that_cannot_be_had_is_named(fake):
    with pytest.raises(SettingsError, match="'nowhere' can't be had: no such model"):
        sentence_embeddings.embed(["a"], "nowhere")


def test_an_unknown_encoder_names_the_known(descriptions):
    with pytest.raises(SettingsError, match="pretrained, transformer"):
        text_encoder("bert", descriptions)


def test_every_encoder_says_what_it_is():
    assert all(TEXT_ENCODERS.describe().values())
