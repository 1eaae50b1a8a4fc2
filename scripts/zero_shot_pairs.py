"""Signs told by their descriptions alone, over all pairs of classes, beside shuffled descriptions.

    python scripts/zero_shot_pairs.py DATASET --root ROOT --descriptions FILE.csv

trains, on a data set with groups that `preprocess` has been run on, once for every pair of classes
on all the others, to find the text that belongs to a hand, and asks it for the two. The control is
the same training with the texts dealt out anew, so that no class has its own. Groups held out for
the test are the same throughout. The data set's folder is only read: each training gets a folder
of links with descriptions of its own. Figures go into a file, a line a training; interrupted, the
same call goes on.
"""

import argparse
import hashlib
import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["SIGNKIT_HEADLESS"] = "1"

import numpy as np
import pandas as pd

from signkit.data.texts.descriptions import FILE, read_descriptions
from signkit.layout import Layout
from signkit.settings import TrainSettings
from signkit.training.search.memory import freeing
from signkit.training.setup import set_up, split_catalog
from signkit.training.trainer import train

TEXTS = ("own", "shuffled")
MEASURES = ("between the two", "among all", "seen", "harmonic")
# Photos are not looked at: the smallest branch for them is built, and never trained.
USUAL = {
    "option": "B",
    "backbone": "small",
    "weights": "none",
    "image_size": 32,
    "tasks": "align",
    "split": "grouped",
}


def main():
    given = arguments()
    layout = Layout.open(given.root or None)
    settings = settings_of(given)
    catalog = split_catalog(settings, layout)
    told = read_descriptions(given.descriptions, catalog.classes).table["description"]
    pairs = list(itertools.combinations(catalog.classes, 2))[: given.pairs or None]
    about = digest(settings.model_dump(exclude={"root"}), told.to_dict(), catalog.table)
    done = read_rows(Path(given.output), about)
    print(*catalog.notes, split_sentence(catalog.table), sep="\n", flush=True)
    for number, pair in enumerate(pairs):
        for texts in TEXTS:
            if (pair, texts) not in done:
                given_texts = told if texts == "own" else shuffled(told, (given.seed, number))
                found = measured(settings, layout, pair, given_texts)
                row = {"pair": pair, "texts": texts, "about": about, **found}
                with open(given.output, "a") as file:
                    file.write(json.dumps(row) + "\n")
                done[pair, texts] = row
                print(f"Pair {number + 1} of {len(pairs)}, {sentence(row)}", flush=True)
    rows = [done[pair, texts] for pair in pairs for texts in TEXTS]
    print("", as_markdown(rows, len(catalog.classes)), "", worst(rows), sep="\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dataset")
    parser.add_argument("--root", default="")
    parser.add_argument("--descriptions", required=True, help="a CSV of class,description")
    parser.add_argument("--pairs", type=int, default=0, help="the first so many; 0 for all")
    parser.add_argument("--seed", type=int, default=0, help="of the split, weights and shuffles")
    parser.add_argument("--landmark-encoder", default="measures")
    parser.add_argument("--stages", default="landmark 15 1e-3")
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--test-fraction", type=float, default=0.3)
    parser.add_argument("--validation-fraction", type=float, default=0.1)
    parser.add_argument("--output", default="zero_shot_pairs.jsonl", help="where figures go")
    return parser.parse_args()


def settings_of(given) -> TrainSettings:
    """What all trainings share."""
    names = ("root", "dataset", "seed", "landmark_encoder", "stages", "batch_size")
    names += ("test_fraction", "validation_fraction")
    return TrainSettings.make(**USUAL, **{name: getattr(given, name) for name in names})


def measured(settings: TrainSettings, layout: Layout, pair: tuple, told: pd.Series) -> dict:
    """Train without a pair of classes on these texts; return what is said of the two."""
    began = time.process_time()
    with tempfile.TemporaryDirectory() as scratch, freeing():
        own = linked(layout, settings.dataset, Path(scratch), told)
        name = Path(settings.dataset).name
        settings = settings.model_copy(
            update={"root": scratch, "dataset": name, "unknown_classes": ",".join(pair)}
        )
        run = train(set_up(settings, own), report=False)
        found = run.read("metrics.json")["zero_shot"]
    values = (
        found["among_unseen"]["accuracy"],
        found["among_all"]["accuracy"],
        found["seen"]["accuracy"],
        found["harmonic"],
    )
    return {
        **dict(zip(MEASURES, values, strict=True)),
        "signs": found["among_unseen"]["signs"],
        "told": told.to_dict(),
        "seconds": round(time.process_time() - began, 1),
    }


