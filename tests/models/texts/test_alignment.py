import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from signkit.models.texts.alignment import (
    TEMPERATURE,
    Alignment,
    ClassTexts,
    Sharpness,
    TextProbabilities,
    WithLoss,
    aligned,
    shared_contrast,
    similarity,
    text_classifier,
)

ROOT = Path(__file__).resolve().parents[3]


def value(tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def models(weight=1.0):
    """A training model over 4 numbers, and the one that predicts."""
    keras.utils.set_random_seed(0)
    signs = keras.Input((4,), name="landmark_input")
    texts = keras.Input((5,), name="text_input")
    classes = keras.Input((), dtype="int32", name="class_input")
    vector = layers.Dense(8, name="sign_output")(signs)
    words = layers.Dense(8, name="text_output")(texts)
    cosines = Alignment(weight, name="alignment")(vector, words, classes)
    probabilities = layers.Dense(3, activation="softmax", name="classification_output")(vector)
    output = WithLoss(name="with_loss")(probabilities, cosines)
    training = keras.Model([signs, texts, classes], output)
    training.compile("sgd", "sparse_categorical_crossentropy", jit_compile=False)
    return training, keras.Model(signs, probabilities), keras.Model(signs, vector)


def batch(n=12):
    rng = np.random.default_rng(0)
    classes = np.arange(n, dtype="int32") % 3
    signs = rng.normal(size=(n, 4)).astype("float32") + classes[:, None]
    return [signs, np.eye(5, dtype="float32")[classes], classes], classes


def test_cosines_by_hand():
    found = value(similarity(np.array([[2.0, 0], [1, 1]]), np.array([[0.0, 3], [5, 0], [-1, 0]])))
    half = 2**-0.5
    assert found == pytest.approx(np.array([[0, 1, -1], [half, half, -half]]), abs=1e-6)


def test_without_equal_classes_it_is_clips_loss():
    logits = np.array([[2.0, 0.0], [1.0, 3.0]], "float32")
    rows = [np.log1p(np.exp(-2.0)), np.log1p(np.exp(-2.0))]
    columns = [np.log1p(np.exp(-1.0)), np.log1p(np.exp(-3.0))]
    by_hand = (np.mean(rows) + np.mean(columns)) / 2
    assert value(shared_contrast(logits, np.array([0, 1]))) == pytest.approx(by_hand, rel=1e-5)


def test_equal_classes_share_the_target():
    # Two samples of class 0, one of class 1: where all logits are 0 each third has probability 1/3,
    # of which the target (1/2, 1/2) costs log 3 - log 2, and (1) costs log 3.
    classes = np.array([0, 0, 1])
    by_hand = (2 * np.log(1.5) + np.log(3)) / 3
    flat = shared_contrast(np.zeros((3, 3), "float32"), classes)
    assert value(flat) == pytest.approx(by_hand, rel=1e-5)
    perfect = np.where(classes[:, None] == classes, 50.0, 0.0).astype("float32")
    assert value(shared_contrast(perfect, classes)) == pytest.approx(0, abs=1e-5)


def test_a_batch_of_one_class_asks_for_nothing_but_evenness():
    alike = np.full((4, 4), 7.0, "float32")
    assert value(shared_contrast(alike, np.zeros(4, int))) == pytest.approx(0, abs=1e-5)


def test_the_temperature_stays_in_its_bounds():
    found = value(Sharpness()(np.array([-1.0, 2.0, 9.0], "float32")))
    assert found == pytest.approx([0, 2, np.log(100)])


def test_the_loss_counts_in_training_and_in_evaluation():
    inputs, targets = batch()
    with_loss, _, _ = models(weight=2.0)
    without, _, _ = models(weight=0.0)
    first, second = (
        m.evaluate(inputs, targets, verbose=0, return_dict=True) for m in (with_loss, without)
    )
    assert first["alignment_loss"] == pytest.approx(second["alignment_loss"], rel=1e-5)
    assert first["alignment_loss"] > 0.1
    assert first["loss"] == pytest.approx(second["loss"] + 2 * first["alignment_loss"], rel=1e-4)


def test_training_brings_signs_to_their_texts():
    inputs, targets = batch(48)
    model, _, _ = models()
    model.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", jit_compile=False)
    told = model.fit(
        inputs, targets, batch_size=16, epochs=15, verbose=0, validation_data=(inputs, targets)
    ).history
    assert told["alignment_loss"][-1] < told["alignment_loss"][0] / 2
    assert told["val_alignment_loss"][-1] < told["val_alignment_loss"][0] / 2
    alignment = model.get_layer("alignment")
    assert alignment.temperature != pytest.approx(TEMPERATURE, rel=1e-3)  # it was learnt


def test_the_temperature_starts_where_told():
    layer = Alignment(temperature=0.2)
    layer(np.eye(2, dtype="float32"), np.eye(2, dtype="float32"), np.arange(2))
    assert layer.temperature == pytest.approx(0.2)


def test_a_saved_model_says_the_same(tmp_path):
    inputs, targets = batch()
    model, _, _ = models(weight=0.5)
    model.fit(inputs, targets, epochs=2, verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    before, after = (
        m.evaluate(inputs, targets, verbose=0, return_dict=True) for m in (model, loaded)
    )
    assert after == pytest.approx(before, rel=1e-5)
    kept = loaded.get_layer("alignment")
    assert kept.temperature == pytest.approx(model.get_layer("alignment").temperature)
    assert kept.weight == 0.5


def test_what_predicts_holds_no_alignment():
    model, predicts, _ = models()
    assert not [x for x in predicts.layers if isinstance(x, Alignment | WithLoss)]
    inputs, targets = batch()
    both = [model.predict(inputs, verbose=0), predicts.predict(inputs[0], verbose=0)]
    assert both[0] == pytest.approx(both[1], rel=1e-5)
    predicts.compile(loss="sparse_categorical_crossentropy", jit_compile=False)
    assert set(predicts.evaluate(inputs[0], targets, verbose=0, return_dict=True)) == {"loss"}


def test_probabilities_over_texts_by_hand():
    signs, texts = np.eye(2, dtype="float32"), np.array([[1, 0], [0, 1], [0, -1]], "float32")
    found = value(TextProbabilities(temperature=0.5)(signs, texts))
    tops = np.exp([[2, 0, 0], [0, 2, -2]])
    assert found == pytest.approx(tops / tops.sum(axis=1, keepdims=True), rel=1e-5)


def test_probabilities_over_texts_learn_and_load(tmp_path):
    signs, texts = keras.Input((4,)), keras.Input((4,))
    model = keras.Model([signs, texts], TextProbabilities(0.3, name="by_text")(signs, texts))
    rng = np.random.default_rng(0)
    vectors, words = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    model.compile("sgd", "sparse_categorical_crossentropy", jit_compile=False)
    model.fit([vectors, words], np.arange(6), batch_size=6, verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert loaded.get_layer("by_text").temperature == model.get_layer("by_text").temperature != 0.3
    before, after = (value(one([vectors, words])) for one in (model, loaded))
    assert after == pytest.approx(before, rel=1e-5)


def test_a_text_classifier_needs_no_text_encoder(tmp_path):
    _, _, signs = models()
    texts = np.random.default_rng(1).normal(size=(5, 8))
    model = text_classifier(signs, texts, temperature=0.1)
    (inputs, _, _), _ = batch()
    vectors = signs.predict(inputs, verbose=0)
    cosines = vectors @ texts.T / np.linalg.norm(vectors, axis=1)[:, None]
    tops = np.exp(cosines / np.linalg.norm(texts, axis=1) / 0.1)
    by_hand = tops / tops.sum(axis=1, keepdims=True)
    assert model.predict(inputs, verbose=0) == pytest.approx(by_hand, rel=1e-3)
    assert model.get_layer("known_texts").trainable_weights == []
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert loaded.predict(inputs, verbose=0) == pytest.approx(by_hand, rel=1e-3)


def test_the_texts_of_all_classes_are_given_whatever_the_samples(tmp_path):
    number = keras.Input((), dtype="int32")
    layer = ClassTexts(3, 2, dtype="int32", name="class_texts")
    words = layers.Embedding(7, 4)(layer(number))
    vectors = keras.ops.take(keras.ops.mean(words, axis=1), number, axis=0)
    model = keras.Model(number, vectors)
    layer.set_weights([np.array([[1, 2], [3, 4], [5, 6]])])
    assert layer.trainable_weights == []
    found = model.predict(np.array([2, 0, 2, 2]), verbose=0)
    table = model.layers[2].get_weights()[0]
    assert found[1] == pytest.approx(table[[1, 2]].mean(axis=0))
    assert found[[0, 2, 3]] == pytest.approx(np.tile(table[[5, 6]].mean(axis=0), (3, 1)))
    model.save(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras")
    assert loaded.get_layer("class_texts").get_weights()[0].dtype == np.int32
    assert loaded.predict(np.array([2, 0, 2, 2]), verbose=0) == pytest.approx(found)


def test_a_model_is_aligned_in_one_call():
    inputs, targets = batch()
    _, predicts, signs = models()
    texts = keras.Sequential([keras.Input((5,)), layers.Dense(8)])
    model = aligned(predicts, signs.output, texts, np.eye(3, 5, dtype="float32"), weight=0.5)
    model.compile("sgd", "sparse_categorical_crossentropy", jit_compile=False)
    named = {"landmark_input": inputs[0], "class_input": targets}
    before = [w.copy() for w in texts.get_weights()]
    told = model.fit(named, targets, epochs=1, verbose=0).history
    assert 0 < 0.5 * told["alignment_loss"][0] < told["loss"][0]
    assert abs(texts.get_weights()[0][:3] - before[0][:3]).min(axis=1).max() > 0
    assert model.predict(named, verbose=0) == pytest.approx(
        predicts.predict(inputs[0], verbose=0), rel=1e-5
    )


BACKENDS = """
import json
import sys
import keras
import numpy as np
import pandas as pd
from keras import layers
from signkit.data.texts.descriptions import describe
from signkit.models.texts.alignment import ClassTexts, TextProbabilities, aligned
from signkit.models.encoders.texts import TextOption, text_encoder

keras.utils.set_random_seed(0)
names = ["a", "b", "c"]
words = ["index up, thumb up", "index folded, thumb up", "index up, thumb folded, little up"]
table = pd.DataFrame({"description": words, "sentence": ""}, index=names)
encoder = text_encoder("transformer", describe(table, names), TextOption(units=8, width=8))
classes = (np.arange(24) % 3).astype("int32")
tokens = encoder.arrays(words)
signs = np.eye(3, dtype="float32")[classes] + np.random.default_rng(0).normal(0, .1, (24, 3))
seen = keras.Input((3,), name="landmark_input")
number = keras.Input((), dtype="int32", name="any_input")
vector = layers.Dense(8)(seen)
given = ClassTexts(*tokens.shape, dtype="int32")
by_text = TextProbabilities()(vector, encoder.model(given(number)))
given.set_weights([tokens])
output = layers.Dense(3, activation="softmax")(vector)
plain = keras.Model(seen, output)
plain.compile(loss="sparse_categorical_crossentropy")
model = aligned(plain, vector, encoder.model, tokens)
model.compile(keras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy")
inputs = [signs.astype("float32"), classes]

def losses():
    # What the alignment costs, and the whole loss.
    total = model.evaluate(inputs, classes, verbose=0, return_dict=True)["loss"]
    return total - plain.evaluate(inputs[0], classes, verbose=0), total

start = losses()[0]
told = model.fit(inputs, classes, epochs=15, verbose=0).history
end, total = losses()
path = sys.argv[1] + "/m.keras"
model.save(path)
loaded = keras.models.load_model(path).evaluate(inputs, classes, verbose=0, return_dict=True)
other = keras.Model([seen, number], by_text)(inputs)
print(json.dumps({
    "backend": keras.backend.backend(),
    "start": start, "end": end, "total": total, "again": loaded["loss"], "told": sorted(told),
    "temperature": model.get_layer("alignment").temperature,
    "sums": float(np.asarray(keras.ops.convert_to_numpy(other)).sum(axis=1).std()),
}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_alignment_and_text_train_under_other_backends(backend, tmp_path):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} isn't installed here: pip install {backend}")
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", BACKENDS, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["backend"] == backend
    assert 0 < said["end"] < said["start"] / 2
    assert said["again"] == pytest.approx(said["total"], rel=1e-3)
    tracked = ["alignment_loss"] if backend != "jax" else []  # see Alignment
    assert said["told"] == [*tracked, "loss"]
    assert said["temperature"] != pytest.approx(0.07, rel=1e-3)
    assert said["sums"] < 1e-5
