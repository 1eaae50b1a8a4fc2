"""Every fusion and every encoder under the JAX backend, in a process of its own.

Models are kept free of any one backend; this is the test that they are. It needs Keras and JAX.
"""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    *(f"fusion {name}" for name in ("concat", "cross_attention", "pooled_attention", "gated")),
    *(f"encoder {n}" for n in ("dense", "tokens", "tokens_geometry", "graph", "geometry")),
)
TRAIN_ALL = """
import json
import sys
import jax
import keras
import numpy as np
from signkit.models.attention_maps import attention_maps
from signkit.models.photos.backbones import build_backbone
from signkit.models.fusion import FUSIONS
from signkit.models.blocks.geometry import HandFeatures, RelativeGeometry
from signkit.models.blocks.hands import HandTokens
from signkit.models.hybrid import build_hybrid
from signkit.models.encoders.landmarks import ENCODERS
from signkit.settings.options import OPTIONS

rng = np.random.default_rng(0)
hands = rng.normal(size=(4, 126)).astype("float32")
hands[1], hands[2, 63:] = 0, 0  # no hand; the right hand alone
inputs = {
    "image_input": rng.uniform(0, 255, (4, 32, 32, 3)).astype("float32"),
    "landmark_input": hands,
}
targets = np.eye(3, dtype="float32")[[0, 1, 2, 0]]

def build(fusion, encoder):
    keras.utils.set_random_seed(0)
    backbone = build_backbone("small", 32, "none")
    return build_hybrid(OPTIONS["B"], 3, 32, backbone, fusion, encoder).fused

def step(fusion, encoder):
    model = build(fusion, encoder)
    model.compile(keras.optimizers.Adam(1e-2), "categorical_crossentropy")
    before = [np.array(v) for v in model.trainable_variables]
    loss = float(model.train_on_batch(inputs, targets))
    after = [np.array(v) for v in model.trainable_variables]
    still = [v.path for v, a, b in zip(model.trainable_variables, before, after)
             if np.array_equal(a, b)]
    finite = all(np.isfinite(a).all() for a in after)
    return {"loss": loss, "still": still, "finite": finite}

chosen = OPTIONS["B"]
found = {f"fusion {name}": step(name, chosen.landmark_encoder) for name in FUSIONS}
found |= {f"encoder {name}": step(chosen.fusion, name) for name in ENCODERS}
v2l = attention_maps(build("cross_attention", "tokens"), inputs).v2l
found["attention"] = v2l.sum(axis=-1).mean(axis=(1, 2)).round(3).tolist()[:3]
folded = hands.copy().reshape(4, 2, 21, 3)
folded[:, :, 6:9] = folded[:, :, 5:6]  # a finger without a length
layers = HandTokens(), HandFeatures(), RelativeGeometry()
measured = lambda x: sum(layer(*layers[0](x)).sum() for layer in layers[1:])
slopes = np.array(jax.grad(measured)(folded.reshape(4, 126)))
found["slopes"] = bool(np.isfinite(slopes).all() and slopes[0].any())
found["loaded"] = sorted({m.split(".")[0] for m in sys.modules} & {"tensorflow", "torch"})
print(json.dumps({"backend": keras.backend.backend(), **found}))
"""


@pytest.fixture(scope="module")
def trained():
    """What a process under JAX said about each model's step."""
    if importlib.util.find_spec("jax") is None:
        pytest.skip("JAX isn't installed here: pip install jax")
    environment = {**os.environ, "KERAS_BACKEND": "jax", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", TRAIN_ALL],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def unmoved_by_nature(path: str, name: str) -> bool:
    """Whether a weight has no slope: a softmax doesn't change with what all its keys share."""
    one_key = "pooled_attention" in name  # its softmax is 1 whatever is asked
    return path.endswith("/key/bias") or (one_key and ("/key/" in path or "/query/" in path))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_step_under_jax_moves_the_weights(trained, name):
    assert trained["backend"] == "jax"
    assert trained["loaded"] == []
    said = trained[name]
    still = [path for path in said["still"] if not unmoved_by_nature(path, name)]
    assert 0 < said["loss"] < 20
    assert said["finite"]
    assert still == []


@pytest.mark.slow
def test_nothing_was_left_out(trained):
    assert set(trained) == {*NAMES, "backend", "loaded", "attention", "slopes"}


@pytest.mark.slow
def test_attention_is_read_out_under_jax(trained):
    # The photo with both hands; the one without; the one with the right hand.
    assert trained["attention"] == [1, 0, 1]


@pytest.mark.slow
def test_geometry_has_finite_slopes_under_jax(trained):
    # Here a square root's slope at 0 is infinite and spreads; TensorFlow's own forgives it.
    assert trained["slopes"]
