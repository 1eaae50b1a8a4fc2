import keras
import numpy as np
import pandas as pd
import pytest
from keras import layers

from signkit.data.texts.class_texts import ClassTexts
from signkit.data.texts.descriptions import describe
from signkit.data.texts.vocabulary import Vocabulary
from signkit.models.clip_hybrid import build_clip_hybrid
from signkit.models.photos.backbones import Backbone
from signkit.models.tasks import SignsAndTexts, TextTasks
from signkit.settings.options import OPTIONS, TASKS

FRAMES, CLASSES = 6, ("a", "b", "c")


def texts():
    table = pd.DataFrame(
        {
            "description": ["hand up", "hand down", "hand still"],
            "sentence": ["it goes up .", "it goes down .", "it rests ."],
        },
        index=pd.Index(CLASSES, name="class"),
    )
    vocabulary = Vocabulary.of(table["sentence"])
    sentences = vocabulary.encode(table["sentence"].tolist(), 6, ends=True)
    return ClassTexts(CLASSES, (), describe(table, CLASSES), vocabulary, sentences)


@pytest.fixture
def network():
    def build(*tasks, alpha=0.5, output="landmark"):
        backbone = keras.Sequential([keras.Input((8, 8, 3)), layers.Conv2D(4, 3)])
        hybrid = build_clip_hybrid(
            OPTIONS["C"], 3, 8, FRAMES, 2, Backbone(backbone, "random"), "concat", "recurrent"
        )
        return SignsAndTexts(hybrid, output, TextTasks(tasks, texts(), alpha, "transformer"))

    return build


def batch(count=3):
    rng = np.random.default_rng(0)
    signs = {"landmark_input": rng.normal(0, 0.1, (count, FRAMES, 126)).astype(np.float32)}
    given = {
        "class_input": np.arange(count, dtype=np.int32) % 3,
        "sentence_input": texts().sentences[np.arange(count) % 3],
    }
    return signs, given


def said(model, signs):
    return keras.ops.convert_to_numpy(model(signs))


@pytest.mark.parametrize(
    ("tasks", "alpha", "weights"),
    [
        (("classify", "align"), 0.7, (0.7, 0.3)),
        (TASKS, 0.7, (0.7, 0.15)),
        (("align",), 0.7, (0.0, 1.0)),
        (("translate",), 0.7, (1.0, 1.0)),
    ],
)
def test_alpha_is_the_classes_share(tasks, alpha, weights):
    facts = TextTasks(tasks, texts(), alpha, "transformer")
    assert (facts.class_weight, facts.text_weight) == pytest.approx(weights)


def test_what_predicts_needs_no_text(network):
    signs, _ = batch()
    for tasks in (TASKS, ("align",), ("translate",)):
        model = network(*tasks).model("landmark")
        assert [tensor.name for tensor in model.inputs] == ["landmark_input"]
        assert said(model, signs).sum(axis=1) == pytest.approx(np.ones(3), abs=1e-5)


def test_the_losses_of_text_are_inside_the_model(network):
    signs, given = batch()
    both = network(*TASKS)
    model = both.training_model("landmark")
    needed = both.training_inputs("landmark")
    assert needed == ("class_input", "sentence_input")
    model(signs | given)
    assert len(model.losses) == 2
    assert network("classify", "align").training_inputs("landmark") == ("class_input",)
    assert both.training_inputs("visual") == ()


def test_a_probe_teaches_the_encoder_nothing(network):
    signs, _ = batch()
    both = network("translate")
    model = both.model("landmark")
    model.compile(keras.optimizers.SGD(1.0), "categorical_crossentropy")
    encoder = both.signs.landmark.get_layer("time_embedding")
    before = keras.ops.convert_to_numpy(encoder.kernel).copy()
    model.fit(signs, np.eye(3), verbose=0)
    assert np.array_equal(before, keras.ops.convert_to_numpy(encoder.kernel))


def test_the_nearest_description_classifies(network):
    signs, _ = batch()
    both = network("align")
    vectors = said(both.embedder, signs)
    known = both.text_vectors(CLASSES)
    cosines = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)) @ (
        known / np.linalg.norm(known, axis=1, keepdims=True)
    ).T
    named = said(both.model("landmark"), signs)
    assert named.argmax(axis=1).tolist() == cosines.argmax(axis=1).tolist()


def test_texts_always_train_and_frozen_signs_do_not(network):
    both = network(*TASKS)
    both.freeze_but(("fusion",))
    assert not both.signs.landmark.get_layer("time_embedding").trainable
    assert both.training_model("landmark").get_layer("sign_embedding").trainable


def test_every_variable_counts_once(network):
    both = network(*TASKS)
    names = [v.path for v in both.variables]
    assert len(set(map(id, both.variables))) == len(names)
    assert any("text_words" in name for name in names)
    assert any("time_embedding" in name for name in names)
