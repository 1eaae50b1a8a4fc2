import keras
import numpy as np
import pytest

import signkit.models  # noqa: F401  (registers the layers)
from signkit.models.blocks.temperature import Temperature, tempered, untempered


def classifier():
    inputs = keras.Input((3,), name="x")
    return keras.Model(inputs, keras.layers.Softmax()(inputs), name="toy")


def test_logits_are_divided_by_the_temperature():
    logits = np.log([[0.7, 0.2, 0.1]]).astype("float32")
    said = tempered(classifier(), 2.0).predict(logits, verbose=0)
    roots = np.sqrt([0.7, 0.2, 0.1])
    np.testing.assert_allclose(said[0], roots / roots.sum(), rtol=1e-5)


def test_a_temperature_of_one_adds_nothing():
    model = classifier()
    assert tempered(model, 1) is model


def test_an_impossible_class_stays_finite():
    said = keras.ops.convert_to_numpy(Temperature(3.0)(np.array([[1.0, 0.0]], "float32")))
    assert np.isfinite(said).all()
    assert said[0, 0] > 0.9


def test_it_is_kept_in_the_file(tmp_path):
    model = tempered(classifier(), 1.7)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    logits = np.array([[1.0, 2.0, 0.5]], "float32")
    np.testing.assert_array_equal(
        again.predict(logits, verbose=0), model.predict(logits, verbose=0)
    )
    assert again.get_layer("calibrated_output").temperature == pytest.approx(1.7)


def test_it_can_be_taken_off_again():
    logits = np.array([[1.0, 2.0, 0.5]], "float32")
    model = classifier()
    again = untempered(tempered(model, 1.7))
    np.testing.assert_array_equal(
        again.predict(logits, verbose=0), model.predict(logits, verbose=0)
    )
    assert untempered(model) is model


def test_several_labels_are_scaled_each_by_itself(tmp_path):
    inputs = keras.Input((3,))
    model = keras.Model(inputs, keras.layers.Activation("sigmoid")(inputs))
    softer = tempered(model, 2.0, activation="sigmoid")
    logits = np.array([[-4.0, 0.0, 3.0]], np.float32)
    expected = 1 / (1 + np.exp(-logits / 2))
    assert np.allclose(softer.predict(logits, verbose=0), expected, atol=1e-5)
    softer.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    assert np.allclose(again.predict(logits, verbose=0), expected, atol=1e-5)
