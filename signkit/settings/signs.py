"""The settings of a training on signs, in photos or clips."""

from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from signkit.settings.learning import ClassifierSettings, Fraction
from signkit.settings.options import OPTIONS, TASKS, HybridOption
from signkit.settings.plans import read_plan
from signkit.settings.values import enough_pixels, one_of, three_quarters


class TrainSettings(ClassifierSettings):
    """Settings of the notebook Training_Model_Sign."""

    option: str = "A"  # a name in OPTIONS
    landmark_encoder: str = ""  # "" takes the option's
    fusion: str = ""  # "" takes the option's
    image_size: Annotated[int, Field(ge=0, le=1024)] = 0  # pixels; 0 takes the option's
    augment: bool = True  # image and landmarks together
    flip: bool = True  # mirror at random, with the hands swapped
    modality_dropout: Annotated[float, Field(ge=-1, lt=0.5)] = -1.0  # -1 takes the option's
    task: str = "sign"  # the model versions' folder in models/

    tasks: str = "classify"  # some of classify, align, translate
    alpha: Fraction = 0.5  # classification's share of the loss, where there are other tasks
    text_encoder: str = "transformer"  # a name in TEXT_ENCODERS, of align

    # Of clips (option C) only.
    temporal: str = ""  # a name in TEMPORAL; "" takes the option's
    frames: Annotated[int, Field(ge=0, le=1024)] = 0  # of a clip at most; 0 takes the option's
    pictures: Annotated[int, Field(ge=0, le=64)] = 0  # of each clip; 0 takes the option's

    of_recipe: ClassVar = (
        "backbone",
        "landmark_encoder",
        "fusion",
        "image_size",
        "stages",
        "loss",
        "schedule",
        "label_smoothing",
        "modality_dropout",
        "temporal",
        "frames",
        "pictures",
    )

    @field_validator("option")
    @classmethod
    def _known_option(cls, value: str) -> str:
        return one_of(value, OPTIONS)

    @field_validator("image_size")
    @classmethod
    def _large_enough(cls, value: int) -> int:
        return enough_pixels(value)

    @field_validator("stages")
    @classmethod
    def _of_signs(cls, value: str) -> str:
        if value and any(stage.output == "text" for stage in read_plan(value)):
            raise ValueError("the stage translation is of sentences alone (train-text)")
        return value

    @field_validator("tasks")
    @classmethod
    def _known_tasks(cls, value: str) -> str:
        names = value.split()
        if not names or set(names) - set(TASKS):
            raise ValueError(f"name some of {', '.join(TASKS)}, with blanks between them")
        return " ".join(name for name in TASKS if name in names)

    @property
    def kind(self) -> str:
        """What is classified: the signs on photos, or in clips."""
        return "clip" if self.recipe.temporal else "sign"

    @property
    def recipe(self) -> HybridOption:
        """The option."""
        return OPTIONS[self.option]

    @property
    def frame(self) -> tuple[int, int]:
        """Height and width of the photos in pixels."""
        return self.image_size, self.image_size

    def smaller_frame(self) -> str:
        """Say how to ask for smaller photos."""
        return f"IMAGE_SIZE to {three_quarters(self.image_size)}"
