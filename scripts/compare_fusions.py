"""Fusions and stage plans compared at equal epochs: a table of test accuracy over seeds.

    python scripts/compare_fusions.py DATASET --root ROOT

trains every fusion by the four stages, and the default fusion in one stage as well, on a data set
that `preprocess` has been run on. Each seed draws its own split, its own weights and its own order,
the same for all rows. Runs are ordinary ones: interrupted, the same call goes on.
"""

import argparse

import numpy as np
import pandas as pd

from signkit.layout import Layout
from signkit.models.fusion import FUSIONS
from signkit.settings import TrainSettings
from signkit.settings.options import OPTIONS
from signkit.training.setup import set_up
from signkit.training.trainer import train

BRANCHES = {"visual": "photos alone", "landmark": "landmarks alone"}


def main():
    given = arguments()
    own = OPTIONS["B"].fusion
    rows = [(fusion, "four_stages") for fusion in FUSIONS] + [(own, "one_stage")]
    found = [score(given, *row, seed) for row in rows for seed in range(given.seeds)]
    table = pd.DataFrame(found)
    table.to_csv(given.csv, index=False)
    print(as_markdown(table))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dataset")
    parser.add_argument("--root", default="")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=48)
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--backbone", default="small")
    parser.add_argument("--test-fraction", type=float, default=0.5)
    parser.add_argument("--csv", default="fusions.csv", help="where every run's figures go")
    return parser.parse_args()


def score(given, fusion: str, stages: str, seed: int) -> dict:
    """Train one run, or find it finished, and return its figures on the test split."""
    settings = TrainSettings.make(
        root=given.root,
        dataset=given.dataset,
        option="B",
        backbone=given.backbone,
        image_size=given.image_size,
        weights="none",
        fusion=fusion,
        stages=stages,
        epochs=given.epochs,
        test_fraction=given.test_fraction,
        seed=seed,
    )
    layout = Layout.open(given.root or None)
    run = train(set_up(settings, layout))
    metrics = run.read("metrics.json")
    branches = pd.read_parquet(run.path("branches.parquet"))
    right = {name: (branches[f"plain_{name}"] == branches["label"]).mean() for name in BRANCHES}
    return {
        "fusion": fusion,
        "plan": stages,
        "seed": seed,
        "accuracy": metrics["test"]["accuracy"],
        "minutes": run.history()["seconds"].sum() / 60,
        **right,
    }


def as_markdown(table: pd.DataFrame) -> str:
    """Mean and range over seeds, best row first; the branches alone below."""
    lines = [
        f"| fusion | plan | test accuracy, mean of {table['seed'].nunique()} seeds | each | min |"
    ]
    lines.append("|---|---|---|---|---|")
    rows = table.groupby(["fusion", "plan"])
    for (fusion, plan), part in sorted(rows, key=lambda row: -row[1]["accuracy"].mean()):
        lines.append(line(fusion, plan, part["accuracy"], part["minutes"].mean()))
    staged = table[table["plan"] == "four_stages"].drop_duplicates("seed")
    for name, said in BRANCHES.items():
        lines.append(line(said, "own stage", staged[name], None))
    return "\n".join(lines)


def line(name: str, plan: str, accuracy: pd.Series, minutes: float | None) -> str:
    each = ", ".join(f"{100 * value:.1f}" for value in accuracy)
    took = "" if minutes is None else f"{minutes:.1f}"
    return f"| {name} | {plan} | {100 * np.mean(accuracy):.2f} % | {each} | {took} |"


if __name__ == "__main__":
    main()
