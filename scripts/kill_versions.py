"""Proof that a crash never breaks the model versions.

    python scripts/kill_versions.py [--kills 100] [--seed 0] [--mib 6]

promotes, activates, rolls back and deletes versions in child processes and kills each (SIGKILL, as
when a machine is gone): every other one at a random time, every other one right before or after a
random change on disk, which also hits what lasts a moment only. After each kill the versions must
be as before the call or as it asks for; one version must be active and its files match their
SHA-256; every listed version must be whole; no half-written folder may be in sight. Exits with 1
where something isn't so. For systems that can fork.
"""

import argparse
import contextlib
import io
import itertools
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

from signkit.errors import RunError
from signkit.versions.store import Versions

RUNS, FEWEST = 6, 3  # runs to promote; versions there are before a call is killed ...
FIRST = 0.12  # ... but where it is the first of all: the share of calls with none before
FORK = multiprocessing.get_context("fork")
# The last change on disk that was over, latest first -> where a kill fell.
MOMENTS = {
    "after gone": "out of sight, its files being removed",
    "after active.json": "active.json renamed, call not ended",
    "after version": "version renamed, nothing after it",
    "after version.json": "written whole, not renamed",
    "after fsync": "some of it written",
    "after mkdir": "nothing written whole",
}
CHANGES = ("fsync", "rename", "replace", "unlink", "rmdir", "mkdir")


def main():
    given = arguments()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(given.root or folder), given)
        while trial.killed < given.kills and not trial.faults:
            trial.turn()
        if not trial.faults:
            trial.end()
        print(*trial.told(), *trial.faults, sep="\n")
        sys.exit(bool(trial.faults))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the calls and the moments")
    parser.add_argument("--mib", type=float, default=6, help="size of each model")
    parser.add_argument("--root", help="a folder to keep; else a temporary one")
    return parser.parse_args()


class Trial:
    """Calls and kills one after another, and what came of them."""

    def __init__(self, root: Path, given: argparse.Namespace):
        self.rng = random.Random(given.seed)
        self.models, self.trace = root / "models", root / "trace.txt"
        self.runs = [make_run(root / "runs" / f"run{k}", k, given.mib) for k in range(RUNS)]
        self.versions = Versions(self.models, "signs")
        self.seconds, self.changes = self.measured()
        self.killed = self.late = self.turns = self.names = self.left = 0
        self.calls, self.outcomes, self.moments = Counter(), Counter(), Counter()
        self.faults = []

    def measured(self) -> tuple[dict, dict]:
        """Seconds and changes on disk of each kind of call, undisturbed."""
        seconds, changes = {}, {}
        for call in (
            ("promote", self.runs[0], "v1"),
            ("promote", self.runs[1], "v2"),
            ("activate", "v2"),
            ("roll_back",),
            ("delete", "v2"),
        ):
            began = time.monotonic()
            self.start(call, None).join()
            # The first promotion, which also activates, has the most to do.
            seconds.setdefault(call[0], time.monotonic() - began)
            changes.setdefault(call[0], len(self.steps()))
        shutil.rmtree(self.models)
        return seconds, changes

    def turn(self) -> None:
        """One call, killed as far as it lasts; then everything is looked at."""
        self.turns += 1
        if self.rng.random() < FIRST:
            shutil.rmtree(self.models, ignore_errors=True)
        else:
            self.fill()
        before = self.seen()
        call = self.choose(before)
        after = self.expected(before, call)
        if self.turns % 2:
            process = self.start(call, None)
            time.sleep(self.rng.uniform(0, 1.05 * self.seconds[call[0]]))
            process.kill()
        else:
            process = self.start(call, self.rng.randrange(self.changes[call[0]]))
        process.join()
        struck = process.exitcode == -signal.SIGKILL
        self.killed, self.late = self.killed + struck, self.late + (not struck)
        now = self.seen()
        if not struck and (process.exitcode or now != after):
            self.faults.append(f"{call} by itself ended with {process.exitcode}: {now}")
        if now not in (before, after):
            self.faults.append(f"{call}: neither {before} nor {after} but {now}.")
        if struck:
            first = "first " * (not before["versions"])
            self.count(first + call[0], now == after)

    def fill(self) -> None:
        """Promote and activate undisturbed until every call can be obeyed."""
        while len((now := self.seen())["versions"]) < FEWEST and not self.faults:
            self.start(self.promotion(now), None).join()
        if not now["history"] and not self.faults:
            self.start(("activate", min(set(now["versions"]) - {now["active"]})), None).join()

    def promotion(self, before: dict) -> tuple:
        """A promotion of a run that has no version, by a name that none had."""
        new = [run for run in self.runs if run.name not in before["versions"].values()]
        self.names += 1
        return "promote", self.rng.choice(new), f"trial{self.names}"

    def count(self, call: str, done: bool) -> None:
        self.calls[call] += 1
        self.outcomes["what was asked for" if done else "as before"] += 1
        self.left += any(name.startswith((".part", ".gone")) for name in self.hidden())
        self.moments[f"{call}: {where(self.steps())}"] += 1

    def choose(self, before: dict) -> tuple:
        """A call that can be obeyed as things are."""
        there, active = before["versions"], before["active"]
        others = sorted(set(there) - {active})
        calls = [self.promotion(before)] if len(there) < RUNS else []
        if others:
            calls += [("activate", self.rng.choice(others)), ("delete", self.rng.choice(others))]
        if any(name != active for name in before["history"]):
            calls.append(("roll_back",))
        return self.rng.choice(calls)

    def expected(self, before: dict, call: tuple) -> dict:
        """What is to be seen after a call that was obeyed."""
        what, there = call[0], dict(before["versions"])
        active, history = before["active"], list(before["history"])
        if what == "promote":
            there[call[2]] = call[1].name
            active = active or call[2]
        elif what == "activate":
            history, active = [*history, active], call[1]
        elif what == "roll_back":
            last = max(k for k, name in enumerate(history) if name != active)
            active, history = history[last], history[:last]
        else:
            del there[call[1]]
            history = [name for name in history if name != call[1]]
        return {"versions": there, "active": active, "history": history}

    def start(self, call: tuple, step: int | None):
        self.trace.write_text("")
        process = FORK.Process(target=child, args=(self.versions, call, self.trace, step))
        process.start()
        return process

    def seen(self) -> dict:
        """What a reader finds; anything broken is a fault."""
        folder = self.versions.folder
        nothing = {"versions": {}, "active": "", "history": []}
        if not folder.is_dir():
            return nothing
        shown = {p.name for p in folder.iterdir() if not p.name.startswith(".")} - {"active.json"}
        listed = self.versions.list()
        if shown != set(listed["version"]):
            self.faults.append(f"In sight: {sorted(shown)}, listed: {sorted(listed['version'])}.")
        if not shown:
            return nothing
        try:
            whole = {name: self.versions.open(name).about["run"]["name"] for name in shown}
            active = self.versions.open().name
            history = [name for name in self.history() if name in whole]
        except RunError as error:
            self.faults.append(str(error))
            return nothing
        if listed["active"].tolist().count("active") != 1:
            self.faults.append(f"Not one active version:\n{listed}")
        return {"versions": whole, "active": active, "history": history}

    def history(self) -> list[str]:
        file = self.versions.folder / "active.json"
        return (
            [e["name"] for e in json.loads(file.read_text())["history"]] if file.is_file() else []
        )

    def hidden(self) -> list[str]:
        folder = self.versions.folder
        return [p.name for p in folder.iterdir()] if folder.is_dir() else []

    def steps(self) -> list[str]:
        return self.trace.read_text().splitlines()

    def end(self) -> None:
        """One more call, undisturbed, must leave nothing half done."""
        before = self.seen()
        self.start(self.choose(before), None).join()
        left = [name for name in self.hidden() if name.startswith((".part", ".gone"))]
        if left:
            self.faults.append(f"Left after an undisturbed call: {left}.")

    def told(self) -> list[str]:
        return [
            f"{self.killed} calls were killed, {self.late} ended before their kill came.",
            f"Calls killed: {counted(self.calls)}.",
            f"Found afterwards: {counted(self.outcomes)}; after {self.left} of them something "
            "hidden was left half done, and the next change swept it.",
            "Where the kills fell:",
            *(f"  {number:3d} {name}" for name, number in sorted(self.moments.items())),
            "Always whole: one active version, every listed version, nothing half-written in sight."
            if not self.faults
            else "BROKEN:",
        ]


