"""The trials of a search: each a short training, judged by validation."""

import keras
import numpy as np

from signkit.inputs.batches import Batches
from signkit.inputs.dataset import Dataset
from signkit.runs.files import SEARCH
from signkit.runs.record import Run
from signkit.settings import ImageSettings
from signkit.settings.plans import Stage
from signkit.settings.spaces import read_space
from signkit.training.kinds.classifier import Classifier, objective, sample_weights
from signkit.training.loop.control import Control
from signkit.training.loop.work import Lesson
from signkit.training.search.memory import freeing
from signkit.training.search.tuning import Trial, best, search
from signkit.whole import whole


def find_values(
    kind: Classifier, settings: ImageSettings, dataset: Dataset, run: Run, measure: str
) -> dict[str, float]:
    """Search for the best values by `measure` and return them; goes on where a call stopped.

    What each trial reached lies in the run folder's `search/trials.jsonl`.
    """
    folder = run.path(SEARCH)
    folder.mkdir(exist_ok=True)
    if settings.xla == "auto":
        # What XLA compiles is kept as long as the process lives, and a short trial hardly gains.
        settings = settings.model_copy(update={"xla": "off"})

    def train_trial(trial: Trial) -> float:
        with freeing():
            return _score(kind, settings, dataset, run, measure, trial)

    trials = search(
        read_space(settings.space, settings.model),
        settings.tuner,
        settings.max_trials,
        settings.tuning_epochs,
        settings.seed,
        folder,
        train_trial,
    )
    winner = best(trials)
    for file in folder.glob("*.weights.h5"):
        file.unlink()
    run.note_resolved(tuned=winner.values, trials=len(trials), best_trial=winner.number)
    said = ", ".join(f"{name} {value:g}" for name, value in winner.values.items())
    print(f"Best of {len(trials)} trials, {winner.score:.3f} on validation: {said}.")
    return winner.values


def _score(
    kind: Classifier,
    settings: ImageSettings,
    dataset: Dataset,
    run: Run,
    measure: str,
    trial: Trial,
) -> float:
    """Train one trial; return the best validation figure of its epochs, NaN if it came apart."""
    keras.utils.set_random_seed(settings.seed + trial.number)
    rate = trial.values.get("learning_rate", settings.plan[0].learning_rate)
    stage = Stage("visual", "visual", ("backbone", "visual"), trial.epochs, rate)
    backbone = kind.backbone(settings, fetch=trial.parent is None)
    network = kind.network(settings, dataset, backbone, trial.values)
    network.freeze_but(stage.trains)
    model, train, size = network.model(stage.output), dataset.split("train"), settings.batch_size
    if trial.parent is not None:
        model.load_weights(_weights(run, trial.parent))
    batches = Batches(
        train,
        size,
        seed=settings.seed,
        policy=kind.augmentation(settings, stage),
        shuffle=True,
        epoch=trial.begin,
        inputs=stage.inputs,
        mix=kind.mix(settings, dataset.catalog.classes),
    )
    validation = Batches(dataset.split("validation"), size, inputs=stage.inputs)
    lesson = Lesson(model, batches, validation, *objective(settings, dataset, measure))
    lesson.compile(settings, stage)
    history = model.fit(
        batches,
        validation_data=validation,
        epochs=trial.epochs,
        initial_epoch=trial.begin,
        callbacks=[keras.callbacks.TerminateOnNaN(), Control(run)],
        class_weight=sample_weights(settings, dataset),
        shuffle=False,
        verbose=0,
    )
    if settings.tuner == "hyperband":  # a later trial may go on from here
        _keep(model, run, trial.number)
    if not np.isfinite(history.history["loss"][-1]):
        return float("nan")  # the figures of a model that came apart may look like any other's
    return float(np.max(history.history[f"val_{measure}"]))


def _weights(run: Run, number: int):
    return run.path(SEARCH, f"{number:03d}.weights.h5")


def _keep(model: keras.Model, run: Run, number: int) -> None:
    with whole(_weights(run, number)) as file:
        model.save_weights(file)
