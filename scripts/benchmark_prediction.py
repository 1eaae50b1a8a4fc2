"""How long one prediction of a trained model takes, and an epoch of its training took.

    python scripts/benchmark_prediction.py RUN_FOLDER [--rounds 200]

predicts a single photo or clip at a time, as an app does, from arrays that are in memory: finding
the hands comes before. Epochs are those of the run's history.
"""

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

import signkit.models  # noqa: F401 (knows the kit's layers)
from signkit.runs.record import Run


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("run_folder", type=Path)
    parser.add_argument("--rounds", type=int, default=200)
    given = parser.parse_args()
    run = Run(given.run_folder)
    model = keras.models.load_model(run.path("model.keras"), compile=False)
    times = seconds_of(model, one_sample(model), given.rounds)
    print(f"One prediction: {np.median(times) * 1e3:.1f} ms (median of {len(times)};", end=" ")
    print(f"19 in 20 within {np.quantile(times, 0.95) * 1e3:.1f} ms)")
    print(f"{model.count_params():,} parameters, {keras.backend.backend()}")
    for stage, epochs in run.history().groupby("stage", sort=False):
        # The first one traces and compiles.
        later = epochs["seconds"].iloc[1:]
        print(f"Stage {stage}: {later.median():.2f} s an epoch (median of {len(later)})")


def one_sample(model: keras.Model) -> dict[str, np.ndarray]:
    """A batch of one, of noise: how long it takes doesn't depend on what it shows."""
    rng = np.random.default_rng(0)
    shapes = {tensor.name: (1, *tensor.shape[1:]) for tensor in model.inputs}
    return {name: rng.random(shape, np.float32) for name, shape in shapes.items()}


def seconds_of(model: keras.Model, sample: dict[str, np.ndarray], rounds: int) -> np.ndarray:
    """(rounds,) seconds of one prediction each, after a few that don't count."""
    times = []
    for _ in range(rounds + 5):
        began = time.perf_counter()
        model.predict_on_batch(sample)
        times.append(time.perf_counter() - began)
    return np.array(times[5:])


if __name__ == "__main__":
    main()