def linked(layout: Layout, dataset: str, scratch: Path, told: pd.Series) -> Layout:
    """Make a root whose data set is links to the photos and landmarks, with other descriptions."""
    own = Layout.open(scratch)
    folder = own.datasets / Path(dataset).name
    folder.mkdir()
    for entry in layout.dataset(dataset).iterdir():
        if entry.name != FILE:
            (folder / entry.name).symlink_to(entry.resolve())
    # Trained on landmarks alone: nothing is written beside them.
    own.landmarks(dataset).symlink_to(layout.landmarks(dataset).resolve())
    told.rename_axis("class").rename("description").to_csv(folder / FILE)
    return own


def shuffled(told: pd.Series, seed) -> pd.Series:
    """The texts dealt out anew, so that no class has its own; raises ValueError for one class."""
    if len(told) < 2:
        raise ValueError("one text can't be dealt out anew")
    rng, places = np.random.default_rng(seed), np.arange(len(told))
    while ((order := rng.permutation(places)) == places).any():
        pass
    return pd.Series(told.to_numpy()[order], told.index)


def digest(settings: dict, told: dict, table: pd.DataFrame) -> str:
    """A name for what figures depend on: settings, texts and split."""
    parts = [settings, told, table[["path", "label", "split"]].to_csv(index=False)]
    text = json.dumps(parts, sort_keys=True).encode()
    return hashlib.blake2b(text, digest_size=4).hexdigest()


def read_rows(file: Path, about: str) -> dict:
    """The trainings finished before, by pair and texts; exits where they were other ones."""
    lines = file.read_text().splitlines(keepends=True) if file.is_file() else []
    whole = [line for line in lines if line.endswith("}\n")]
    if len(whole) < len(lines):  # a kill left half a line
        file.write_text("".join(whole))
    rows = [json.loads(line) for line in whole]
    if any(row["about"] != about for row in rows):
        sys.exit(f"{file} holds other settings, texts or photos: name another --output.")
    return {(tuple(row["pair"]), row["texts"]): row for row in rows}


def split_sentence(table: pd.DataFrame) -> str:
    parts = table.groupby("split")
    words = [f"{name}: {len(part)} of {part['group'].nunique()} groups" for name, part in parts]
    return "Photos with all classes: " + "; ".join(words) + "."


def sentence(row: dict) -> str:
    figures = ", ".join(f"{name} {row[name]:.3f}" for name in MEASURES)
    return f"{' and '.join(row['pair'])}, {row['texts']} texts: {figures} ({row['seconds']} s)"


def as_markdown(rows: list[dict], classes: int) -> str:
    """Figures over pairs, own texts beside shuffled ones, and what chance is."""
    table = pd.DataFrame(rows)
    chances = {"between the two": 1 / 2, "among all": 1 / classes, "seen": 1 / classes}
    lines = [
        f"| {len(table) // len(TEXTS)} pairs | texts | mean | sd | min | median | max | chance |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for measure, texts in itertools.product(MEASURES, TEXTS):
        found = table[measure][table["texts"] == texts]
        values = (found.mean(), found.std(), found.min(), found.median(), found.max())
        said = " | ".join(f"{value:.3f}" for value in values)
        chance = f"{chances[measure]:.3f}" if measure in chances else ""
        lines.append(f"| {measure} | {texts} | {said} | {chance} |")
    return "\n".join(lines)


def worst(rows: list[dict], many: int = 8) -> str:
    """The pairs that are told apart worst, with what shuffled texts give, and the count below .9"""
    by_pair = pd.DataFrame(rows).assign(pair=lambda t: t["pair"].map(" and ".join))
    by_pair = by_pair.pivot(index="pair", columns="texts", values=MEASURES[0])
    low = by_pair.sort_values("own").head(many)
    words = [f"{pair} {own:.2f} ({other:.2f})" for pair, own, other in low[[*TEXTS]].itertuples()]
    better = (by_pair["own"] > by_pair["shuffled"]).sum()
    return (
        f"Worst between the two, shuffled in brackets: {'; '.join(words)}.\n"
        f"{(by_pair['own'] >= 0.9).sum()} of {len(by_pair)} pairs reach .9; "
        f"own texts beat shuffled ones in {better}."
    )


if __name__ == "__main__":
    main()
