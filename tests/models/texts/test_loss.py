import keras
import numpy as np
import pytest

from signkit.models.texts.loss import Perplexity, TextLoss, TokenAccuracy, WithTextLoss

HALF, QUARTER = np.log([0.5, 0.3, 0.2]), np.log([0.25, 0.5, 0.25])


@pytest.fixture
def words():
    """Targets and logits of two sentences; the second is a word and padding."""
    targets = np.array([[1, 2], [2, 0]], np.int32)
    logits = np.array([[QUARTER, QUARTER], [HALF, HALF]], np.float32)
    return targets, logits


# p of the three words: .5, .25, .2
NATS = -np.log([0.5, 0.25, 0.2])


def test_the_loss_is_the_mean_over_words(words):
    assert float(TextLoss()(*words)) == pytest.approx(NATS.mean(), rel=1e-5)


def test_words_weigh_alike_under_weights_too(words):
    # The first sentence counts twice, the second not at all.
    found = float(TextLoss()(*words, sample_weight=np.array([2.0, 0.0])))
    assert found == pytest.approx(2 * NATS[:2].sum() / 3, rel=1e-5)


def test_smoothing_costs_where_the_network_is_sure():
    logits = np.array([[[0, 9.0, 0]]], np.float32)
    targets = np.array([[1]], np.int32)
    assert float(TextLoss(0.1)(targets, logits)) > float(TextLoss()(targets, logits)) + 0.1


def test_nothing_but_padding_costs_nothing():
    assert float(TextLoss()(np.zeros((2, 3), int), np.ones((2, 3, 4), "float32"))) == 0


def test_perplexity_and_accuracy_leave_padding_out(words):
    perplexity, accuracy = Perplexity(), TokenAccuracy()
    for metric in (perplexity, accuracy):
        metric.update_state(*words)
        metric.update_state(words[0][1:], words[1][1:])
    assert float(perplexity.result()) == pytest.approx(np.exp((NATS.sum() + NATS[2]) / 4))
    assert float(accuracy.result()) == pytest.approx(1 / 4)
    perplexity.reset_state()
    assert np.isnan(float(perplexity.result()))


def both(weight):
    """Classes and words of one vector, whose one output is the classes."""
    x = keras.Input((2,), name="x")
    text = keras.Input((2,), dtype="int32", name="text")
    start = {"kernel_initializer": "zeros", "bias_initializer": "zeros"}
    logits = keras.layers.Reshape((2, 5))(keras.layers.Dense(10, **start)(x))
    classes = keras.layers.Dense(4, "softmax", **start)(x)
    model = keras.Model([x, text], WithTextLoss(weight, name="with_text")(classes, logits, text))
    model.compile("sgd", "categorical_crossentropy", loss_weights=[1 - weight])
    return model


@pytest.fixture
def samples():
    x = [np.ones((3, 2), "float32"), np.array([[1, 2], [3, 0], [4, 4]], np.int32)]
    return x, np.eye(4, dtype="float32")[:3]


@pytest.mark.parametrize("weight", [0.25, 1.0])
def test_one_output_learns_both(weight, samples):
    # All of 4 classes and of 5 words are alike at the start.
    found = both(weight).evaluate(*samples, verbose=0, return_dict=True)
    assert found["loss"] == pytest.approx((1 - weight) * np.log(4) + weight * np.log(5), rel=1e-5)
    assert found["text_perplexity"] == pytest.approx(5, rel=1e-5)


def test_training_moves_the_words_too(samples):
    model = both(0.5)
    logs = model.fit(*samples, epochs=3, verbose=0).history
    assert logs["text_perplexity"][2] < logs["text_perplexity"][0]
    assert logs["loss"][2] < logs["loss"][0]
    assert model.predict(samples[0], verbose=0).shape == (3, 4)


def test_they_come_back_from_a_file(samples, tmp_path):
    model = both(0.25)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    layer = again.get_layer("with_text")
    assert layer.get_config() == model.get_layer("with_text").get_config()
    assert layer.weight == 0.25
    np.testing.assert_array_equal(again.predict(samples[0]), model.predict(samples[0]))
    for thing in (TextLoss(0.2), Perplexity(), TokenAccuracy()):
        kind = keras.losses if isinstance(thing, TextLoss) else keras.metrics
        same = kind.deserialize(kind.serialize(thing))
        assert same.get_config() == thing.get_config()
