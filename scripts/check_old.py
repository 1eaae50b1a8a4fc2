"""Proof that what an older checkout made is read, resumed, reported, compared, promoted and loaded.

    python scripts/check_old.py OLD_CHECKOUT [--only signs,labels] [--root FOLDER]

With the code of OLD_CHECKOUT it draws small data sets of signs, clips, things (one label, and
several) and sentences, prepares them, trains each once to its end and once until it is killed
(SIGKILL) after an epoch, or after a trial of a search, and promotes the finished run. With this
checkout's code the killed run goes on, and must end with the weights, history and tables of the
finished one, bit for bit; both checkouts write the finished run's report, card, sentences for a
thesis and a comparison, in both languages, whose words must be the same; versions are listed,
compared, promoted, activated and rolled back; models load.
Exits with 1 where something isn't so. On a GPU set TF_DETERMINISTIC_OPS=1.
"""

import argparse
import difflib
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

NEW = Path(__file__).resolve().parent.parent
LONGEST = 900  # seconds that one process may take
LANGUAGES = ("en", "id")
SPLIT = ("--validation-fraction", "0.25", "--test-fraction", "0.25", "--xla", "off")
NETWORK = ("--backbone", "small", "--image-size", "32", "--weights", "none", "--batch-size", "8")
PLAN = "visual 1 1e-3; landmark 1 1e-3; fusion 1 1e-3; end_to_end 1 1e-4"
PHOTOS = ("--img-size", "32", "--batch-size", "8", *SPLIT)
# Commands one after another in one process, so that TensorFlow is imported once.
MANY = """
import json, sys
from signkit.__main__ import main
for words in json.loads(sys.argv[1]):
    if status := main(words):
        sys.exit(f"{status}: {' '.join(words)}")
"""
LOAD = """
import sys
from pathlib import Path
import keras, signkit.models
for file in sorted(Path(sys.argv[1]).rglob("*.keras")):
    assert keras.models.load_model(file, compile=False).count_params(), file
"""


@dataclass(frozen=True)
class Case:
    """One way to train: what to draw, how to prepare it, and the command."""

    draw: str
    train: tuple[str, ...]
    prepare: tuple[str, ...] = ()
    task: str = "sign"
    kept: str = "history.jsonl"  # is killed when so many lines of it are there
    lines: int = 2


SIGNS = "from signkit.samples.dataset import make_sample_signs as draw; draw({0!r}, 3, 4, 3, 96)"
CLIPS = "from signkit.samples.clips import make_sample_clips as draw; draw({0!r}, 4, 2)"
THINGS = (
    "from signkit.samples.stationery import make_sample_stationery as draw; draw({0!r}, 12, 48)"
)
DESK = "from signkit.samples.desk import make_sample_desk as draw; draw({0!r}, 60, (48, 64))"
PAIRS = "from signkit.samples.sentences import make_sample_sentences as draw; draw({0!r}, 200)"
GROUPS = ("--group-pattern", r"(signer\d+)")
SEARCH = (
    *("--tune", "--trials", "3", "--tuning-epochs", "1", "--epochs", "2"),
    *("--tuner", "random"),
)
TEXT = ("--epochs", "3", "--width", "16", "--depth", "1", "--heads", "2", "--hidden", "16")
CASES = {
    "landmarks": Case(
        SIGNS,
        ("train", "--option", "A", "--epochs", "3", *NETWORK, *SPLIT),
        ("preprocess", "--max-hands", "1", *GROUPS),
        lines=1,
    ),
    "signs": Case(
        SIGNS,
        ("train", "--option", "B", "--stages", PLAN, *NETWORK, *SPLIT),
        ("preprocess", "--max-hands", "1", *GROUPS),
    ),
    "clips": Case(
        CLIPS,
        (
            *("train", "--option", "C", "--stages", PLAN, "--pictures", "2", "--frames", "8"),
            *("--tasks", "classify align translate", *NETWORK, *SPLIT),
        ),
        ("preprocess-clips", "--max-hands", "1", "--rate", "8", *GROUPS),
    ),
    "things": Case(THINGS, ("train-images", "--epochs", "3", *PHOTOS), task="atk", lines=1),
    "labels": Case(
        DESK,
        ("train-images", "--epochs", "3", "--several-labels", "--csv", "labels.csv", *PHOTOS),
        task="atk",
        lines=1,
    ),
    "search": Case(
        THINGS,
        ("train-images", *SEARCH, *PHOTOS),
        task="atk",
        kept="search/trials.jsonl",
        lines=1,
    ),
    "sentences": Case(PAIRS, ("train-text", *TEXT, *SPLIT), task="translation", lines=1),
}


