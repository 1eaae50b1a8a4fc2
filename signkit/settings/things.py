"""The settings of a training on photos of things."""

from typing import ClassVar, Literal, Self

from pydantic import field_validator, model_validator

from signkit.settings.classifiers import ClassifierSettings
from signkit.settings.fields import (
    CHANGES,
    DATA,
    NETWORK,
    RUN,
    SEARCH,
    SPLIT,
    TRAINING,
    WHAT,
    Where,
    setting,
)
from signkit.settings.options import MODES, ImageMode
from signkit.settings.plans import read_plan
from signkit.settings.spaces import read_space
from signkit.settings.values import (
    BACKBONES,
    GROUP_KINDS,
    MODEL_FOLDER,
    PLAN,
    enough_pixels,
    one_of,
    three_quarters,
)

_BY_FOLDERS = (Where("csv", ("",)), Where("voc", (False,)))
_TUNED = (Where("mode", ("tuned",)),)
# The model, which the mode names where nothing was chosen.
_TRANSFER = (Where("model", ("transfer",), "MODE or MODEL is transfer"),)


class ImageSettings(ClassifierSettings):
    """Settings of the notebook ATK_training."""

    kind: ClassVar = "image"
    mode: str = setting(
        "simple",
        "The recipe: simple is a small network, tuned the same after a search for its sizes and "
        "rate, transfer a large one that knows a million photos.",
        WHAT,
        names=tuple(MODES),
    )
    csv: str = setting(
        "",
        "A table in the data set's folder, with the columns path and label (or labels), and maybe "
        'group and split. "" takes a folder a class.',
        DATA,
    )
    voc: bool = setting(
        False,
        "Pascal VOC files beside the photos say what is on them.",
        DATA,
        only=(Where("csv", ("",)),),
    )
    several_labels: bool = setting(
        False, "A photo may have several labels, or none; CSV or VOC say which.", DATA
    )
    label_separator: str = setting(
        "",
        'What parts the labels in a cell of the table, such as a blank; "" for | and ;.',
        DATA,
        only=(Where("csv"), Where("several_labels", (True,))),
    )
    label_pattern: str = setting(
        "",
        "Where the folders are not the classes: a regular expression over each photo's path, whose "
        'brackets catch the class, such as "^([a-z]+)".',
        DATA,
        only=_BY_FOLDERS,
    )
    group_pattern: str = setting(
        "",
        "What should stay together: a regular expression over each photo's path, whose brackets "
        "catch the group, such as (box[0-9]+). Each group stays on one side of the split.",
        DATA,
    )
    group_column: str = setting(
        "", "The table's column of groups, where it is not group.", DATA, only=(Where("csv"),)
    )
    groups_are: str = setting(
        "",
        'What a group is, or a word of your own; reports speak of it so. "" reads it off the '
        "names above.",
        DATA,
        names=GROUP_KINDS,
        free=True,
        computes=False,
    )
    copies: Literal["together", "report"] = setting(
        "together",
        "Copies of each other: together keeps them on one side of the split, report only tells of "
        "them.",
        DATA,
    )
    model: str = setting(
        "",
        'The network: two convolutions, or a backbone with a new head. "" takes the recipe\'s.',
        NETWORK,
        recipe=True,
        names=("cnn", "transfer"),
    )
    backbone: str = setting(
        "",
        "The network that knows photos; python -m signkit models says more of each. "
        '"" takes the recipe\'s.',
        NETWORK,
        recipe=True,
        names=BACKBONES,
        only=_TRANSFER,
    )
    weights: str = setting(
        "auto",
        "What the backbone starts from: imagenet, none (random weights), the path of a weights "
        "file, or auto: imagenet where it can be had.",
        NETWORK,
        names=("auto", "imagenet", "none"),
        free=True,
        only=_TRANSFER,
        without="none",
    )
    unfreeze: str = setting(
        "all",
        "What of the backbone may change: all, none, or how many of its last layers, such as 30.",
        NETWORK,
        names=("all", "none", "10", "30", "100"),
        free=True,
        only=_TRANSFER,
    )
    img_height: int = setting(
        0,
        "Height that photos are fitted into, in pixels; 32 at least. 0 takes the recipe's.",
        NETWORK,
        recipe=True,
        ge=0,
        le=4096,
    )
    img_width: int = setting(
        0,
        "Width that photos are fitted into, in pixels; 32 at least. 0 takes the recipe's.",
        NETWORK,
        recipe=True,
        ge=0,
        le=4096,
    )
    stages: str = setting(
        "",
        PLAN.format(": visual_head 15 1e-3; visual 15 1e-5"),
        TRAINING,
        recipe=True,
    )
    batch_size: int = setting(15, "Photos a step. Less needs less memory.", TRAINING, ge=1)
    balanced_batches: bool = setting(
        False, "Take every class as often into each batch, however rare it is.", TRAINING
    )
    augmentations: str = setting(
        "flip rotation zoom contrast brightness",
        "What training photos go through, with blanks between; a number says how strongly, such as "
        'rotation=30. "" for nothing.',
        CHANGES,
    )
    augment_factors: str = setting(
        "",
        "How many times in an epoch photos of a class come, each time changed anew, such as "
        '"crack 20".',
        CHANGES,
    )
    tuner: Literal["hyperband", "random", "bayesian", "grid"] = setting(
        "hyperband",
        "How it is searched: hyperband gives up early on what does badly, random and grid try "
        "out, bayesian guesses from what was tried.",
        SEARCH,
        only=_TUNED,
    )
    max_trials: int = setting(10, "Models that are tried.", SEARCH, only=_TUNED, ge=1)
    tuning_epochs: int = setting(9, "Epochs of each trial at most.", SEARCH, only=_TUNED, ge=1)
    space: str = setting(
        "",
        'Values to try instead of the usual ones, such as "dropout 0.3 0.5; dense_units 64 128".',
        SEARCH,
        only=_TUNED,
    )
    validation_fraction: float = setting(
        0.1, "Share of the data that chooses the best epoch.", SPLIT, gt=0, lt=1
    )
    test_fraction: float = setting(
        0.1,
        "Share of the data that is tested on, once, at the end.",
        SPLIT,
        only=(Where("fold", ("",)),),
        gt=0,
        lt=1,
    )
    model_folder: str = setting("atk", MODEL_FOLDER, RUN, computes=False)

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
