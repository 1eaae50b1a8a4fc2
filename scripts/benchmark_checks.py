"""What it costs to make sure whose pixels and whose landmarks are trained.

    python scripts/benchmark_checks.py OTHER_CHECKOUT [--photos 10000] [--rounds 3]

draws small photos (64 pixels) and times two doors in this checkout and in another one, in turn,
each in a process of its own: preparing photos alone (listed, hashed, checked, the catalog kept;
copies are not looked for, in neither), and the start of a training (the catalog, the split, the
run, the photo store filled), then the start again with a full store. It prints the best of the
rounds, on the clock and of processor time (which says more on a busy machine), the ratio, and how
many files Python opened; at 300 ms an open, as on a mounted drive, that is what a checkout adds or
saves.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

OPEN_SECONDS = 0.3  # a file open on a mounted drive
STEPS = ("prepare", "first start", "next start")
CLASSES = 10
INNER = """
import json, sys, time
from pathlib import Path
import pandas as pd
from signkit.settings import ImageSettings
from signkit.data.copies.audit import Copies
from signkit.data.checks.health import check
from signkit.layout import Layout
from signkit.preparation.things import keep_catalog, read_photos
from signkit.training import trainer
from signkit.training.kinds.table import kind_of
from signkit.training.setup import set_up

PAIR = [f"{one}{what}" for what in ("", "_label", "_group") for one in ("first", "second")]
opened, root = [], sys.argv[1]
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
settings = ImageSettings.make(dataset="made", root=root, img_height=64, img_width=64)
layout = Layout.open(root)
found = {}

def measured(name, work):
    before, began, worked = len(opened), time.perf_counter(), time.process_time()
    work()
    files = [str(path) for path in opened[before:] if str(path).startswith(root)]
    found[name] = {"seconds": time.perf_counter() - began, "opens": len(files)}
    found[name]["processor"] = time.process_time() - worked

def no_copies(catalog):
    pairs = pd.DataFrame(columns=[*PAIR, "kind", "score"])
    return Copies(catalog, pairs, catalog.table.set_index("path")["hash"])

def prepare():
    health = check(read_photos(settings, layout))
    keep_catalog(settings, layout, health, no_copies(health.usable()))

def start():
    trainer.train(set_up(settings, layout))

trainer._train_one = lambda *given: None
trainer.write_result = lambda *given: None
trainer.write_report = lambda *given, **named: None
measured("prepare", prepare)
measured("first start", start)
measured("next start", start)
print(json.dumps(found))
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("other", type=Path, help="another checkout")
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    here = Path(__file__).resolve().parent.parent
    checkouts = {"this": here, "other": given.other.resolve()}
    found = {name: [] for name in checkouts}
    with tempfile.TemporaryDirectory() as folder:
        draw(Path(folder) / "datasets" / "made", given.photos)
        for number in range(given.rounds):
            for name in sorted(checkouts, reverse=bool(number % 2)):
                found[name].append(measure(checkouts[name], Path(folder)))
    for step in STEPS:
        tell(step, [r[step] for r in found["this"]], [r[step] for r in found["other"]])


def draw(folder: Path, count: int) -> None:
    rng = np.random.default_rng(0)
    for number in range(count):
        file = folder / f"class{number % CLASSES}" / f"{number:05}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (64, 64, 3), np.uint8)).save(file)


def measure(checkout: Path, folder: Path) -> dict:
    """Run both doors in a checkout, on a folder of its own over the same photos."""
    with tempfile.TemporaryDirectory() as root:
        (Path(root) / "datasets").symlink_to(folder / "datasets")
        said = subprocess.run(
            [sys.executable, "-c", INNER, root],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout), "SIGNKIT_HEADLESS": "1"},
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(said.stdout.splitlines()[-1])


def tell(step: str, this: list[dict], other: list[dict]) -> None:
    mine, theirs = (min(part["seconds"] for part in found) for found in (this, other))
    worked = [min(part["processor"] for part in found) for found in (this, other)]
    more = this[0]["opens"] - other[0]["opens"]
    print(
        f"{step}: {mine:.2f} s against {theirs:.2f} s, ratio {mine / theirs:.3f} (processor time "
        f"{worked[0]:.2f} / {worked[1]:.2f} s, {worked[0] / worked[1]:.3f}); "
        f"{this[0]['opens']} files opened against {other[0]['opens']} "
        f"({more * OPEN_SECONDS:+.1f} s at {OPEN_SECONDS * 1000:.0f} ms an open)",
        flush=True,
    )


if __name__ == "__main__":
    main()
