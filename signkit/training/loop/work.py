"""What every stage of a run works with, and what one of them learns from."""

from dataclasses import dataclass, field

import keras

from signkit.inputs.dataset import Dataset
from signkit.inputs.samples import Samples
from signkit.inputs.text_dataset import TextDataset
from signkit.models.network import Network
from signkit.runs.record import Run
from signkit.settings.learning import LearningSettings
from signkit.settings.plans import Stage
from signkit.training.loop.checkpoint import Checkpoints
from signkit.training.loop.optimizers import build_optimizer


@dataclass(frozen=True)
class Work:
    """What every stage of a run works with."""

    settings: LearningSettings  # resolved
    network: Network
    dataset: Dataset | TextDataset
    run: Run
    checkpoints: Checkpoints
    measure: str  # the metric that validation is judged by
    watching: tuple[keras.callbacks.Callback, ...] = ()  # callbacks of all stages

    @property
    def plan(self) -> tuple[Stage, ...]:
        """The run's stages."""
        return self.settings.plan


@dataclass(frozen=True)
class Lesson:
    """What one stage learns from, and by which loss."""

    model: keras.Model
    train: keras.utils.PyDataset  # batches, from the epoch that the stage goes on from
    validation: keras.utils.PyDataset
    loss: keras.losses.Loss
    metrics: list = field(default_factory=list)
    loss_weight: float = 1.0  # of `loss`; the model may add others
    class_weight: dict[int, float] | None = None
    pictured: Samples | None = None  # what `validation` gives, where pictures of it can be drawn
    classes: list[str] | None = None  # their names

    def compile(self, settings: LearningSettings, stage: Stage, split: int = 1) -> None:
        """Compile the model with the stage's optimizer, which is built.

        `split` is how many parts each batch is computed in, whose gradients make one step.
        """
        self.model.compile(
            build_optimizer(settings, stage, len(self.train), settings.accumulate * split),
            self.loss,
            loss_weights=None if self.loss_weight == 1 else self.loss_weight,
            metrics=self.metrics,
            jit_compile={"auto": "auto", "on": True, "off": False}[settings.xla],
        )
        self.model.optimizer.build(self.model.trainable_variables)
