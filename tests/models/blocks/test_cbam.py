import keras
import numpy as np
import pytest

from signkit.models.blocks.cbam import CBAM, CBAMChannelAttention, CBAMSpatialAttention

LAYERS = (CBAMChannelAttention, CBAMSpatialAttention, CBAM)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def called(layer, x):
    return keras.ops.convert_to_numpy(layer(np.asarray(x, "float32")))


def map_of(height, width, channels, count=2):
    return np.random.default_rng(0).normal(size=(count, height, width, channels)).astype("float32")


def test_channels_are_weighed_by_their_mean_and_maximum():
    layer = CBAMChannelAttention(ratio=2)
    layer.build((None, 1, 2, 2))
    # hidden = relu(a + 2b + .5); a's weight: sigmoid of the sum of hidden, b's of minus that + .1.
    layer.squeeze.set_weights([np.array([[1.0], [2.0]]), np.array([0.5])])
    layer.excite.set_weights([np.array([[1.0, -1.0]]), np.array([0.0, 0.1])])
    # Places (1, 0) and (3, -1): mean (2, -.5), maximum (3, 0).
    # hidden: relu(2 - 1 + .5) = 1.5, relu(3 + 0 + .5) = 3.5.
    # a: 1.5 + 3.5 = 5; b: -1.5 - 3.5 + .1 + .1 = -4.8.
    said = called(layer, [[[[1, 0], [3, -1]]]])
    a, b = sigmoid(5), sigmoid(-4.8)
    np.testing.assert_allclose(said, [[[[a, 0], [3 * a, -b]]]], rtol=1e-5)


def test_places_are_weighed_by_the_mean_and_maximum_of_their_channels():
    layer = CBAMSpatialAttention(kernel=3)
    layer.build((None, 1, 2, 2))
    kernel = np.zeros((3, 3, 2, 1))
    kernel[1, 1, 0] = 1  # the mean here
    kernel[1, 2, 1] = 2  # twice the maximum to the right
    layer.score.set_weights([kernel])
    # Mean 2 and 1, maximum 3 and 4; right of the second place there is nothing.
    said = called(layer, [[[[1, 3], [4, -2]]]])
    first, second = sigmoid(2 + 2 * 4), sigmoid(1)
    expected = [[[[first, 3 * first], [4 * second, -2 * second]]]]
    np.testing.assert_allclose(said, expected, rtol=1e-5)


def test_channels_come_first():
    layer, x = CBAM(ratio=2), map_of(3, 5, 4)
    whole = called(layer, x)
    np.testing.assert_allclose(whole, called(layer.places, called(layer.channels, x)), rtol=1e-5)


def test_it_is_as_large_as_the_paper_says():
    layer = CBAM()
    layer.build((None, 8, 8, 64))
    # A shared MLP 64 -> 4 -> 64 with biases, and 7 x 7 over two maps.
    assert layer.count_params() == (64 * 4 + 4) + (4 * 64 + 64) + 7 * 7 * 2
    assert (layer.ratio, layer.kernel) == (16, 7)


def test_no_weights_at_all_leave_a_quarter():
    layer, x = CBAM(), map_of(4, 4, 32)
    layer.build(x.shape)
    layer.set_weights([np.zeros_like(w) for w in layer.get_weights()])
    np.testing.assert_allclose(called(layer, x), x / 4, rtol=1e-5)


def test_fewer_channels_than_the_ratio_still_have_a_hidden_unit():
    assert called(CBAM(ratio=16), map_of(2, 2, 3)).shape == (2, 2, 2, 3)


@pytest.mark.parametrize("kind", LAYERS)
def test_a_map_may_have_any_size_and_the_layer_is_kept_in_the_file(kind, tmp_path):
    inputs = keras.Input((None, None, 8))
    model = keras.Model(inputs, kind(name="attention")(inputs))
    assert model.output_shape == (None, None, None, 8)
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    for height, width in ((1, 1), (4, 9), (16, 100)):
        x = map_of(height, width, 8)
        said = called(model, x)
        assert said.shape == x.shape
        np.testing.assert_allclose(called(again, x), said, rtol=1e-5)


def test_settings_are_kept():
    layer = CBAM.from_config(CBAM(ratio=4, kernel=3, name="c").get_config())
    assert (layer.ratio, layer.kernel, layer.name) == (4, 3, "c")
    assert (layer.channels.ratio, layer.places.kernel) == (4, 3)


def test_half_precision_is_close_to_full():
    full, half = CBAM(), CBAM(dtype="mixed_float16")
    x = 100 * np.abs(map_of(16, 100, 64))  # its sum over the places is past what half can hold
    full.build(x.shape)
    half.build(x.shape)
    # Small weights: where a sigmoid is far out, half precision has few digits by its nature.
    rng = np.random.default_rng(1)
    full.set_weights([rng.normal(scale=0.005, size=w.shape) for w in full.get_weights()])
    half.set_weights(full.get_weights())
    said = half(x)
    assert keras.backend.standardize_dtype(said.dtype) == "float16"
    assert {weight.dtype for weight in half.weights} == {"float32"}
    said = keras.ops.convert_to_numpy(said).astype("float32")
    assert np.isfinite(said).all()
    np.testing.assert_allclose(said, called(full, x), rtol=0.02, atol=0.01)
