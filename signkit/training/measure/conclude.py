"""The end of a training: the model made as sure as it is right, saved, and its figures written."""

import keras
import numpy as np
import pandas as pd

from signkit.data.catalog import UNKNOWN
from signkit.data.splits.strangers import validated_on
from signkit.data.splits.unknown import place_of_none
from signkit.evaluation import calibration, unknown
from signkit.evaluation.answers import labels_figures as multilabel
from signkit.evaluation.answers.classes_figures import evaluate
from signkit.evaluation.answers.labels_calibration import describe_labels
from signkit.evaluation.ledger import ledger
from signkit.inputs.dataset import Dataset
from signkit.models.blocks.temperature import tempered
from signkit.runs.record import Run, writing
from signkit.settings.learning import LearningSettings
from signkit.training.explain.look import save_looks
from signkit.training.loop.save import save_model
from signkit.training.measure.scores import (
    Scores,
    branch_table,
    groups_of,
    prediction_table,
    rows_of,
)


def conclude(
    model: keras.Model,
    scores: Scores,
    dataset: Dataset,
    settings: LearningSettings,
    run: Run,
    more: dict | None = None,
) -> dict:
    """Calibrate on validation; write the model, what it looks at, predictions and metrics.json.

    `scores` are as the model says them; its saved form has the temperature as its last layer.
    `more` are figures that were measured elsewhere.
    """
    scores.save(run)
    several = dataset.samples.several
    told = describe_labels if several else calibration.describe
    said = scores.probabilities
    targets = {split: _targets(dataset, split) for split in ("validation", "test")}
    # Things have no face: where nobody says whose they are, nobody was trained on.
    whose = validated_on(dataset.catalog.table, people=settings.kind != "image")
    both = (said["validation"], targets["validation"], said["test"], targets["test"])
    sure = {**told(*both, sharpen=whose == "apart"), "validated_on": whose}
    scores = scores.at(sure["temperature"], several)
    save_model(tempered(model, sure["temperature"], several), run.path("model.keras"))
    save_looks(model, dataset, scores.probabilities["test"], run)
    finish = _several_labels if several else _one_label
    metrics = {**finish(scores, dataset, settings, targets, run), "calibration": sure}
    metrics |= more or {}
    # Last: where it is, the model was measured whole.
    run.write_json("metrics.json", metrics)
    return metrics


def _one_label(scores, dataset, settings, targets, run) -> dict:
    _write_table(run, "predictions.parquet", prediction_table(scores, dataset))
    metrics = {split: _evaluate(scores, dataset, split, targets[split]) for split in targets}
    metrics["unknown"] = _unknown(scores, dataset, settings, targets)
    if scores.how:
        branches = branch_table(scores, dataset)
        _write_table(run, "branches.parquet", branches)
        metrics["ledger"] = ledger(branches, how=scores.how)
    return metrics


def _several_labels(scores, dataset, settings, targets, run) -> dict:
    said, classes = scores.probabilities, dataset.catalog.classes
    thresholds = multilabel.best_thresholds(said["validation"], targets["validation"])
    _write_table(run, "predictions.parquet", prediction_table(scores, dataset, thresholds))
    metrics = {
        "several": True,
        "thresholds": {"values": thresholds.tolist(), "fitted_on": "validation"},
    }
    for split in targets:
        known = (said[split], targets[split], classes)
        groups = groups_of(dataset, split)
        half = multilabel.evaluate(*known, groups=groups)
        metrics[split] = multilabel.evaluate(*known, thresholds=thresholds, groups=groups)
        metrics[split]["at_half"] = {n: half[n] for n in ("macro_f1", "micro_f1", "exact_match")}
    return metrics


def _targets(dataset: Dataset, split: str) -> np.ndarray:
    return dataset.samples.targets[rows_of(dataset, split).index]


def _evaluate(scores, dataset, split, targets) -> dict:
    found = dataset.hands_found
    return evaluate(
        scores.probabilities[split],
        targets,
        dataset.catalog.classes,
        groups=groups_of(dataset, split),
        hands=None if found is None else found[rows_of(dataset, split).index],
    )


def _unknown(scores, dataset, settings, targets) -> dict:
    """What a threshold costs, and how well it tells photos of no known sign."""
    classes, said = dataset.catalog.classes, scores.probabilities
    apart, none = UNKNOWN in said, place_of_none(settings.none_class, classes)
    names = sorted(rows_of(dataset, UNKNOWN)["label"].unique())
    if none is not None:
        names = names or [classes[none]]
    return unknown.describe(
        said["validation"],
        targets["validation"],
        said["test"],
        targets["test"],
        outside=said.get(UNKNOWN),
        none=none,
        names=names,
        test_groups=groups_of(dataset, "test"),
        outside_groups=groups_of(dataset, UNKNOWN) if apart else None,
    )


def _write_table(run: Run, name: str, table: pd.DataFrame) -> None:
    with writing(run.path(name)) as file:
        table.to_parquet(file)
