"""One stage of a plan: from where the run stands to the stage's best epoch."""

from collections.abc import Iterable
from dataclasses import dataclass

import keras
import numpy as np

from signkit.config import ImageSettings
from signkit.inputs.augment import Policy, policy_from
from signkit.inputs.batches import Batches
from signkit.inputs.clip_changes import ClipPolicy
from signkit.inputs.dataset import Dataset
from signkit.inputs.mix import Mix, read_factors
from signkit.learning import LearningSettings
from signkit.models.network import Network
from signkit.plans import Stage
from signkit.runs.record import Run
from signkit.training.callbacks import History, Progress, standard_callbacks
from signkit.training.checkpoint import Checkpoints, Saved
from signkit.training.control import Control
from signkit.training.features import feature_batches
from signkit.training.losses import build_loss, class_weights
from signkit.training.optimizers import build_optimizer
from signkit.training.snapshot import Snapshot
from signkit.training.tensorboard import TensorBoard

TOP = 5


@dataclass(frozen=True)
class Work:
    """What every stage of a run works with."""

    settings: LearningSettings  # resolved
    network: Network
    dataset: Dataset
    run: Run
    checkpoints: Checkpoints
    watching: tuple[keras.callbacks.Callback, ...] = ()  # callbacks of all stages

    @property
    def plan(self) -> tuple[Stage, ...]:
        """The run's stages."""
        return self.settings.plan

    @property
    def measure(self) -> str:
        """The metric that validation is judged by: with several labels the mean precision."""
        return "map" if self.dataset.samples.several else "accuracy"


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
    model, train, validation = _model_and_data(work, index, settings.batch_size // split, begun)
    weight = work.network.class_weight(stage.output)
    compile_model(model, settings, stage, work.dataset, len(train), split, weight)
    if saved:
        restore(model.optimizer, saved.arrays["optimizer"])
    counting = standard_callbacks(settings, work.measure)
    board = TensorBoard(
        work.run,
        stage.name,
        before,
        validation,
        work.dataset.split("validation"),
        work.dataset.catalog.classes,
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
        train,
        validation_data=validation,
        epochs=stage.epochs,
        initial_epoch=begun,
        callbacks=[
            *counting,
            board,
            History(work.run, stage, before),
            *work.watching,
            Progress(work.run, work.plan, index, work.measure),
            Control(work.run),
            snapshot,
        ],
        class_weight=sample_weights(settings, work.dataset),
        shuffle=False,
        verbose=0,
    )
    return snapshot.saved


def sample_weights(settings: LearningSettings, dataset: Dataset) -> dict[int, float] | None:
    """Return a weight a class, where the settings ask for it."""
    if not settings.class_weights:
        return None
    samples = dataset.split("train")
    return class_weights(samples.targets[samples.rows], samples.classes)


def _model_and_data(work: Work, index: int, size: int, epoch: int):
    """The model to fit and its batches: over cached features where the backbone is frozen."""
    stage, settings = work.plan[index], work.settings
    train, validation = work.dataset.split("train"), work.dataset.split("validation")
    inputs = stage.inputs + work.network.training_inputs(stage.output)
    policy = augmentation(settings, stage)
    seed = settings.seed * 100 + index  # every stage has an order of its own
    if stage.freezes_backbone and work.network.backbone:
        made = feature_batches(
            work.network.backbone,
            train,
            validation,
            inputs,
            size,
            policy,
            seed,
            views=min(settings.views, stage.epochs),
            between=Control(work.run).obey,
        )
        if made is not None:
            batches, validation_batches = made
            batches.start_at(epoch)
            return work.network.from_features(stage.output), batches, validation_batches
    batches = Batches(
        train,
        size,
        seed=seed,
        policy=policy,
        shuffle=True,
        epoch=epoch,
        inputs=inputs,
        mix=mix_of(settings, work.dataset.catalog.classes),
    )
    model = work.network.training_model(stage.output)
    return model, batches, Batches(validation, size, inputs=inputs)


def augmentation(settings: LearningSettings, stage: Stage) -> Policy | None:
    """Return what a stage's training photos go through, or None."""
    if isinstance(settings, ImageSettings):
        return policy_from(settings.augmentations) if settings.augmentations.strip() else None
    if not settings.augment:
        return None
    both = settings.modality_dropout if stage.output == "fused" else 0.0
    policy = ClipPolicy if settings.kind == "clip" else Policy
    return policy(flip=0.5 if settings.flip else 0.0, drop_photo=both, drop_hands=both)


def mix_of(settings: LearningSettings, classes: list[str]) -> Mix | None:
    """Return how often each class comes in an epoch; None for every photo once.

    Raises SettingsError on a class that isn't there or a factor that is none.
    """
    if not isinstance(settings, ImageSettings):
        return None
    factors = read_factors(settings.augment_factors, classes)
    return Mix(factors, settings.balanced_batches)


def compile_model(
    model: keras.Model,
    settings: LearningSettings,
    stage: Stage,
    dataset: Dataset,
    steps: int,
    split: int = 1,
    weight: float = 1.0,
) -> None:
    """Compile a model with the loss, optimizer and metrics of a stage, its optimizer built."""
    train, classes = dataset.split("train"), len(dataset.catalog.classes)
    # Class weights weigh the samples; a loss that weighs them as well would do it twice.
    targets = None if settings.class_weights else train.targets[train.rows]
    several = train.several
    metrics = ["accuracy"]
    if several:
        metrics = [keras.metrics.AUC(curve="PR", multi_label=True, num_labels=classes, name="map")]
    elif classes > TOP:
        metrics.append(keras.metrics.TopKCategoricalAccuracy(TOP, name="top5"))
    model.compile(
        build_optimizer(settings, stage, steps, settings.accumulate * split),
        build_loss(settings.loss, settings.label_smoothing, targets, classes, several),
        loss_weights=None if weight == 1 else weight,
        metrics=metrics,
        jit_compile={"auto": "auto", "on": True, "off": False}[settings.xla],
    )
    model.optimizer.build(model.trainable_variables)
