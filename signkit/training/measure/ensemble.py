"""Models of several seeds as one: their probabilities averaged."""

import keras

from signkit.inputs.dataset import Dataset
from signkit.models.blocks.temperature import untempered
from signkit.runs.files import MODEL
from signkit.runs.record import Run
from signkit.settings.learning import LearningSettings
from signkit.training.measure.conclude import conclude
from signkit.training.measure.scores import Scores


def average_members(
    members: list[Run], dataset: Dataset, settings: LearningSettings, run: Run, people: bool
) -> dict:
    """Join trained members into `run`: one model of the mean, and its measurement.

    `people` are in what is looked at, as `conclude` takes it.
    """
    # Scores are kept as they were before each member's calibration: the mean is calibrated.
    models = [untempered(keras.models.load_model(m.path(MODEL), compile=False)) for m in members]
    inputs = [keras.Input(tensor.shape[1:], name=tensor.name) for tensor in models[0].inputs]
    said = []
    for member, model in zip(members, models, strict=True):
        model.name = f"{model.name}_{member.name}"
        said.append(model(inputs if len(inputs) > 1 else inputs[0]))
    average = keras.layers.Average(name="classification_output")(said)
    scores = Scores.average([Scores.load(member) for member in members])
    return conclude(
        keras.Model(inputs, average, name=f"{settings.kind}_ensemble"),
        scores,
        dataset,
        settings,
        run,
        people,
    )
