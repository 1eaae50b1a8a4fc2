import keras
import numpy as np

from signkit.landmarks.hand import INDEX, WRIST
from signkit.models.blocks.skeleton import SkeletonConvolution, skeleton_matrix


def test_the_matrix_by_hand():
    matrix = skeleton_matrix()
    assert np.array_equal(matrix, matrix.T)
    # Neighbours and themselves: the wrist 6, a knuckle at the palm's side 4, a tip 2.
    tip, dip, index = INDEX["index_tip"], INDEX["index_dip"], INDEX["index_mcp"]
    assert np.isclose(matrix[WRIST, WRIST], 1 / 6)
    assert np.isclose(matrix[tip, tip], 1 / 2)
    assert np.isclose(matrix[tip, dip], 1 / 6**0.5)
    assert np.isclose(matrix[WRIST, index], 1 / 24**0.5)
    assert np.isclose(matrix[index, INDEX["middle_mcp"]], 1 / 20**0.5)
    assert matrix[tip, WRIST] == 0
    assert (matrix > 0).sum() == 21 + 2 * (20 + 3)


def test_a_point_hears_its_neighbours_and_never_the_other_hand():
    keras.utils.set_random_seed(0)
    layer = SkeletonConvolution()
    x = np.random.default_rng(0).normal(size=(1, 2, 21, 8)).astype(np.float32)
    before = np.array(layer(x))
    x[0, 0, INDEX["index_tip"]] += np.arange(8)
    moved = np.abs(np.array(layer(x)) - before).max(axis=-1) > 1e-6
    assert set(zip(*np.nonzero(moved[0]), strict=True)) == {
        (0, INDEX["index_tip"]),
        (0, INDEX["index_dip"]),
    }


def test_it_is_saved_and_loaded(tmp_path):
    inputs = keras.Input((2, 21, 8))
    model = keras.Model(inputs, SkeletonConvolution(dropout=0.3, name="g")(inputs))
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    x = np.random.default_rng(0).normal(size=(2, 2, 21, 8)).astype(np.float32)
    assert np.array_equal(model.predict(x, verbose=0), again.predict(x, verbose=0))
    assert again.get_layer("g").dropout == 0.3
