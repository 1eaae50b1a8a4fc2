"""What a model said about the held-out splits: kept, averaged over seeds, and measured."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from signkit.evaluation.ledger import ledger
from signkit.evaluation.metrics import evaluate
from signkit.inputs.dataset import Dataset
from signkit.runs.record import Run, writing

FILE = "scores.npz"


@dataclass(frozen=True)
class Scores:
    """Probabilities (n, classes) by what gave them.

    Keys are the held-out splits, and, for a hybrid, `CONDITION_SOURCE` over the test split, such as
    `plain_visual` or `photos_blurred_fused`. `how` says what the branches' were read with.
    """

    probabilities: dict[str, np.ndarray]
    how: str = ""  # "stages", "probes", or "" where there are no branches

    @classmethod
    def average(cls, several: list["Scores"]) -> "Scores":
        """Return the mean probabilities of several models over the same samples."""
        names = several[0].probabilities
        return cls(
            {n: np.mean([s.probabilities[n] for s in several], 0) for n in names}, several[0].how
        )

    def save(self, run: Run) -> None:
        """Keep them in the run folder."""
        with writing(run.path(FILE)) as path:
            np.savez_compressed(path, how=self.how, **self.probabilities)

    @classmethod
    def load(cls, run: Run) -> "Scores":
        """Read them back from a run folder."""
        with np.load(run.path(FILE)) as stored:
            how = str(stored["how"])
            return cls({name: stored[name] for name in stored.files if name != "how"}, how)


def record(scores: Scores, dataset: Dataset, run: Run) -> dict:
    """Measure the scores; write predictions.parquet, branches.parquet and metrics.json."""
    predictions, metrics, table = [], {}, dataset.catalog.table
    targets = dataset.samples.targets
    for split in ("validation", "test"):
        rows, probabilities = table[table["split"] == split], scores.probabilities[split]
        hands = dataset.hands_found[rows.index]
        groups = rows["group"].to_numpy() if rows["group"].notna().all() else None
        metrics[split] = evaluate(
            probabilities, targets[rows.index], dataset.catalog.classes, groups=groups, hands=hands
        )
        predictions.append(_prediction_table(rows, hands, probabilities, dataset.catalog.classes))
    with writing(run.path("predictions.parquet")) as file:
        pd.concat(predictions, ignore_index=True).to_parquet(file)
    if scores.how:
        branches = _branch_table(scores, table[table["split"] == "test"], dataset.catalog.classes)
        with writing(run.path("branches.parquet")) as file:
            branches.to_parquet(file)
        metrics["ledger"] = ledger(branches, how=scores.how)
    # Last: where it is, the model was measured whole.
    run.write_json("metrics.json", metrics)
    return metrics


def _prediction_table(
    rows: pd.DataFrame, hands: np.ndarray, probabilities: np.ndarray, classes: list[str]
) -> pd.DataFrame:
    table = rows[["path", "label", "group", "split"]].assign(
        hands=hands, predicted=[classes[k] for k in probabilities.argmax(axis=1)]
    )
    columns = [f"p_{k:04d}" for k in range(len(classes))]
    scores = pd.DataFrame(probabilities, columns=columns, index=rows.index)
    return pd.concat([table, scores], axis=1)


def _branch_table(scores: Scores, rows: pd.DataFrame, classes: list[str]) -> pd.DataFrame:
    said = {
        name: [classes[k] for k in probabilities.argmax(axis=1)]
        for name, probabilities in scores.probabilities.items()
        if name not in ("validation", "test")
    }
    return rows[["path", "label", "group"]].assign(**said).reset_index(drop=True)
