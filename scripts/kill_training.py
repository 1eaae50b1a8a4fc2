"""Proof that a killed training ends as if it had never been killed.

    python scripts/kill_training.py [--kills 10] [--seed 0]

draws a few sign photos, trains option B over its four stages undisturbed, then trains it again and
kills it (SIGKILL, as when a machine is gone) at random moments, each time giving the same command
again. In the end every weight, every line of the history and every prediction must be the same, bit
for bit. Exits with 1 where something differs. On a GPU set TF_DETERMINISTIC_OPS=1.
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

import numpy as np
import pandas as pd

PLAN = "visual {n} 1e-3; landmark {n} 1e-3; fusion {n} 1e-3; end_to_end {n} 1e-4"
TINY = ("--backbone", "small", "--image-size", "48", "--weights", "none", "--batch-size", "8")
MODELS = ("model.keras", "branches/visual.keras", "branches/landmark.keras")
QUIET = {**os.environ, "SIGNKIT_HEADLESS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
LONGEST = 600  # seconds that a training may take


def main():
    given = arguments()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(given.root or folder)
        prepare(root)
        plan = PLAN.format(n=given.epochs)
        began = time.monotonic()
        train(root, plan, "whole").wait()
        print(f"Undisturbed: {time.monotonic() - began:.0f} s")
        killed(root, plan, given.kills, random.Random(given.seed))
        faults = differences(root / "runs" / "whole", root / "runs" / "killed")
    print(*faults or ["Weights, history and predictions are the same, bit for bit."], sep="\n")
    sys.exit(bool(faults))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=3, help="of each stage")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--root", help="a folder to keep; else a temporary one")
    return parser.parse_args()


def prepare(root: Path) -> None:
    from signkit.samples.dataset import make_sample_signs

    make_sample_signs(root / "datasets" / "few", signs=4, signers=6, photos=3, size=96)
    arguments = ("--dataset", "few", "--group-pattern", r"(signer\d+)", "--max-hands", "1")
    subprocess.run(command(root, "preprocess", *arguments), check=True, env=QUIET, stdout=-3)


def command(root: Path, name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "signkit", name, "--root", str(root), *arguments]


def train(root: Path, plan: str, name: str) -> subprocess.Popen:
    what = ("--dataset", "few", "--option", "B", "--stages", plan, "--run-name", name)
    return subprocess.Popen(command(root, "train", *what, *TINY), env=QUIET, stdout=-3)


def killed(root: Path, plan: str, kills: int, rng: random.Random) -> None:
    """Train with kills: each a while after the run has got a random number of epochs further."""
    run = root / "runs" / "killed"
    for kill in range(kills):
        done = epochs(run)
        goal = done + rng.choice((0, 1, 1, 1, 2))
        process = train(root, plan, "killed")
        if not wait_for(run, goal, process):
            print(f"Kill {kill + 1} of {kills} came too late: the training had ended.")
            return
        # Within an epoch of this size lies everything: steps, validation, the checkpoint's writing.
        time.sleep(rng.uniform(0, 1.5) if goal > done else rng.uniform(1, 12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        print(f"Kill {kill + 1} of {kills}: {where(run)}; {files(run)}", flush=True)
    if train(root, plan, "killed").wait():
        sys.exit("The last training failed.")


def wait_for(run: Path, goal: int, process: subprocess.Popen) -> bool:
    """Wait until the run's history has `goal` epochs; False where the training ends first."""
    until = time.monotonic() + LONGEST
    while epochs(run) < goal:
        if process.poll() is not None or time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def history(run: Path) -> list[dict]:
    file = run / "history.jsonl"
    lines = file.read_text().splitlines(keepends=True) if file.is_file() else []
    return [json.loads(line) for line in lines if line.endswith("}\n")]


def epochs(run: Path) -> int:
    return len(history(run))


def where(run: Path) -> str:
    lines = history(run)
    return f"after epoch {lines[-1]['epoch']}, stage {lines[-1]['stage']}" if lines else "at once"


def files(run: Path) -> str:
    found = sorted(file.name for file in (run / "checkpoint").glob("*"))
    return f"checkpoint: {', '.join(found) or 'none yet'}"


def differences(whole: Path, other: Path) -> list[str]:
    """What differs between two runs; nothing where they are the same."""
    faults = [name for name in MODELS if not same_weights(whole / name, other / name)]
    lines = [[{**line, "seconds": 0} for line in history(run)] for run in (whole, other)]
    faults += ["history.jsonl"] * (lines[0] != lines[1] or not lines[0])
    for name in ("predictions.parquet", "branches.parquet"):
        tables = [pd.read_parquet(run / name) for run in (whole, other)]
        faults += [name] * (not tables[0].equals(tables[1]))
    return [f"{name} differs." for name in faults]


def same_weights(file: Path, other: Path) -> bool:
    import keras

    import signkit.models  # noqa: F401 (knows the kit's layers)

    models = [keras.models.load_model(path, compile=False) for path in (file, other)]
    return all(map(np.array_equal, *(model.get_weights() for model in models)))


if __name__ == "__main__":
    main()
