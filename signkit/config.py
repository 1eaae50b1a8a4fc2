"""The settings of each notebook: checked once at the door, plain values inside."""

import difflib
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from signkit.errors import SettingsError
from signkit.options import OPTIONS

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
    export_npy: bool = False  # also write one .npy a photo, for older notebooks
    use_drive: bool = False  # mount Google Drive (on Colab only)


class TrainSettings(Settings):
    """Settings of the notebook Training_Model_Sign."""

    root: str = ""  # the Drive folder; "" finds it
    dataset: str = ""  # as given to preprocess_landmarks
    option: str = "A"  # a name in OPTIONS
    backbone: str = ""  # "" takes the option's
    fusion: str = ""  # "" takes the option's
    weights: str = "auto"  # auto, imagenet, none, or the path of a weights file
    image_size: Annotated[int, Field(ge=0, le=1024)] = 0  # pixels; 0 takes the option's
    epochs: Annotated[int, Field(ge=1)] = 60
    batch_size: Annotated[int, Field(ge=1)] = 32
    learning_rate: Annotated[float, Field(ge=0, le=1)] = 0.0  # 0 takes the option's
    augment: bool = True  # image and landmarks together
    flip: bool = True  # mirror at random, with the hands swapped
    split: Literal["auto", "grouped", "random", "given"] = "auto"
    test_groups: str = ""  # names of groups kept for the test, with commas between
    validation_fraction: Fraction = 0.15
    test_fraction: Fraction = 0.15
    seed: Annotated[int, Field(ge=0)] = 0
    run_name: str = ""  # "" names the run by its settings, so that the same call goes on with it
    use_drive: bool = False  # mount Google Drive (on Colab only)

    @field_validator("option")
    @classmethod
    def _known_option(cls, value: str) -> str:
        if value not in OPTIONS:
            raise ValueError(f"choose one of: {', '.join(OPTIONS)}")
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

    def resolved(self) -> "TrainSettings":
        """Return a copy in which the option's own values stand where nothing was chosen."""
        option = OPTIONS[self.option]
        own = ("backbone", "fusion", "image_size", "learning_rate")
        return self.model_copy(
            update={name: getattr(self, name) or getattr(option, name) for name in own}
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
