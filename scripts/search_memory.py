"""How much memory a search holds, trial after trial, in the trainer as it is.

    python scripts/search_memory.py [DATASET] [--trials 20] [--size 96] [--tuner random]

Without DATASET (a folder of class folders) the sample stationery is drawn. Prints the resident
memory after each trial, and that after the last one over that after the fifth.
"""

import argparse
import os
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["SIGNKIT_HEADLESS"] = "1"

import psutil

from signkit.inputs.dataset import load_photos
from signkit.layout import Layout
from signkit.preparation.things import prepare_photos
from signkit.runs.record import Run
from signkit.settings import ImageSettings
from signkit.training.kinds.table import kind_of
from signkit.training.search import trials
from signkit.training.setup import open_run, split_catalog


def watched(score, resident: list[float]):
    """Return `score`, noting the memory that is held when it is called again."""

    def call(*arguments):
        resident.append(psutil.Process().memory_info().rss / 2**20)
        return score(*arguments)

    return call


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", nargs="?", default="sample-stationery")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--tuner", default="random")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        layout = Layout.open(scratch)
        settings = ImageSettings.make(
            dataset=given.dataset,
            mode="tuned",
            img_height=given.size,
            img_width=given.size,
            tuner=given.tuner,
            max_trials=given.trials,
            tuning_epochs=2,
        ).resolved()
        prepare_photos(settings, layout)
        catalog = split_catalog(settings, layout)
        resident: list[float] = []
        trials._score = watched(trials._score, resident)
        dataset = load_photos(catalog, layout.photos(settings.dataset), settings.frame)
        run: Run = open_run(settings, layout, catalog)
        kind = kind_of(settings)
        trials.find_values(kind, settings, dataset, run, kind.judged_by(dataset))
        resident = [*resident[1:], psutil.Process().memory_info().rss / 2**20]
    for number, megabytes in enumerate(resident, start=1):
        print(f"after trial {number}: {megabytes:.0f} MiB")
    print(f"after trial {len(resident)} over after trial 5: {resident[-1] / resident[4]:.3f}")


if __name__ == "__main__":
    main()
