"""What TensorBoard shows of a run: scalars by epoch, pictures, and the settings it was made with.

Each stage writes to its own folders, in steps that count epochs over all stages. A box without
TensorFlow or TensorBoard trains all the same; that is said once.
"""

import contextlib
import functools
import importlib
import shutil
import time
from pathlib import Path

import keras
import numpy as np

from signkit.evaluation.answers.table import ANSWERS, answer_of
from signkit.inputs.batches import SampleBatches
from signkit.inputs.dataset import Dataset
from signkit.inputs.samples import Samples
from signkit.runs.files import LABELS, METRICS, PREDICTIONS, SETTINGS, TENSORBOARD
from signkit.runs.record import Run
from signkit.training.answers.table import learnt
from signkit.training.watch.board_pictures import confusion_picture, samples_picture

RESULT = "result"  # the folder of final figures
SHARE = 0.02  # of a stage's time that pictures may take
FIRST_COST = 1.0  # seconds; what the first pictures are expected to take, until it is known
_PARTS = ("tensorflow", "tensorboard.plugins.hparams.api")
# Settings of where and how fast, not of what.
_NO_COLUMN = {"dataset", "fit_batch", "mixed_precision", "xla"}
# Final figures in the table that compares runs, as metrics.json names them.
_METRICS = ("accuracy", "macro_f1", "top5")


class TensorBoard(keras.callbacks.Callback):
    """Write each epoch's figures and learning rate and, now and then, pictures of validation.

    `before` epochs came in earlier stages. Steps that the folder already holds are not written
    again, so that a stage which goes on after a kill has each epoch once. Pictures are drawn where
    validation got better since the last ones and all of them take less than 2 % of the stage's
    time: they cost one prediction of `validation`, whose batches give `samples` in their order.
    """

    def __init__(
        self,
        run: Run,
        stage: str,
        before: int = 0,
        validation: SampleBatches | None = None,
        samples: Samples | None = None,
        classes: list[str] | None = None,
        measure: str = "accuracy",
    ):
        super().__init__()
        self.folder, self.before = run.path(TENSORBOARD, stage), before
        self.validation, self.samples, self.classes = validation, samples, classes
        self.measure = measure

    def on_train_begin(self, logs=None):
        """Open the stage's files."""
        self._tf = find_tensorflow()
        self._began, self._spent, self._cost = time.perf_counter(), 0.0, FIRST_COST
        self._best, self._news = -np.inf, False
        if self._tf:
            parts = {name: self.folder / name for name in ("train", "validation")}
            self._written = {name: last_step(folder) for name, folder in parts.items()}
            self._writers = {
                name: self._tf.summary.create_file_writer(str(folder))
                for name, folder in parts.items()
            }

    def on_epoch_end(self, epoch, logs=None):
        """Write the epoch's figures, and pictures where they are due."""
        if not self._tf:
            return
        logs, step = dict(logs or {}), self.before + epoch + 1
        rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
        sides = {
            "train": {k: v for k, v in logs.items() if not k.startswith("val_")},
            "validation": {k[4:]: v for k, v in logs.items() if k.startswith("val_")},
        }
        sides["train"]["learning_rate"] = rate
        with self._telling():
            for name, figures in sides.items():
                self._write(name, figures, step)
            if step > self._written["validation"] and self._due(
                logs.get(f"val_{self.measure}", -np.inf)
            ):
                self._draw(step)

    def on_train_end(self, logs=None):
        """Close the files."""
        if self._tf:
            with self._telling():
                for writer in self._writers.values():
                    writer.close()

    def _write(self, name, figures, step):
        if step <= self._written[name]:
            return
        with self._writers[name].as_default(step):
            for figure, value in figures.items():
                self._tf.summary.scalar(f"epoch_{figure}", float(value))
        # A kill must not take the epochs that the checkpoint has.
        self._writers[name].flush()

    def _due(self, reached):
        self._news |= reached > self._best
        self._best = max(reached, self._best)
        elapsed = time.perf_counter() - self._began
        return (
            self._news and self.samples is not None and self._spent + self._cost <= SHARE * elapsed
        )

    def _draw(self, step):
        began, self._news = time.perf_counter(), False
        said = self.model.predict(self.validation, verbose=0)
        with self._writers["validation"].as_default(step):
            _write_pictures(self._tf, said, self.samples, self.classes)
        self._writers["validation"].flush()
        self._cost = time.perf_counter() - began
        self._spent += self._cost

    @contextlib.contextmanager
    def _telling(self):
        """A full disk is told, and ends the writing; the training's own files say it as well."""
        try:
            yield
        except (OSError, self._tf.errors.OpError) as error:
            print(f"TensorBoard's files in {self.folder} can't be written: {error}")
            self._tf = None


