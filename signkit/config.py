"""The settings of each notebook: checked once at the door, plain values inside."""

import difflib
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from signkit.errors import SettingsError
from signkit.options import OPTIONS
from signkit.plans import Stage, read_plan, scale_plan

Fraction = Annotated[float, Field(gt=0, lt=1)]


class Settings(BaseModel):
    """Settings that a parameter cell names in upper case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def from_parameters(cls, names: dict) -> Self:
        """Make settings from a notebook's `globals()`: every upper-case name counts as one.

        Raises SettingsError on an unknown name (with the nearest known one) and on each bad value.
        """
        given = {
            name.lower(): value
            for name, value in names.items()
            if name.isupper() and not name.startswith("_")
        }
        return cls.make(**given)

    @classmethod
    def make(cls, **values) -> Self:
        """Make settings from lower-case names; raises SettingsError in words."""
        for name in values:
            if name not in cls.model_fields:
                raise _unknown(name, list(cls.model_fields))
        try:
            return cls(**values)
        except ValidationError as error:
            raise SettingsError(*_in_words(error)) from None


class PreprocessSettings(Settings):
    """Settings of the notebook preprocess_landmarks."""

    root: str = ""  # the Drive folder; "" finds it
    dataset: str = ""  # a folder in datasets/, or a full path
    csv: str = ""  # a table of path,label[,group][,split] instead of class folders
    group_pattern: str = ""  # a pattern over the path, e.g. (signer[0-9]+)
    group_column: str = ""  # the CSV's column of groups
    max_hands: Literal[1, 2] = 2  # 2 looks for a second hand in every photo
    workers: Annotated[int, Field(ge=0)] = 0  # worker processes; 0 takes every core
    hand_model: str = ""  # a .task file; "" finds or fetches it
    copies: Literal["together", "report"] = "together"  # keep copies on one side, or only say so
    export_npy: bool = False  # also write one .npy a photo, for older notebooks
    use_drive: bool = False  # mount Google Drive (on Colab only)


class TrainSettings(Settings):
    """Settings of the notebook Training_Model_Sign."""

    root: str = ""  # the Drive folder; "" finds it
    dataset: str = ""  # as given to preprocess_landmarks
    option: str = "A"  # a name in OPTIONS
    backbone: str = ""  # "" takes the option's
    landmark_encoder: str = ""  # "" takes the option's
    fusion: str = ""  # "" takes the option's
    weights: str = "auto"  # auto, imagenet, none, or the path of a weights file
    image_size: Annotated[int, Field(ge=0, le=1024)] = 0  # pixels; 0 takes the option's
    stages: str = ""  # a plan's name or text (signkit.plans); "" takes the option's
    epochs: Annotated[int, Field(ge=0)] = 0  # over all stages; 0 takes the plan's
    batch_size: Annotated[int, Field(ge=1)] = 32
    learning_rate: Annotated[float, Field(ge=0, le=1)] = 0.0  # first stage's; 0 takes the plan's
    augment: bool = True  # image and landmarks together
    flip: bool = True  # mirror at random, with the hands swapped
    class_weights: bool = False  # rare classes count as much as frequent ones
    loss: str = ""  # crossentropy or focal; "" takes the option's
    ensemble: Annotated[int, Field(ge=1, le=10)] = 1  # models of so many seeds, averaged
    split: Literal["auto", "grouped", "random", "given"] = "auto"
    test_groups: str = ""  # names of groups kept for the test, with commas between
    validation: Literal["groups", "photos"] = "groups"  # photos: of the groups trained on
    validation_fraction: Fraction = 0.15
    test_fraction: Fraction = 0.15
    unknown_classes: str = ""  # classes never trained on, to see whether they are refused
    seed: Annotated[int, Field(ge=0)] = 0
    mixed_precision: Literal["auto", "on", "off"] = "auto"  # auto: on a GPU that gains by it
    language: Literal["en", "id"] = "en"  # the report's
    run_name: str = ""  # "" names the run by its settings, so that the same call goes on with it
    use_drive: bool = False  # mount Google Drive (on Colab only)

    # Not in the notebook's form; the command line and papermill take them as well.
    none_class: str = "none"  # the class of photos that show no sign, where there is one
    label_smoothing: Annotated[float, Field(ge=-1, lt=1)] = -1.0  # -1 takes the option's
    modality_dropout: Annotated[float, Field(ge=-1, lt=0.5)] = -1.0  # -1 takes the option's
    schedule: Literal["", "plateau", "cosine", "cosine_restarts"] = ""  # "" takes the option's
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0.05  # share of a stage that a cosine rises in
    ema: Annotated[float, Field(ge=0, lt=1)] = 0.0  # momentum of averaged weights; 0 for none
    accumulate: Annotated[int, Field(ge=1)] = 1  # batches whose gradients make one step
    fit_batch: bool = True  # on a GPU, split batches that don't fit
    xla: Literal["auto", "on", "off"] = "auto"  # auto: where Keras finds that it helps
    views: Annotated[int, Field(ge=1)] = 4  # augmented views that a frozen backbone sees once

    @field_validator("option")
    @classmethod
    def _known_option(cls, value: str) -> str:
        if value not in OPTIONS:
            raise ValueError(f"choose one of: {', '.join(OPTIONS)}")
        return value

    @field_validator("stages")
    @classmethod
    def _readable_plan(cls, value: str) -> str:
        if value:
            read_plan(value)
        return value

    @field_validator("image_size")
    @classmethod
    def _large_enough(cls, value: int) -> int:
        if 0 < value < 32:
            raise ValueError("give at least 32 pixels, or 0 for the option's own size")
        return value

    @model_validator(mode="after")
    def _something_to_train_on(self) -> Self:
        if self.validation_fraction + self.test_fraction >= 1:
            raise ValueError("validation_fraction and test_fraction leave nothing to train on")
        return self

    @property
    def fractions(self) -> tuple[float, float, float]:
        """Shares of the train, validation and test split."""
        held = self.validation_fraction + self.test_fraction
        return (1 - held, self.validation_fraction, self.test_fraction)

    @property
    def plan(self) -> tuple[Stage, ...]:
        """The stages to train, with their epochs and rates as these settings have them."""
        stages = self.stages or OPTIONS[self.option].stages
        return scale_plan(read_plan(stages), self.epochs, self.learning_rate)

    def resolved(self) -> "TrainSettings":
        """Return a copy in which the option's own values stand where nothing was chosen."""
        option = OPTIONS[self.option]
        own = ("backbone", "landmark_encoder", "fusion", "image_size", "stages", "loss", "schedule")
        chosen = {name: getattr(self, name) or getattr(option, name) for name in own}
        for name in ("label_smoothing", "modality_dropout"):
            given = getattr(self, name)
            chosen[name] = given if given >= 0 else getattr(option, name)
        return self.model_copy(update=chosen)


# Settings that the notebook's form leaves out.
BEYOND_FORM = frozenset(
    {
        "label_smoothing",
        "modality_dropout",
        "none_class",
        "schedule",
        "warmup",
        "ema",
        "accumulate",
        "fit_batch",
        "xla",
        "views",
    }
)


def _unknown(name: str, known: list[str]) -> SettingsError:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    mend = f"Did you mean {near[0].upper()}?" if near else "Take it out."
    allowed = ", ".join(k.upper() for k in known)
    return SettingsError(f"Unknown setting {name.upper()}.", f"{mend} There are: {allowed}.")


def _in_words(error: ValidationError) -> tuple[str, str]:
    said = []
    for fault in error.errors():
        name = ".".join(str(part) for part in fault["loc"]).upper() or "The settings"
        value = "" if not fault["loc"] else f" is {fault['input']!r}"
        said.append(f"{name}{value}: {fault['msg'].removeprefix('Value error, ')}")
    return "; ".join(said) + ".", "Change it in the parameter cell and run it again."