def main():
    given = arguments()
    wrong = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(given.root or folder)
        for name in given.only.split(","):
            began = time.monotonic()
            wrong[name] = faults(name, root / name, Path(given.old).resolve())
            print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
            print(*(f"  {fault}" for fault in wrong[name] or ["as before"]), sep="\n", flush=True)
    sys.exit(any(wrong.values()))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", metavar="OLD_CHECKOUT")
    parser.add_argument("--only", default=",".join(CASES), help="with commas between")
    parser.add_argument("--root", help="a folder to keep; else a temporary one")
    return parser.parse_args()


def faults(name: str, root: Path, old: Path) -> list[str]:
    """Make all with the old code, go on with this; return what isn't as it was."""
    case, made = CASES[name], root / "made"
    if not (made / "models").is_dir():
        made_by(old, case, name, made)
    shutil.rmtree(root / "now", ignore_errors=True)
    root = Path(shutil.copytree(made, root / "now"))
    whole, cut = root / "runs" / "whole", root / "runs" / "cut"
    found = []
    held = hashes(root / "landmarks")
    tried(found, "resume", commands, NEW, root, [train(case, name, root, "cut")])
    found += differences(whole, cut) if (cut / "metrics.json").is_file() else ["not resumed"]
    finished = (whole / "model.keras", whole / "translator.keras")
    before = [file.stat().st_mtime for file in finished if file.is_file()]
    tried(found, "finished", commands, NEW, root, [train(case, name, root, "whole")])
    after = [file.stat().st_mtime for file in finished if file.is_file()]
    found += ["A finished run was trained again."] * (before != after)
    for code in (old, NEW):
        tried(found, "report", commands, code, root, reports(root, code is NEW))
    found += told_otherwise(root)
    tried(found, "versions", commands, NEW, root, versions(case, root))
    tried(found, "load", python, NEW, LOAD, str(root))
    found += ["The store was written anew."] * (held != hashes(root / "landmarks"))
    return found


def made_by(old: Path, case: Case, name: str, root: Path) -> None:
    """Data, store, a finished run, one that was killed, and a version."""
    (root / "datasets").mkdir(parents=True)
    python(old, case.draw.format(str(root / "datasets" / name)))
    prepare = [[*case.prepare, "--root", str(root), "--dataset", name]] if case.prepare else []
    commands(old, root, [*prepare, train(case, name, root, "whole")])
    run = root / "runs" / "cut"
    ask = ("-c", MANY, json.dumps([train(case, name, root, "cut")]))
    process = subprocess.Popen([sys.executable, *ask], **surroundings(old))
    end = time.monotonic() + LONGEST
    while len(lines(run / case.kept)) < case.lines and process.poll() is None:
        if time.monotonic() > end:
            break
        time.sleep(0.01)
    process.kill()
    if process.wait() != -signal.SIGKILL:
        sys.exit(f"{name}: the training to be cut off ended by itself.")
    whole = str(root / "runs" / "whole")
    commands(old, root, [[*asked(case, root), "promote", whole, "--note", "by the old code"]])


def train(case: Case, data: str, root: Path, run: str) -> list[str]:
    command, *rest = case.train
    which = ["--dataset", data] if command == "train" else [data]
    return [command, *which, "--root", str(root), "--run-name", run, *rest]


def asked(case: Case, root: Path) -> list[str]:
    return ["versions", "--root", str(root), "--task", case.task]


def versions(case: Case, root: Path) -> list[list[str]]:
    ask, cut = asked(case, root), str(root / "runs" / "cut")
    whats = (["list"], ["promote", cut], ["compare", "v1", "v2"], ["activate", "v2"])
    return [[*ask, *what] for what in (*whats, ["roll-back"], ["delete", "v2"])]


