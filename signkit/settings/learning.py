"""The settings that every training shares."""

from typing import Literal, Self

from pydantic import field_validator, model_validator

from signkit.settings.base import Settings
from signkit.settings.fields import RUN, SPLIT, TRAINING, WHAT, Where, mark_of, setting
from signkit.settings.options import Recipe
from signkit.settings.plans import Stage, read_plan, scale_plan
from signkit.settings.values import MODEL_FOLDER, PLAN, ROOT, USE_DRIVE

_COSINE = Where("schedule", ("cosine",))


class LearningSettings(Settings):
    """What every training notebook asks for."""

    root: str = setting("", ROOT, RUN, computes=False)
    dataset: str = setting("", "The data set: a folder's name in datasets/, or a full path.", WHAT)
    stages: str = setting("", PLAN.format(""), TRAINING, recipe=True)
    epochs: int = setting(
        0, "Epochs over all stages, shared as the plan does. 0 takes the plan's.", TRAINING, ge=0
    )
    batch_size: int = setting(32, "Samples a step. Less needs less memory.", TRAINING, ge=1)
    learning_rate: float = setting(
        0.0,
        "The first stage's learning rate; the others keep their ratio to it. 0 takes the plan's.",
        TRAINING,
        ge=0,
        le=1,
    )
    validation_fraction: float = setting(
        0.15, "Share of the data that chooses the best epoch.", SPLIT, gt=0, lt=1
    )
    test_fraction: float = setting(
        0.15, "Share of the data that is tested on, once, at the end.", SPLIT, gt=0, lt=1
    )
    seed: int = setting(
        0,
        "Draws the split, the first weights and the order; another one is another run.",
        RUN,
        ge=0,
    )
    mixed_precision: Literal["auto", "on", "off"] = setting(
        "auto", "Compute in half precision; auto: on a GPU that gains by it.", RUN
    )
    language: Literal["en", "id"] = setting(
        "en", "The report's language: English or Indonesian.", RUN, computes=False
    )
    run_name: str = setting(
        "",
        'The run folder\'s name in runs/. "" names it by its settings, so that the same call goes '
        "on with it.",
        RUN,
        computes=False,
    )
    model_folder: str = setting("", MODEL_FOLDER, RUN, computes=False)
    use_drive: bool = setting(False, USE_DRIVE, RUN, computes=False)

    label_smoothing: float = setting(
        -1.0,
        "How much of each target is spread over the other classes. -1 takes the recipe's.",
        TRAINING,
        recipe=True,
        form=False,
        ge=-1,
        lt=1,
    )
    schedule: Literal["", "plateau", "cosine", "cosine_restarts"] = setting(
        "",
        "The learning rate over a stage: plateau lowers it where validation gets no better, cosine "
        'lets it rise and fall, cosine_restarts three times. "" takes the recipe\'s.',
        TRAINING,
        recipe=True,
        form=False,
    )
    warmup: float = setting(
        0.05,
        "Share of a stage in which the learning rate rises.",
        TRAINING,
        form=False,
        only=(_COSINE,),
        ge=0,
        lt=1,
    )
    ema: float = setting(
        0.0,
        "Momentum with which weights are averaged over the steps, such as 0.99. 0 for no average.",
        TRAINING,
        form=False,
        ge=0,
        lt=1,
    )
    accumulate: int = setting(
        1, "Batches whose gradients make one step.", TRAINING, form=False, ge=1
    )
    fit_batch: bool = setting(
        True, "On a GPU, take batches that don't fit its memory in parts.", RUN, form=False
    )
    xla: Literal["auto", "on", "off"] = setting(
        "auto", "Compile by XLA; auto: where Keras finds that it helps.", RUN, form=False
    )

    @field_validator("stages")
    @classmethod
    def _readable_plan(cls, value: str) -> str:
        if value:
            read_plan(value)
        return value

    @model_validator(mode="after")
    def _something_to_train_on(self) -> Self:
        if self.validation_fraction + self.test_fraction >= 1:
            raise ValueError("validation_fraction and test_fraction leave nothing to train on")
        return self

    def computed(self) -> dict:
        """What a run's figures can hang on, for `settings.json`."""
        fields = type(self).model_fields.items()
        return self.model_dump(include={n for n, field in fields if mark_of(field).computes})

    @property
    def recipe(self) -> Recipe:
        """What counts where nothing was chosen."""
        raise NotImplementedError

    @property
    def takes(self) -> str:
        """What a batch is of, in words."""
        raise NotImplementedError

    def smaller(self) -> list[str]:
        """Say which settings would make it smaller, and to what."""
        raise NotImplementedError

    @property
    def fractions(self) -> tuple[float, float, float]:
        """Shares of the train, validation and test split."""
        held = self.validation_fraction + self.test_fraction
        return (1 - held, self.validation_fraction, self.test_fraction)

    @property
    def plan(self) -> tuple[Stage, ...]:
        """The stages to train, with their epochs and rates as these settings have them."""
        stages = self.stages or self.recipe.stages
        return scale_plan(read_plan(stages), self.epochs, self.learning_rate)

    def resolved(self) -> Self:
        """Return a copy in which the recipe's own values stand where nothing was chosen."""
        unset = {
            name: getattr(self.recipe, name)
            for name, field in type(self).model_fields.items()
            if mark_of(field).recipe and getattr(self, name) == field.default
        }
        return self.model_copy(update=unset)
