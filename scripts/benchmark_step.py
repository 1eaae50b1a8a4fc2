"""A training step of the hybrid against one of its bare backbone, at the same size of photo.

    KERAS_BACKEND=jax python scripts/benchmark_step.py --size 224 --batch 64

Needs Keras and JAX alone (no TensorFlow, no mediapipe, none of signkit's other requirements); run
it from the project's folder. Both models train on made-up batches that lie on the device: option B
whole, and its backbone with pooling and a softmax, by the same optimizer, in float32 and in
mixed precision. Compilation isn't counted. Both run in turns and the median round of each counts,
so that other work on the machine hits both.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import jax
import keras
import numpy as np

from signkit.models.hybrid import build_hybrid
from signkit.models.photos.backbones import build_backbone
from signkit.settings.options import OPTIONS

CLASSES = 36
GOAL = 1.05  # the hybrid's time a step over the bare backbone's


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--size", type=int, default=224, help="pixels of a photo's side")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--steps", type=int, default=20, help="steps a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--backbone", default=OPTIONS["B"].backbone)
    mixed = ("mixed_bfloat16", "mixed_float16")
    parser.add_argument("--mixed", default=mixed[0], choices=mixed, help="float16 needs a GPU")
    return parser.parse_args()


def hybrid(name: str, size: int) -> keras.Model:
    option, backbone = OPTIONS["B"], build_backbone(name, size, "none")
    built = build_hybrid(option, CLASSES, size, backbone, option.fusion, option.landmark_encoder)
    return built.fused


def bare(name: str, size: int) -> keras.Model:
    backbone = build_backbone(name, size, "none").model
    photos = keras.Input((size, size, 3), name="image_input")
    x = keras.layers.GlobalAveragePooling2D()(backbone(photos))
    return keras.Model(
        photos, keras.layers.Dense(CLASSES, activation="softmax", dtype="float32")(x)
    )


class Steps:
    """A model's own training step, compiled once and repeated on one batch on the device."""

    def __init__(self, model: keras.Model, photos: int, size: int):
        option = OPTIONS["B"]
        optimizer = keras.optimizers.AdamW(
            1e-4, weight_decay=option.weight_decay, clipnorm=option.clipnorm
        )
        model.compile(optimizer, "categorical_crossentropy")
        model.optimizer.build(model.trainable_variables)
        self.name = model.name
        self.data = jax.device_put(made_up(model, photos, size))
        self.state = [
            [variable.value for variable in group]
            for group in (
                model.trainable_variables,
                model.non_trainable_variables,
                model.optimizer.variables,
                model.metrics_variables,
            )
        ]
        self.step = jax.jit(model.train_step, donate_argnums=0)
        self.seconds = []
        self.run(2)  # compiles

    def run(self, steps: int) -> float:
        """Train on, and return the seconds a step took."""
        start = time.perf_counter()
        for _ in range(steps):
            logs, self.state = self.step(self.state, self.data)
        jax.block_until_ready(self.state)
        seconds = (time.perf_counter() - start) / steps
        if not np.isfinite(float(logs["loss"])):
            raise FloatingPointError(f"The loss of {self.name} is {logs['loss']}.")
        return seconds


def made_up(model: keras.Model, photos: int, size: int):
    """A batch of noise in the model's inputs' order, and its one-hot targets."""
    rng = np.random.default_rng(0)
    inputs = {
        "image_input": rng.uniform(0, 255, (photos, size, size, 3)).astype(np.float32),
        "landmark_input": rng.normal(size=(photos, 126)).astype(np.float32),
    }
    targets = np.eye(CLASSES, dtype=np.float32)[rng.integers(0, CLASSES, photos)]
    given = [inputs[tensor.name] for tensor in model.inputs]
    return (given[0] if len(given) == 1 else given), targets


def compare(policy: str, given: argparse.Namespace) -> float:
    """Time both models under a policy, print what came out, return the ratio."""
    keras.config.set_dtype_policy(policy)
    models = [
        Steps(build(given.backbone, given.size), given.batch, given.size)
        for build in (bare, hybrid)
    ]
    for _ in range(given.rounds):
        for model in models:
            model.seconds.append(model.run(given.steps))
    took = [statistics.median(model.seconds) for model in models]
    for name, seconds in zip(("bare backbone", "hybrid"), took, strict=True):
        print(
            f"{policy:15} {name:14} {given.batch / seconds:9.1f} images/s {seconds * 1e3:9.2f} ms"
        )
    print(f"{policy:15} ratio          {took[1] / took[0]:9.3f}", flush=True)
    return took[1] / took[0]


def main() -> None:
    given = arguments()
    device = jax.devices()[0]
    print(f"{device.device_kind} ({device.platform}), JAX {jax.__version__}, Keras", end=" ")
    print(f"{keras.version()}: {given.backbone}, {given.size} px, batches of {given.batch}")
    ratios = [compare(policy, given) for policy in ("float32", given.mixed)]
    met = "met" if max(ratios) <= GOAL else "not met"
    print(f"goal: a step of the hybrid in at most {GOAL} times the backbone's: {met}")


if __name__ == "__main__":
    main()
