import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from signkit.models.blocks.cbam import CBAM
from signkit.models.photos.convnext import convnext_tiny_cbam, with_attention

ROOT = Path(__file__).resolve().parents[3]
SHAPE = (32, 64, 3)
PHOTOS = np.random.default_rng(0).uniform(0, 255, (2, *SHAPE)).astype("float32")


@pytest.fixture(scope="module")
def plain():
    model = keras.applications.ConvNeXtTiny(include_top=False, weights=None, input_shape=SHAPE)
    for layer in model.layers:  # at its start of 1e-6 a whole block is next to nothing
        if layer.name.endswith("layer_scale"):
            layer.gamma.assign(0.3 + 0 * layer.gamma)
    return model


def features(model):
    return keras.ops.convert_to_numpy(model(PHOTOS, training=False))


def test_without_attention_it_is_the_plain_network(plain):
    rewired = with_attention(plain, keras.layers.Identity)
    np.testing.assert_array_equal(features(rewired), features(plain))
    assert np.abs(features(with_attention(plain)) - features(plain)).max() > 0.1


def test_weights_in_place_of_attention_count_after_both_stages(plain):
    # Attention that multiplies by 2 shows where it stands: at the end it doubles what comes out.
    def twice_last(name):
        return keras.layers.Rescaling(2.0 if name == "cbam_4" else 1.0, name=name)

    def nothing_third(name):
        return keras.layers.Rescaling(0.0 if name == "cbam_3" else 1.0, name=name)

    np.testing.assert_allclose(
        features(with_attention(plain, twice_last)), 2 * features(plain), rtol=1e-5
    )
    # Nothing of the photo passes the third: all photos look alike behind it.
    first, second = features(with_attention(plain, nothing_third))
    np.testing.assert_allclose(first, second, atol=1e-5)


def test_it_is_one_flat_network_with_attention_to_each_stages_channels():
    model = convnext_tiny_cbam(SHAPE, None)
    attention = [layer for layer in model.layers if isinstance(layer, CBAM)]
    assert [layer.name for layer in attention] == ["cbam_3", "cbam_4"]
    assert [layer.input.shape for layer in attention] == [(None, 2, 4, 384), (None, 1, 2, 768)]
    assert model.layers[-1] is attention[1]
    inner = [layer for layer in model.layers if isinstance(layer, keras.Model)]
    assert [layer.name for layer in inner if not isinstance(layer, keras.Sequential)] == []


@pytest.mark.slow
@pytest.mark.parametrize("frozen", [False, True])
def test_attention_and_blocks_learn_unless_they_are_frozen(frozen):
    keras.utils.set_random_seed(0)
    backbone = convnext_tiny_cbam((64, 128, 3), None)
    backbone.trainable = not frozen
    photos = keras.Input((64, 128, 3))
    pooled = keras.layers.GlobalAveragePooling2D()(backbone(photos))
    model = keras.Model(photos, keras.layers.Dense(3, activation="sigmoid")(pooled))
    model.compile(keras.optimizers.AdamW(1e-3), "binary_crossentropy", run_eagerly=True)
    before = backbone.get_weights()
    x = np.random.default_rng(0).uniform(0, 255, (2, 64, 128, 3)).astype("float32")
    losses = [float(model.train_on_batch(x, np.float32([[1, 0, 1], [0, 1, 1]]))) for _ in range(3)]
    moved = {
        weight.path
        for weight, old, new in zip(backbone.weights, before, backbone.get_weights(), strict=True)
        if not np.array_equal(old, new)
    }
    assert losses[-1] < losses[0]
    if frozen:
        assert moved == set()
    else:
        # The weights of places too, which a norm across channels behind them would keep as new.
        parts = ("cbam_3/places", "cbam_3/channels", "cbam_4/places", "stage_3_block_2", "stem")
        assert {part for part in parts if any(part in path for path in moved)} == set(parts)


UNDER_JAX = """
import keras
import numpy as np
import sys
from signkit.models.photos.convnext import convnext_tiny_cbam
model = convnext_tiny_cbam((32, 64, 3), None)
said = np.array(model(np.full((1, 32, 64, 3), 99, "float32")))
model.save(sys.argv[1])
again = keras.models.load_model(sys.argv[1])
assert keras.backend.backend() == "jax" and "tensorflow" not in sys.modules
assert said.shape == (1, 1, 2, 768) and np.isfinite(said).all()
assert np.allclose(again(np.full((1, 32, 64, 3), 99, "float32")), said, atol=1e-5)
"""


@pytest.mark.slow
def test_it_is_built_saved_and_loaded_under_jax(tmp_path):
    if importlib.util.find_spec("jax") is None:
        pytest.skip("JAX isn't installed here: pip install jax")
    environment = {**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", UNDER_JAX, tmp_path / "model.keras"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-3000:]
