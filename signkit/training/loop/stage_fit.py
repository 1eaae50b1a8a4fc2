"""One stage of a plan: from where the run stands to the stage's best epoch."""

from collections.abc import Iterable

import keras
import numpy as np

from signkit.training.kinds.table import kind_of
from signkit.training.loop.callbacks import History, Progress, standard_callbacks
from signkit.training.loop.checkpoint import Saved
from signkit.training.loop.control import Control
from signkit.training.loop.snapshot import Snapshot
from signkit.training.loop.work import Work
from signkit.training.watch.tensorboard import TensorBoard


def fit_stage(work: Work, index: int, last: Saved | None, split: int = 1) -> Saved:
    """Train the plan's stage `index` and load its best weights; return its last checkpoint.

    `last` is the run's last checkpoint: of this stage, which then goes on, or of the one before.
    `split` is how many parts each batch is computed in, whose gradients make one step.
    """
    here = last is not None and last.state["stage"] == index
    if not (here and last.state["ended"]):
        before = last.state["epochs"] - here * last.state["stage_epoch"] if last else 0
        last = _fit(work, index, last if here else None, before, split)
    assign(work.network.variables, last.arrays["best"])
    return last


def assign(variables: Iterable[keras.Variable], arrays: list[np.ndarray]) -> None:
    """Set variables to arrays in the same order; raises ValueError where they don't agree."""
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


def restore(optimizer: keras.Optimizer, arrays: list[np.ndarray]) -> None:
    """Give an optimizer its state back, also where the precision is not what it was.

    Half precision puts its loss scale before the variables that both have. Where the batches are
    computed in other parts than before, the optimizer starts anew, and says so.
    """
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    for variables in (optimizer.variables, inner.variables):
        last = arrays[-len(variables) :]
        if [tuple(v.shape) for v in variables] == [a.shape for a in last]:
            assign(variables, last)
            return
    print("Batches are computed in other parts than before: the optimizer starts anew.")


def _fit(work: Work, index: int, saved: Saved | None, before: int, split: int) -> Saved:
    stage, settings = work.plan[index], work.settings
    begun = saved.state["stage_epoch"] if saved else 0
    work.network.freeze_but(stage.trains)
    if saved:
        assign(work.network.variables, saved.arrays["model"])
    lesson = kind_of(settings).lesson(work, index, settings.batch_size // split, begun)
    model = lesson.model
    lesson.compile(settings, stage, split)
    if saved:
        restore(model.optimizer, saved.arrays["optimizer"])
    counting = standard_callbacks(settings, work.measure)
    board = TensorBoard(
        work.run,
        stage.name,
        before,
        lesson.validation,
        lesson.pictured,
        lesson.classes,
        work.measure,
    )
    snapshot = Snapshot(
        work.checkpoints,
        work.network,
        counting,
        index,
        before,
        stage.epochs,
        saved,
        split,
        work.measure,
    )
    model.fit(
        lesson.train,
        validation_data=lesson.validation,
        epochs=stage.epochs,
        initial_epoch=begun,
        callbacks=[
            Control(work.run),
            *counting,
            board,
            History(work.run, stage, before),
            *work.watching,
            Progress(work.run, work.plan, index, work.measure),
            snapshot,
        ],
        class_weight=lesson.class_weight,
        shuffle=False,
        verbose=0,
    )
    return snapshot.saved
