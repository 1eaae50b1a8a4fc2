"""Cross-validation: every photo or clip is tested once, by a model that never saw it."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.evaluation.answers.base import ScoredAnswer
from signkit.evaluation.answers.table import answer_of
from signkit.evaluation.intervals import folds_interval
from signkit.layout import Layout
from signkit.report.folds import write_folds
from signkit.runs.files import METRICS, PREDICTIONS, SETTINGS
from signkit.runs.record import Run
from signkit.settings.classifiers import ClassifierSettings
from signkit.training.kinds.table import KINDS
from signkit.training.setup import set_up
from signkit.training.trainer import train
from signkit.whole import write_json


@dataclass(frozen=True)
class CrossValidation:
    """What each fold's run reached on its own test photos, and the mean with its interval."""

    table: pd.DataFrame  # fold, run, photos, right (share), macro_f1
    mean: float
    interval: tuple[float, float]  # 95 %
    answer: ScoredAnswer
    unit: str = "photos"  # or "clips"
    page: Path | None = None  # in the settings' language, with the thesis sentences beside it

    def sentence(self) -> str:
        """Say it in a line."""
        low, high = self.interval
        count = f"{self.table['photos'].sum()} {self.unit}"
        return (
            f"{count}, each tested once in {len(self.table)} folds: "
            f"{self.answer.right} {self.mean:.1%} ({low:.1%} to {high:.1%}), "
            f"macro F1 {self.table['macro_f1'].mean():.1%}."
        )


def cross_validate(settings: ClassifierSettings, layout: Layout, folds: int = 5) -> CrossValidation:
    """Train and measure one run a fold, its search included, and join what they say.

    With the split by groups and as many folds as there are groups, each is left out once.
    Each is a run as any other and goes on after a kill; what is finished is not done again. The
    figures, their page and the sentences for a thesis are kept in `reports/` under the first run's
    name. Raises DataError where a class has too few photos for so many folds.
    """
    runs = []
    for number in range(1, folds + 1):
        print(f"Fold {number} of {folds}")
        name = f"{settings.run_name}-fold{number}" if settings.run_name else ""
        own = settings.changed(fold=f"{number}/{folds}", run_name=name)
        runs.append(train(set_up(own, layout)))
    found = join_folds(runs)
    kept = {**found.table.to_dict("list"), "mean": found.mean, "interval": found.interval}
    file = layout.root / "reports" / f"{runs[0].name}-{folds}folds.json"
    write_json(file, kept)
    page = file.with_suffix(".html")
    write_folds(found, [run.folder for run in runs], page, settings.language)
    print(f"All folds on one page: {page}")
    print(f"The sentences for a thesis: {page.with_suffix('.txt')}")
    print(f"The figures: {file}")
    return replace(found, page=page)


def join_folds(runs: list[Run]) -> CrossValidation:
    """Join the finished runs of all folds: the mean over folds, and its interval."""
    said = [_test_photos(run) for run in runs]
    metrics = [run.read(METRICS) for run in runs]
    sizes = [run.read(SETTINGS)["data"]["split_photos"] for run in runs]
    share = np.mean([size["test"] / size["train"] for size in sizes])
    table = pd.DataFrame(
        {
            "fold": range(1, len(runs) + 1),
            "run": [run.name for run in runs],
            "photos": [len(part) for part in said],
            "right": [float(part.mean()) for part in said],
            "macro_f1": [part["test"]["macro_f1"] for part in metrics],
        }
    )
    mean = float(table["right"].mean())
    settings = runs[0].read(SETTINGS)
    return CrossValidation(
        table,
        mean,
        folds_interval(said, float(share)),
        answer_of(settings, metrics[0]),
        KINDS[settings["kind"]].unit,
    )


def _test_photos(run: Run) -> np.ndarray:
    """Which of a run's test photos were told rightly."""
    table = run.read(PREDICTIONS)
    test = table[table["split"] == "test"]
    return (test["predicted"] == test["label"]).to_numpy(float)
