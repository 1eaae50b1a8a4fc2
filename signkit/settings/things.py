"""The settings of a training on photos of things."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from signkit.settings.learning import ClassifierSettings, Fraction
from signkit.settings.options import MODES, ImageMode
from signkit.settings.plans import read_plan
from signkit.settings.spaces import read_space
from signkit.settings.values import enough_pixels, one_of, three_quarters


class ImageSettings(ClassifierSettings):
    """Settings of the notebook ATK_training."""

    kind: ClassVar = "image"
    csv: str = ""  # a table of path,label or path,labels instead of class folders
    voc: bool = False  # Pascal VOC files beside the photos say what is on them
    several_labels: bool = False  # a photo may have several labels, or none
    label_separator: str = ""  # what parts the labels in a cell of the CSV; "" for | and ;
    label_pattern: str = ""  # a pattern over the path that catches the class, e.g. ^([a-z]+)
    group_pattern: str = ""  # a pattern over the path, e.g. (box[0-9]+)
    group_column: str = ""  # the CSV's column of groups
    copies: Literal["together", "report"] = "together"  # keep copies on one side, or only say so
    mode: str = "simple"  # a name in MODES
    model: str = ""  # a name in IMAGE_MODELS; "" takes the mode's
    unfreeze: str = "all"  # what of a pretrained backbone moves: all, none, or its last N layers
    img_height: Annotated[int, Field(ge=0, le=4096)] = 0  # pixels; 0 takes the mode's
    img_width: Annotated[int, Field(ge=0, le=4096)] = 0
    batch_size: Annotated[int, Field(ge=1)] = 15
    augmentations: str = "flip rotation zoom contrast brightness"  # names of changes; "" for none
    augment_factors: str = ""  # a class more often in each epoch: "crack 20"
    balanced_batches: bool = False  # every class as often in each batch
    tuner: Literal["hyperband", "random", "bayesian", "grid"] = "hyperband"
    max_trials: Annotated[int, Field(ge=1)] = 10  # models tried, of mode "tuned"
    tuning_epochs: Annotated[int, Field(ge=1)] = 9  # of each trial at most
    space: str = ""  # values to try, e.g. "dropout 0.3 0.5; dense_units 64 128"; "" all
    validation_fraction: Fraction = 0.1
    test_fraction: Fraction = 0.1
    task: str = "atk"  # the model versions' folder in models/

    of_recipe: ClassVar = (
        "model",
        "backbone",
        "img_height",
        "img_width",
        "stages",
        "loss",
        "schedule",
        "label_smoothing",
    )

    @field_validator("mode")
    @classmethod
    def _known_mode(cls, value: str) -> str:
        return one_of(value, MODES)

    @field_validator("img_height", "img_width")
    @classmethod
    def _large_enough(cls, value: int) -> int:
        return enough_pixels(value)

    @field_validator("unfreeze")
    @classmethod
    def _known_part(cls, value: str) -> str:
        if value not in ("all", "none") and not value.isdigit():
            raise ValueError("choose all, none, or how many of the backbone's last layers: 30")
        return value

    @field_validator("stages")
    @classmethod
    def _of_photos(cls, value: str) -> str:
        if value and any(stage.inputs != ("image_input",) for stage in read_plan(value)):
            raise ValueError("photos alone have the stages visual_head and visual")
        return value

    @model_validator(mode="after")
    def _readable_space(self) -> Self:
        try:
            if self.mode == "tuned" or self.space:
                read_space(self.space, self.model or self.recipe.model)
        except ValueError as error:
            raise ValueError(f"SPACE is {self.space!r}: {error}") from None
        return self

    @property
    def recipe(self) -> ImageMode:
        """The mode."""
        return MODES[self.mode]

    @property
    def frame(self) -> tuple[int, int]:
        """Height and width of the photos in pixels."""
        return self.img_height or self.recipe.img_height, self.img_width or self.recipe.img_width

    def smaller_frame(self) -> str:
        """Say how to ask for smaller photos."""
        height, width = map(three_quarters, self.frame)
        return f"IMG_HEIGHT to {height} and IMG_WIDTH to {width}"
