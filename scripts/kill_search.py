"""Proof that a killed search ends as if it had never been killed.

    python scripts/kill_search.py [--methods hyperband,random] [--trials 10] [--kills 3] [--seed 0]

draws a few small photos and searches for the best small network with real trainings: undisturbed,
then killed (SIGKILL, as when a machine is gone) at random moments and started again each time. In
the end every finished trial must be in the record once, none may have been trained again after it
was recorded, and all proposals and scores must be the same. Exits with 1 where they are not, or
where not every kill came in time. Scores are compared bit for bit, so run it on a CPU.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

METHODS = ("hyperband", "random", "bayesian", "grid")
SPACE = {"filters": (4, 8), "units": (8, 16, 32), "learning_rate": (1e-2, 1e-3)}
EPOCHS, SIZE = 9, 24
LONGEST = 600  # seconds that a search may take
# Within a training; while its score is being recorded; soon after the command was given.
MOMENTS = ("training", "recording", "starting")
os.environ.update(SIGNKIT_HEADLESS="1", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")


def main():
    given = arguments()
    if given.search:
        search_here(Path(given.search), given.methods, given.trials)
        return
    with tempfile.TemporaryDirectory() as folder:
        faults = [
            fault
            for method in given.methods.split(",")
            for fault in faults_of(method, Path(folder), given)
        ]
    print(*faults or ["Nothing was lost, and nothing trained twice."], sep="\n")
    sys.exit(bool(faults))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--methods", default=",".join(METHODS), help="with commas between")
    parser.add_argument("--trials", type=int, default=10)
    parser.add_argument("--kills", type=int, default=3, help="of each method's search")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--search", help="search in this folder, as the killed process does")
    return parser.parse_args()


def faults_of(method: str, root: Path, given: argparse.Namespace) -> list[str]:
    """Search undisturbed and killed; return what differs, saying how it went."""
    whole, cut = root / f"{method}_whole", root / f"{method}_killed"
    finish(start(whole, method, given.trials))
    struck = killed(cut, method, given, random.Random(f"{given.seed}{method}"))
    faults = differences(whole, cut)
    if struck < given.kills:
        faults.append(f"Only {struck} of {given.kills} kills came before the end.")
    count, begun = len(recorded(cut)), len(started(cut))
    if not faults:
        print(
            f"{method}: {count} trials, each once, the same as undisturbed; {struck} kills, "
            f"{begun - len(set(started(cut)))} trainings cut off and begun again.",
            flush=True,
        )
    return [f"{method}: {fault}" for fault in faults]


def killed(folder: Path, method: str, given: argparse.Namespace, rng: random.Random) -> int:
    """Search with kills spread over the trials, then undisturbed; return how many came in time."""
    moments = [MOMENTS[kill % len(MOMENTS)] for kill in range(given.kills)]
    rng.shuffle(moments)
    for kill, moment in enumerate(moments):
        goal = int((kill + rng.random()) * given.trials / given.kills)
        process = start(folder, method, given.trials)
        wait_for(moment, folder, goal, process, rng)
        process.kill()
        if process.wait() != -signal.SIGKILL:
            return kill
        print(f"{method}: killed while {moment}, {len(recorded(folder))} recorded", flush=True)
    finish(start(folder, method, given.trials))
    return given.kills


def wait_for(moment: str, folder: Path, goal: int, process, rng: random.Random) -> None:
    """Wait for a moment after `goal` trials are recorded, or for the search's end."""
    if moment == "starting":
        before = len(started(folder))
        pause(rng.uniform(0.5, 8), process, lambda: len(started(folder)) > before)
        return
    pause(LONGEST, process, lambda: len(recorded(folder)) >= goal)
    begun = len(started(folder))
    if moment == "training":
        pause(LONGEST, process, lambda: len(started(folder)) > begun)
        pause(rng.uniform(0, 1.5), process, lambda: False)
    else:
        trials = len(recorded(folder))
        pause(LONGEST, process, lambda: len(recorded(folder)) > trials, 0.0005)


def pause(seconds: float, process: subprocess.Popen, until, every: float = 0.01) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None and not until():
        time.sleep(every)


def start(folder: Path, method: str, trials: int) -> subprocess.Popen:
    ask = ["--search", str(folder), "--methods", method, "--trials", str(trials)]
    return subprocess.Popen([sys.executable, __file__, *ask], stdout=subprocess.DEVNULL)


def finish(process: subprocess.Popen) -> None:
    if status := process.wait(LONGEST):
        sys.exit(f"A search ended with exit status {status}.")


def search_here(folder: Path, method: str, trials: int) -> None:
    """The search itself, in the process that gets killed; notes each training that it begins."""
    from signkit.training.search.memory import freeing
    from signkit.training.search.tuning import search

    folder.mkdir(parents=True, exist_ok=True)

    def train(trial):
        # How many were recorded by then tells a training of one that was finished already.
        with (folder / "started.jsonl").open("a") as file:
            file.write(json.dumps([trial.number, len(recorded(folder))]) + "\n")
        with freeing():
            return minus_loss(trial, folder)

    search(SPACE, method, trials, EPOCHS, 0, folder, train)


def minus_loss(trial, folder: Path) -> float:
    """Train a small network on small photos; return minus its loss on others, which hardly ties."""
    import keras

    keras.utils.set_random_seed(trial.number)
    photos, labels = drawn_photos()
    model = network(trial.values)
    if trial.parent:
        model.load_weights(folder / f"{trial.parent}.weights.h5")
    model.fit(
        photos[:64],
        labels[:64],
        batch_size=16,
        epochs=trial.epochs,
        initial_epoch=trial.begin,
        verbose=0,
    )
    part = folder / "part.weights.h5"
    model.save_weights(part)
    part.replace(folder / f"{trial.number}.weights.h5")
    return -float(model.evaluate(photos[64:], labels[64:], verbose=0))


def network(values: dict):
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(values["filters"], 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(values["units"], activation="relu"),
            layers.Dense(2, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(values["learning_rate"])
    model.compile(optimizer, "sparse_categorical_crossentropy")
    return model


def drawn_photos():
    """128 photos of noise with a bar in it, lying or standing."""
    import numpy as np

    rng = np.random.default_rng(0)
    photos = rng.integers(0, 200, (128, SIZE, SIZE, 3), np.uint8)
    labels = np.arange(128) % 2
    for photo, lies in zip(photos, labels, strict=True):
        row = rng.integers(4, SIZE - 8)
        (photo if lies else photo.swapaxes(0, 1))[row : row + 4] = 220
    return photos, labels


def whole_lines(file: Path) -> list:
    lines = file.read_text().splitlines(keepends=True) if file.is_file() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def recorded(folder: Path) -> list[dict]:
    return whole_lines(folder / "trials.jsonl")


def started(folder: Path) -> list[int]:
    return [number for number, _ in whole_lines(folder / "started.jsonl")]


def differences(whole: Path, cut: Path) -> list[str]:
    """What differs between the records; nothing where they are the same."""
    faults = []
    records = [[{**line, "seconds": 0} for line in recorded(folder)] for folder in (whole, cut)]
    if not records[0] or records[0] != records[1]:
        faults.append(f"The records differ: {records[0]} and {records[1]}")
    numbers = [line["trial"] for line in records[1]]
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"Not every trial is there once: {numbers}")
    for number, before in whole_lines(cut / "started.jsonl"):
        # Trials are recorded in their order.
        if number <= before:
            faults.append(f"Trial {number} was trained again when {before} were recorded.")
    return faults


if __name__ == "__main__":
    main()
