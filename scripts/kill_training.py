"""Proof that a killed training ends as if it had never been killed.

    python scripts/kill_training.py [--option B] [--kills 10] [--seed 0]

draws a few sign photos (with option C: clips, whose descriptions and sentences are learnt as well),
trains the option over its four stages undisturbed, then trains it again and kills it (SIGKILL, as
when a machine is gone) at random moments, each time giving the same command again. In the end every
weight, every line of the history and every prediction must be the same, bit for bit. Exits with 1
where something differs, or where not every kill came in time. On a GPU set TF_DETERMINISTIC_OPS=1.
"""

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

STAGES = ("visual", "landmark", "fusion", "end_to_end")
PLAN = "visual {n} 1e-3; landmark {n} 1e-3; fusion {n} 1e-3; end_to_end {n} 1e-4"
TINY = ("--backbone", "small", "--image-size", "48", "--weights", "none")
# While a checkpoint is being written; within an epoch; soon after the command was given.
MOMENTS = ("writing", "training", "starting")
MODELS = ("model.keras", "branches/visual.keras", "branches/landmark.keras")
TABLES = ("predictions.parquet", "branches.parquet")
os.environ.update(SIGNKIT_HEADLESS="1", TF_CPP_MIN_LOG_LEVEL="3")
LONGEST = 600  # seconds that a training may take


@dataclass(frozen=True)
class Option:
    """What differs between the options: data, settings, and what a training leaves."""

    draw: Callable[[Path], None]
    preprocess: tuple[str, ...]  # command and arguments
    train: tuple[str, ...]
    models: tuple[str, ...] = MODELS
    tables: tuple[str, ...] = TABLES


def draw_photos(folder: Path) -> None:
    from signkit.samples.dataset import make_sample_signs

    make_sample_signs(folder, signs=4, signers=6, photos=3, size=96)


def draw_clips(folder: Path) -> None:
    from signkit.samples.clips import make_sample_clips

    make_sample_clips(folder, signers=4, clips=2)


OPTIONS = {
    "B": Option(draw_photos, ("preprocess", "--max-hands", "1"), ("--batch-size", "8")),
    "C": Option(
        draw_clips,
        ("preprocess-clips", "--max-hands", "1", "--rate", "8"),
        ("--tasks", "classify align translate", "--batch-size", "4", "--pictures", "2"),
        (*MODELS, "signs.keras", "texts.keras", "writer.keras"),
        (*TABLES, "texts.parquet", "retrieved.parquet", "translations.parquet"),
    ),
}


def main():
    given = arguments()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(given.root or folder)
        prepare(root, OPTIONS[given.option])
        plan = PLAN.format(n=given.epochs)
        began = time.monotonic()
        finish(train(root, plan, "whole", given.option), root / "runs" / "whole")
        print(f"Undisturbed: {time.monotonic() - began:.0f} s", flush=True)
        struck = killed(root, plan, given, random.Random(given.seed))
        faults = differences(root / "runs" / "whole", root / "runs" / "killed", given.option)
        if struck < given.kills:
            faults.append(f"Only {struck} of {given.kills} kills came before the end.")
    print(*faults or ["Weights, history and predictions are the same, bit for bit."], sep="\n")
    sys.exit(bool(faults))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--option", choices=OPTIONS, default="B")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=3, help="of each stage")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("--root", help="a folder to keep; else a temporary one")
    return parser.parse_args()


def prepare(root: Path, option: Option) -> None:
    option.draw(root / "datasets" / "few")
    arguments = ("--dataset", "few", "--group-pattern", r"(signer\d+)")
    ask = command(root, *option.preprocess, *arguments)
    subprocess.run(ask, check=True, stdout=subprocess.DEVNULL)


def command(root: Path, name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "signkit", name, "--root", str(root), *arguments]


def train(root: Path, plan: str, name: str, option: str) -> subprocess.Popen:
    what = ("--dataset", "few", "--option", option, "--stages", plan, "--run-name", name)
    ask = command(root, "train", *what, *TINY, *OPTIONS[option].train)
    return subprocess.Popen(ask, stdout=subprocess.DEVNULL)


