import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import ops

from signkit.errors import SettingsError
from signkit.training.explain.gradients import gradient

ROOT = Path(__file__).resolve().parents[3]
OTHERS = """
import keras
import numpy as np
from keras import ops
from signkit.models.photos.backbones import build_backbone
from signkit.models.hybrid import build_hybrid
from signkit.settings.options import OPTIONS
from signkit.training.explain.photo import explain
from signkit.training.explain.gradients import gradient

x = np.array([1.0, 2.0, -3.0], "float32")
cubes, nothing = gradient(lambda a, b: ops.sum(a**3), x, x)
np.testing.assert_allclose(cubes, 3 * x**2, rtol=1e-5)
np.testing.assert_array_equal(nothing, np.zeros(3))
hybrid = build_hybrid(OPTIONS["B"], 3, 32, build_backbone("small", 32, "none"), "concat", "tokens")
rng = np.random.default_rng(0)
inputs = {
    "image_input": rng.uniform(0, 255, (2, 32, 32, 3)).astype("float32"),
    "landmark_input": rng.normal(size=(2, 126)).astype("float32"),
}
found = explain(hybrid.fused, inputs, np.array([0, 2]))
assert found.gradcam.shape == (2, 2, 2) and found.points.shape == (2, 2, 21)
assert np.isfinite(found.gradcam).all() and found.points.max() == 1
print("well")
"""


def test_a_slope_known_by_hand():
    x, y = np.array([1.0, 2.0], np.float32), np.array([3.0, -1.0], np.float32)
    by_x, by_y = gradient(lambda a, b: ops.sum(a * a * b), x, y)
    np.testing.assert_allclose(by_x, [6, -4])  # 2 x y
    np.testing.assert_allclose(by_y, [1, 4])  # x squared


def test_what_plays_no_part_has_no_slope():
    _, nothing = gradient(lambda a, b: ops.sum(a), np.ones(2, "f4"), np.ones((2, 3), "f4"))
    np.testing.assert_array_equal(nothing, np.zeros((2, 3)))


def test_a_model_s_slopes_are_its_finite_differences():
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(5, activation="tanh"), keras.layers.Dense(3, activation="softmax")]
    model = keras.Sequential([keras.Input((4,)), *layers])
    x = np.random.default_rng(0).normal(size=(1, 4)).astype(np.float32)

    def said(tensor):
        return ops.sum(ops.log(model(tensor, training=False)[:, 1]))

    (slopes,) = gradient(said, x)
    steps = 1e-2 * np.eye(4, dtype=np.float32)
    by_hand = [float(said(x + step) - said(x - step)) / 2e-2 for step in steps]
    np.testing.assert_allclose(slopes[0], by_hand, rtol=5e-3, atol=1e-4)


def test_a_backend_without_gradients_is_told(monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "openvino")
    with pytest.raises(SettingsError, match="openvino has no gradients"):
        gradient(ops.sum, np.ones(2))


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_another_backend(backend):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", OTHERS], env=environment, capture_output=True, text=True
    )
    assert ran.stdout.strip() == "well", ran.stderr[-2000:]
