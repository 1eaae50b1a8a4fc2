"""Models of several seeds as one: their probabilities averaged."""

import keras

from signkit.inputs.dataset import Dataset
from signkit.runs.record import Run
from signkit.training.measure import save_model
from signkit.training.scores import Scores, record


def average_members(members: list[Run], dataset: Dataset, run: Run) -> dict:
    """Join trained members into `run`: one model of the mean, and its measurement."""
    models = [keras.models.load_model(m.path("model.keras"), compile=False) for m in members]
    inputs = [keras.Input(tensor.shape[1:], name=tensor.name) for tensor in models[0].inputs]
    said = []
    for member, model in zip(members, models, strict=True):
        model.name = f"{model.name}_{member.name}"
        said.append(model(inputs if len(inputs) > 1 else inputs[0]))
    average = keras.layers.Average(name="classification_output")(said)
    save_model(keras.Model(inputs, average, name="sign_ensemble"), run.path("model.keras"))
    scores = Scores.average([Scores.load(member) for member in members])
    scores.save(run)
    return record(scores, dataset, run)