def reports(root: Path, new: bool) -> list[list[str]]:
    """Commands that write the pages of the finished run, in copies of it."""
    made = []
    for language in LANGUAGES:
        place = root / "told" / ("new" if new else "old") / language
        for name in ("whole", "cut"):
            shutil.copytree(root / "runs" / name, place / name, dirs_exist_ok=True)
        seen = ("--language", language, "--photos", str(next((root / "datasets").iterdir())))
        made += [["report", str(place / name), *seen] for name in ("whole", "cut")]
        page = str(place / "comparison.html")
        runs = [str(place / name) for name in ("whole", "cut")]
        made.append(["compare", *runs, "--language", language, "--output", page])
    return made


def told_otherwise(root: Path) -> list[str]:
    """Words of a page that are others than the old code's."""
    found = []
    names = ("whole/report.html", "whole/model_card.md", "whole/thesis.txt", "comparison.html")
    for language in LANGUAGES:
        for name in names:
            one, other = (root / "told" / code / language / name for code in ("old", "new"))
            if not one.is_file() or not other.is_file():
                found += [f"{language}/{name} is missing."] * (one.is_file() or other.is_file())
                continue
            changed = difflib.unified_diff(words(one), words(other), n=0, lineterm="")
            changed = [line for line in changed if not line.startswith(("---", "+++", "@@"))]
            found += [f"{language}/{name} {line[:200]}" for line in changed[:12]]
    return found


def words(page: Path) -> list[str]:
    """What a reader reads, a piece a line, without pictures and dates."""
    text = re.sub(r"(?s)<(style|script|svg).*?</\1>", " ", page.read_text(encoding="utf-8"))
    text = re.sub(r"/told/(old|new)/", "/told/", text)
    pieces = re.split(r"<[^>]+>|\n", re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", "", text))
    return [" ".join(html.unescape(piece).split()) for piece in pieces if piece.strip()]


def differences(whole: Path, cut: Path) -> list[str]:
    """What differs between two runs; nothing where they are the same."""
    history = [
        [{**line, "seconds": 0} for line in lines(r / "history.jsonl")] for r in (whole, cut)
    ]
    found = ["history.jsonl"] * (history[0] != history[1] or not history[0])
    models, tables = (
        sorted(file.relative_to(whole) for file in whole.rglob(kind))
        for kind in ("*.keras", "*.parquet")
    )
    found += [str(name) for name in tables if not same_table(whole / name, cut / name)]
    found += [str(name) for name in models if not same_weights(whole / name, cut / name)]
    return [f"{name} differs from that of the run that was never cut off." for name in found]


def same_table(file: Path, other: Path) -> bool:
    return other.is_file() and pd.read_parquet(file).equals(pd.read_parquet(other))


def same_weights(file: Path, other: Path) -> bool:
    import keras
    import numpy as np

    import signkit.models  # noqa: F401 (knows the kit's layers)

    if not other.is_file():
        return False
    models = [keras.models.load_model(path, compile=False) for path in (file, other)]
    return all(map(np.array_equal, *(model.get_weights() for model in models)))


def lines(file: Path) -> list[dict]:
    text = file.read_text().splitlines(keepends=True) if file.is_file() else []
    return [json.loads(line) for line in text if line.endswith("}\n")]


def hashes(folder: Path) -> dict:
    return {file.name: file.stat().st_mtime_ns for file in sorted(folder.rglob("*.npz"))}


def tried(found: list[str], what: str, do, *given) -> None:
    """Do something, and note in `found` where it fails."""
    try:
        do(*given)
    except subprocess.CalledProcessError as error:
        found.append(f"{what} failed: {(error.stderr or '').strip()[-600:]}")


def commands(code: Path, root: Path, asked: list[list[str]]) -> None:
    """Run commands by the code of a checkout."""
    python(code, MANY, json.dumps(asked))


def python(code: Path, source: str, *given: str) -> None:
    ask = [sys.executable, "-c", source, *given]
    subprocess.run(ask, check=True, timeout=LONGEST, **surroundings(code))


def surroundings(code: Path) -> dict:
    """Where and with what a process runs, so that it imports the code of a checkout."""
    quiet = {"SIGNKIT_HEADLESS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    known = {**os.environ, **quiet, "PYTHONPATH": str(code)}
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    return {"cwd": code, "env": known, **pipes}


if __name__ == "__main__":
    main()
