"""After training: the best epoch's model, measured on the splits that it didn't train on."""

import numpy as np
import pandas as pd

from signkit.evaluation.metrics import evaluate
from signkit.inputs.batches import Batches
from signkit.inputs.dataset import Dataset
from signkit.runs.record import Run, writing
from signkit.training.checkpoint import load_best

HELD_OUT = ("validation", "test")


def measure(dataset: Dataset, run: Run, batch_size: int) -> dict:
    """Measure the best epoch's model on validation and test; write model, predictions, metrics."""
    model = load_best(run.path("checkpoint"))
    with writing(run.path("model.keras")) as file:
        model.save(file)
    predictions, metrics = [], {}
    for split in HELD_OUT:
        rows = dataset.catalog.table[dataset.catalog.table["split"] == split]
        samples = dataset.split(split)
        probabilities = model.predict(Batches(samples, batch_size), verbose=0)
        hands = dataset.hands_found[rows.index]
        metrics[split] = evaluate(
            probabilities,
            samples.targets[samples.rows],
            dataset.catalog.classes,
            groups=rows["group"].to_numpy() if rows["group"].notna().all() else None,
            hands=hands,
        )
        predictions.append(_prediction_table(rows, hands, probabilities, dataset.catalog.classes))
    with writing(run.path("predictions.parquet")) as file:
        pd.concat(predictions, ignore_index=True).to_parquet(file)
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