def child(versions: Versions, call: tuple, trace: Path, step: int | None) -> None:
    """Obey a call, noting the moment before and after each change on disk; die at moment `step`."""
    handle = os.open(trace, os.O_WRONLY | os.O_APPEND)
    moments = itertools.count()

    def moment(said: str):
        if next(moments) == step:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(handle, f"{said}\n".encode())

    def watched(function):
        def change(*given, **named):
            what = about(function.__name__, given)
            moment(f"before {what}")
            done = function(*given, **named)
            moment(f"after {what}")
            return done

        return change

    for name in CHANGES:
        setattr(os, name, watched(getattr(os, name)))
    with contextlib.redirect_stdout(io.StringIO()):
        getattr(versions, call[0])(*call[1:])


def about(change: str, given: tuple) -> str:
    """What a change on disk is about: a file or folder that gets its name, or another change."""
    if change not in ("rename", "replace"):
        return change
    name = Path(given[1]).name
    if name in ("active.json", "version.json"):
        return name
    return "gone" if name.startswith(".gone") else "version"


def where(steps: list[str]) -> str:
    """The moment that a kill fell into, by the changes on disk that were noted before it."""
    return next((words for step, words in MOMENTS.items() if step in steps), "before any change")


def make_run(folder: Path, seed: int, mib: float) -> Path:
    """A finished run as far as versions look: a model file of random numbers, and its record."""
    folder.mkdir(parents=True)
    rng = random.Random(seed)
    layer = {"name": "image_input", "batch_shape": [None, 8, 8, 3], "dtype": "float32"}
    config = {
        "layers": [{"class_name": "InputLayer", "config": layer}],
        "input_layers": [["image_input", 0, 0]],
    }
    with zipfile.ZipFile(folder / "model.keras", "w") as model:
        model.writestr("config.json", json.dumps({"config": config}))
        model.writestr("metadata.json", json.dumps({"keras_version": "3"}))
        model.writestr("model.weights.h5", rng.randbytes(int(mib * 2**20)))
    test = {"accuracy": 0.9, "accuracy_interval": [0.8, 1.0], "samples": 20}
    settings = {"kind": "image", "settings": {"mode": "simple"}, "data": {"name": "drawn"}}
    for name, content in (
        ("labels.json", ["a", "b"]),
        ("settings.json", settings),
        ("metrics.json", {"test": test}),
    ):
        (folder / name).write_text(json.dumps(content))
    for name in ("model_card.md", "report.html"):
        (folder / name).write_text(f"run {seed}")
    return folder


def counted(counter: Counter) -> str:
    return ", ".join(f"{number} {name}" for name, number in counter.most_common())


if __name__ == "__main__":
    main()
