"""The settings that every training shares, and those that every classifier shares."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from signkit.settings.base import Settings
from signkit.settings.options import Recipe
from signkit.settings.plans import Stage, read_plan, scale_plan

Fraction = Annotated[float, Field(gt=0, lt=1)]


class LearningSettings(Settings):
    """What every training notebook asks for."""

    root: str = ""  # the Drive folder; "" finds it
    dataset: str = ""  # a folder in datasets/, or a full path
    stages: str = ""  # a plan's name or text (signkit.settings.plans); "" takes the recipe's
    epochs: Annotated[int, Field(ge=0)] = 0  # over all stages; 0 takes the plan's
    batch_size: Annotated[int, Field(ge=1)] = 32
    learning_rate: Annotated[float, Field(ge=0, le=1)] = 0.0  # first stage's; 0 takes the plan's
    validation_fraction: Fraction = 0.15
    test_fraction: Fraction = 0.15
    seed: Annotated[int, Field(ge=0)] = 0
    mixed_precision: Literal["auto", "on", "off"] = "auto"  # auto: on a GPU that gains by it
    language: Literal["en", "id"] = "en"  # the report's
    run_name: str = ""  # "" names the run by its settings, so that the same call goes on with it
    use_drive: bool = False  # mount Google Drive (on Colab only)

    of_recipe: ClassVar[tuple[str, ...]] = ()  # settings that the recipe fills where nothing is set

    # Not in the notebooks' forms; the command line and papermill take them as well.
    label_smoothing: Annotated[float, Field(ge=-1, lt=1)] = -1.0  # -1 takes the recipe's
    schedule: Literal["", "plateau", "cosine", "cosine_restarts"] = ""  # "" takes the recipe's
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0.05  # share of a stage that a cosine rises in
    ema: Annotated[float, Field(ge=0, lt=1)] = 0.0  # momentum of averaged weights; 0 for none
    accumulate: Annotated[int, Field(ge=1)] = 1  # batches whose gradients make one step
    fit_batch: bool = True  # on a GPU, split batches that don't fit
    xla: Literal["auto", "on", "off"] = "auto"  # auto: where Keras finds that it helps

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
            for name in self.of_recipe
            if getattr(self, name) == type(self).model_fields[name].default
        }
        return self.model_copy(update=unset)


class ClassifierSettings(LearningSettings):
    """What every notebook that trains a classifier asks for."""

    backbone: str = ""  # "" takes the recipe's
    weights: str = "auto"  # auto, imagenet, none, or the path of a weights file
    class_weights: bool = False  # rare classes count as much as frequent ones
    loss: str = ""  # a name in LOSSES; "" takes the recipe's
    ensemble: Annotated[int, Field(ge=1, le=10)] = 1  # models of so many seeds, averaged
    split: Literal["auto", "grouped", "random", "given"] = "auto"
    test_groups: str = ""  # groups kept for the test: S1, S2 ("S1, left" in quotes)
    fold: str = ""  # "2/5" tests on the second fifth; "" keeps test_fraction for the test
    validation: Literal["groups", "photos"] = "groups"  # photos: of the groups trained on
    groups_are: str = ""  # signer, background, ...; "" as it was said when the data were prepared
    copies_of_test: Literal["keep", "leave out"] = "keep"  # of test photos, among the training's
    unknown_classes: str = ""  # classes never trained on, to see whether they are refused

    # Not in the notebooks' forms.
    none_class: str = "none"  # the class of photos that show no sign, where there is one
    views: Annotated[int, Field(ge=1)] = 4  # augmented views that a frozen backbone sees once

    @field_validator("fold")
    @classmethod
    def _readable_fold(cls, value: str) -> str:
        number, _, of = value.partition("/")
        if value and not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of) > 1):
            raise ValueError('write it as "2/5", the second of five, or leave it empty')
        return value

    @property
    def frame(self) -> tuple[int, int]:
        """Height and width of the photos in pixels."""
        raise NotImplementedError

    @property
    def takes(self) -> str:
        """What a batch is of, in words."""
        model = f" with {self.backbone}" if self.backbone else ""
        return "photos of {} x {} pixels".format(*self.frame) + model

    def smaller(self) -> list[str]:
        """Say which settings would make it smaller, and to what."""
        mend = [self.smaller_frame()] if max(self.frame) > 96 else []
        if self.backbone == "EfficientNetV2S":
            mend.append("BACKBONE to EfficientNetV2B0")
        return mend

    @model_validator(mode="after")
    def _one_way_to_test(self) -> Self:
        if self.fold and self.test_groups:
            raise ValueError("FOLD and TEST_GROUPS both say what to test on: leave one empty")
        return self
