import keras
import numpy as np
import pytest
from keras import layers

from signkit.training.explain.occlusion import occlusion


@pytest.fixture
def corner():
    """A model that says p = (mean red of the first of 8 x 8 places) / 255, and 1 - p."""
    image = keras.Input((16, 16, 3), name="image_input")
    red = layers.Cropping2D(((0, 14), (0, 14)))(image)
    p = layers.Rescaling(1 / 255)(layers.GlobalAveragePooling2D()(red))
    read = layers.Dense(2)
    model = keras.Model(image, read(p))
    read.set_weights([np.array([[1.0, -1.0], [0, 0], [0, 0]]), np.array([0.0, 1.0])])
    return model


def photos(corner=255.0):
    found = np.zeros((1, 16, 16, 3), np.float32)
    found[0, :2, :2, 0] = corner
    return found


def test_only_what_the_answer_needs_costs_something(corner):
    lost = occlusion(corner, {"image_input": photos()}, np.array([0]))
    # One place in 64 is red, so hiding it leaves a 64th. The one window that does so also covers
    # its neighbours, which lie under 2 and 4 windows.
    cost = 1 - 1 / 64
    expected = np.zeros((8, 8))
    expected[:2, :2] = [[cost, cost / 2], [cost / 2, cost / 4]]
    np.testing.assert_allclose(lost[0], expected, atol=1e-5)


def test_a_gain_is_no_loss(corner):
    assert not occlusion(corner, {"image_input": photos()}, np.array([1])).any()


def test_photos_and_answers_keep_together_and_hands_stay(corner):
    image = keras.Input((16, 16, 3), name="image_input")
    hands = keras.Input((126,), name="landmark_input")
    there = layers.Rescaling(1.0)(hands)[:, :1]
    model = keras.Model([image, hands], layers.Multiply()([corner(image), there]))
    several = np.concatenate([photos(), photos(), photos(0.0)])
    points = np.zeros((3, 126), np.float32)
    points[:, 0] = 0.5, 1.0, 1.0
    inputs = {"landmark_input": points, "image_input": several}
    lost = occlusion(model, inputs, np.array([0, 0, 0]))
    np.testing.assert_allclose(lost[:, 0, 0], [0.5 * 63 / 64, 63 / 64, 0], atol=1e-5)


def test_a_model_without_a_photo_has_none():
    hands = keras.Input((126,), name="landmark_input")
    model = keras.Model(hands, layers.Dense(2)(hands))
    assert occlusion(model, {"landmark_input": np.zeros((1, 126))}, np.array([0])) is None
