"""The end of a training: the model made as sure as it is right, saved, and its figures written."""

from dataclasses import replace

import keras

from signkit.data.splits.strangers import validated_on
from signkit.data.splits.unknown import place_of_none
from signkit.evaluation.answers.table import ANSWERS
from signkit.evaluation.ledger import ledger
from signkit.inputs.dataset import Dataset
from signkit.models.blocks.temperature import tempered
from signkit.runs.files import BRANCH_PREDICTIONS, METRICS, MODEL, PREDICTIONS
from signkit.runs.record import Run
from signkit.settings.learning import LearningSettings
from signkit.training.explain.look import save_looks
from signkit.training.loop.save import save_model
from signkit.training.measure.scores import Scores
from signkit.training.measure.tables import branch_table, prediction_table


def conclude(
    model: keras.Model,
    scores: Scores,
    dataset: Dataset,
    settings: LearningSettings,
    run: Run,
    people: bool = True,
    more: dict | None = None,
) -> dict:
    """Calibrate on validation; write the model, what it looks at, predictions and metrics.json.

    `scores` are as the model says them; its saved form has the temperature as its last layer.
    `people` are in what is looked at: where nobody says whose samples they are, it may have been
    trained on those of validation. `more` are figures that were measured elsewhere.
    """
    scores.save(run)
    answer, classes = ANSWERS[dataset.answer], dataset.catalog.classes
    said = scores.held_out(dataset)
    whose = validated_on(dataset.catalog.table, people=people)
    calibrated = answer.calibrate(said["validation"], said["test"], sharpen=whose == "apart")
    temperature = calibrated["temperature"]
    save_model(tempered(model, temperature, answer.activation), run.path(MODEL))
    said = {
        split: replace(part, probabilities=answer.scaled(part.probabilities, temperature))
        for split, part in said.items()
    }
    save_looks(model, dataset, said["test"].probabilities, run)
    thresholds = answer.thresholds(said["validation"])
    run.write(PREDICTIONS, prediction_table(said, dataset, answer, thresholds))
    none = place_of_none(settings.none_class, classes)
    metrics = {"answers": answer.name, **answer.figures(said, classes, thresholds, none)}
    if scores.how:
        branches = branch_table(scores, dataset, answer, thresholds)
        run.write(BRANCH_PREDICTIONS, branches)
        metrics["ledger"] = ledger(branches, how=scores.how)
    metrics["calibration"] = {**calibrated, "validated_on": whose}
    metrics |= more or {}
    # Last: where it is, the model was measured whole.
    run.write(METRICS, metrics)
    return metrics