def write_result(run: Run, dataset: Dataset | None = None) -> bool:
    """Write a measured run's settings, final figures and pictures, in place of any there are.

    They lie in `tensorboard/result`, where the tab HPARAMS finds the settings to compare runs by.
    `dataset` gives the photos for sample predictions. Returns False without TensorFlow or where
    the files can't be written.
    """
    tf = find_tensorflow()
    if tf is None:
        return False
    folder = run.path(TENSORBOARD, RESULT)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        writer = tf.summary.create_file_writer(str(folder))
        with writer.as_default(len(run.history())):
            metrics = run.read(METRICS)
            write_hparams(run, metrics)
            write_test_pictures(run, metrics, dataset)
        writer.close()
    except (OSError, tf.errors.OpError) as error:
        print(f"TensorBoard's files in {folder} can't be written: {error}")
        return False
    return True


def write_hparams(run: Run, metrics: dict) -> None:
    """Write a run's settings and final figures with the summary writer that is the default."""
    import tensorflow as tf
    from tensorboard.plugins.hparams import api

    said = run.read(SETTINGS)
    settings = {k: _plain(v) for k, v in said["settings"].items() if k not in _NO_COLUMN}
    settings["data"] = str(said.get("data", {}).get("name", ""))
    figures = {
        f"{split}_{name}": metrics[split][name]
        for split in ("validation", "test")
        for name in _METRICS
        if metrics.get(split, {}).get(name) is not None
    }
    bleu = ANSWERS["sentences"].headline(metrics)["value"]
    figures |= {} if bleu is None else {"test_bleu4": bleu}
    columns = [api.HParam(name) for name in settings]
    api.hparams_config(columns, [api.Metric(name, display_name=name) for name in figures])
    api.hparams(settings, trial_id=run.name)
    for name, value in figures.items():
        tf.summary.scalar(name, value)


def write_test_pictures(run: Run, metrics: dict, dataset: Dataset | None = None) -> None:
    """Write the confusion matrices of validation and test, and sample predictions of the test."""
    import tensorflow as tf

    if not run.has(LABELS):
        return  # sentences have no classes
    classes = run.read(LABELS)
    answer = answer_of(run.read(SETTINGS), metrics)
    for split in ("validation", "test"):
        matrix = answer.matrix(metrics.get(split, {}))
        if matrix is not None:
            picture = confusion_picture(matrix, classes)
            tf.summary.image(f"confusion_{split}", picture[None])
    shown = learnt(answer.name).pictured(dataset.split("test")) if dataset else None
    said = None if shown is None else _probabilities(run, dataset)
    picture = None if said is None else samples_picture(said, shown, classes)
    if picture is not None:
        tf.summary.image("predictions_test", picture[None])


def last_step(folder: Path) -> int:
    """The last step that the event files of a folder hold, 0 where there is none.

    A file that a kill cut short is read as far as it goes.
    """
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    steps = [0]
    for file in sorted(folder.glob("events.out.tfevents.*")):
        with contextlib.suppress(Exception):  # a broken record ends the file
            steps += [event.step for event in EventFileLoader(str(file)).Load()]
    return max(steps)


@functools.cache
def find_tensorflow():
    """TensorFlow, which writes TensorBoard's files; None, said once, where it or that is not."""
    try:
        for name in _PARTS:
            importlib.import_module(name)
    except ImportError as error:
        print(f"Nothing is written for TensorBoard: {error}. The training goes on without it.")
        return None
    return importlib.import_module(_PARTS[0])


def _write_pictures(tf, said, samples, classes):
    targets = samples.targets[samples.rows]
    counts = np.zeros((len(classes), len(classes)), int)
    np.add.at(counts, (targets, said.argmax(axis=1)), 1)
    tf.summary.image("confusion", confusion_picture(counts, classes)[None])
    if (picture := samples_picture(said, samples, classes)) is not None:
        tf.summary.image("predictions", picture[None])


def _probabilities(run, dataset):
    """(N, C) of the test in the data set's order, as measured; None where they don't belong."""
    table = run.read(PREDICTIONS)
    table = table[table["split"] == "test"]
    columns = [name for name in table if name.startswith("p_")]
    rows = dataset.catalog.table.iloc[dataset.split("test").rows]
    if table["path"].tolist() != rows["path"].tolist():
        return None
    return table[columns].to_numpy()


def _plain(value):
    return value if isinstance(value, bool | int | float | str) else str(value)