def finish(process: subprocess.Popen, run: Path) -> None:
    """Wait until a training ends by itself; exit where it leaves no report."""
    status = process.wait(LONGEST)
    if status:
        print(f"{run.name}: the training's exit status is {status}.", flush=True)
    if not (run / "report.html").is_file():
        sys.exit(f"{run} was not finished.")


def killed(root: Path, plan: str, given: argparse.Namespace, rng: random.Random) -> int:
    """Train with kills spread over all epochs, then undisturbed; return how many came in time."""
    run, struck = root / "runs" / "killed", 0
    moments = [MOMENTS[kill % len(MOMENTS)] for kill in range(given.kills)]
    rng.shuffle(moments)
    # Those that wait for an epoch get an even share of the training each.
    waiting = sum(moment != "starting" for moment in moments)
    total = given.epochs * len(STAGES)
    goals = iter([int((k + rng.random()) * total / waiting) for k in range(waiting)])
    for kill, moment in enumerate(moments, start=1):
        goal = 0 if moment == "starting" else next(goals)
        began = time.time()
        process = train(root, plan, "killed", given.option)
        came = wait_for(moment, run, goal, process, rng, began)
        process.kill()
        if process.wait() != -signal.SIGKILL:
            break
        struck += 1
        print(f"Kill {kill} of {given.kills}, {came}: {where(run, given.epochs, came)}", flush=True)
    finish(train(root, plan, "killed", given.option), run)
    return struck


def wait_for(moment: str, run: Path, goal: int, process, rng: random.Random, began: float) -> str:
    """Wait for a moment after `goal` epochs, or for the training's end; say what was met."""
    if moment == "starting":
        started = epochs(run)
        pause(rng.uniform(1, 12), process, lambda: epochs(run) > started)
        return moment
    pause(LONGEST, process, lambda: epochs(run) >= goal)
    if moment == "training":
        lines = history(run)
        pause(rng.random() * (lines[-1]["seconds"] if lines else 5), process, lambda: False)
        return moment
    pause(LONGEST, process, lambda: writing(run, began) or epochs(run) > goal + 1, 0.001)
    return moment if writing(run, began) else "training"


def pause(seconds: float, process: subprocess.Popen, until, every: float = 0.01) -> bool:
    """Wait until something holds; False when time is up or the training ends before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if until():
            return True
        time.sleep(every)
    return False


def writing(run: Path, began: float) -> bool:
    """Whether a checkpoint is being written; what an earlier kill left half done doesn't count."""
    for part in (run / "checkpoint").glob(".part-*"):
        with contextlib.suppress(FileNotFoundError):  # complete, and renamed, since it was listed
            if part.stat().st_mtime >= began:
                return True
    return False


def history(run: Path) -> list[dict]:
    file = run / "history.jsonl"
    lines = file.read_text().splitlines(keepends=True) if file.is_file() else []
    return [json.loads(line) for line in lines if line.endswith("}\n")]


def epochs(run: Path) -> int:
    return len(history(run))


def where(run: Path, each: int, came: str) -> str:
    """Say which stage was hit, and what the checkpoint folder was left with."""
    done = epochs(run)
    # An epoch's line is in the history before its checkpoint is written.
    stage = (*STAGES, "none, measuring")[(done - (came == "writing")) // each]
    found = ", ".join(sorted(file.name for file in (run / "checkpoint").glob("*")))
    return f"stage {stage}, {done} epochs in the history; checkpoint: {found or 'none yet'}"


def differences(whole: Path, other: Path, option: str) -> list[str]:
    """What differs between two runs; nothing where they are the same."""
    models, tables = OPTIONS[option].models, OPTIONS[option].tables
    faults = [name for name in models if not same_weights(whole / name, other / name)]
    lines = [[{**line, "seconds": 0} for line in history(run)] for run in (whole, other)]
    faults += ["history.jsonl"] * (lines[0] != lines[1] or not lines[0])
    for name in tables:
        one, two = (pd.read_parquet(run / name) for run in (whole, other))
        faults += [name] * (not one.equals(two))
    return [f"{name} differs." for name in faults]


def same_weights(file: Path, other: Path) -> bool:
    import keras

    import signkit.models  # noqa: F401 (knows the kit's layers)

    models = [keras.models.load_model(path, compile=False) for path in (file, other)]
    return all(map(np.array_equal, *(model.get_weights() for model in models)))


if __name__ == "__main__":
    main()
