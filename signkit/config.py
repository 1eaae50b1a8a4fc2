"""The settings of each notebook: checked once at the door, plain values inside."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from signkit.learning import ClassifierSettings, Fraction, LearningSettings
from signkit.options import MODES, OPTIONS, SENTENCES, TASKS, HybridOption, ImageMode, Recipe
from signkit.plans import read_plan
from signkit.settings import Settings
from signkit.spaces import read_space


class PreprocessSettings(Settings):
    """Settings of the notebook preprocess_landmarks."""

    root: str = ""  # the Drive folder; "" finds it
    dataset: str = ""  # a folder in datasets/, or a full path
    csv: str = ""  # a table of path,label[,group][,split] instead of class folders
    label_pattern: str = ""  # a pattern over the path that catches the class, e.g. /([A-Z])_
    group_pattern: str = ""  # a pattern over the path, e.g. (signer[0-9]+)
    group_column: str = ""  # the CSV's column of groups
    groups_are: str = ""  # signer, background, session, ...; "" reads it off the names above
    max_hands: Literal[1, 2] = 2  # 2 looks for a second hand in every photo
    workers: Annotated[int, Field(ge=0)] = 0  # worker processes; 0 takes every core
    hand_model: str = ""  # a .task file; "" finds or fetches it
    copies: Literal["together", "report"] = "together"  # keep copies on one side, or only say so
    export_npy: bool = False  # also write one .npy a photo, for older notebooks
    use_drive: bool = False  # mount Google Drive (on Colab only)


class ClipPreprocessSettings(PreprocessSettings):
    """Settings of the notebook preprocess_clips."""

    rate: Annotated[float, Field(gt=0, le=60)] = 15.0  # frames a second that are looked at


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
        return _one_of(value, OPTIONS)

    @field_validator("image_size")
    @classmethod
    def _large_enough(cls, value: int) -> int:
        return _enough_pixels(value)

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
        return f"IMAGE_SIZE to {_three_quarters(self.image_size)}"


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
        return _one_of(value, MODES)

    @field_validator("img_height", "img_width")
    @classmethod
    def _large_enough(cls, value: int) -> int:
        return _enough_pixels(value)

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
        height, width = map(_three_quarters, self.frame)
        return f"IMG_HEIGHT to {height} and IMG_WIDTH to {width}"


class TextSettings(LearningSettings):
    """Settings of the notebook Training_Model_Text."""

    kind: ClassVar = "text"
    ensemble: ClassVar = 1
    csv: str = ""  # a table of source,target[,split] instead of text files
    source: str = "gloss"  # how the files that are read end: NAME.train.gloss
    target: str = "text"  # how their translations' files end
    name: str = ""  # the files' first part, where the folder holds several
    parts: bool = True  # take compounds of the source apart: loc-NORD is loc NORD
    width: Annotated[int, Field(ge=8)] = 256  # numbers a word
    depth: Annotated[int, Field(ge=1, le=12)] = 1  # blocks that read, and as many that write
    heads: Annotated[int, Field(ge=1, le=16)] = 4  # of each attention
    hidden: Annotated[int, Field(ge=8)] = 512  # units within a block
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.3
    forget: Annotated[float, Field(ge=0, lt=1)] = 0.1  # share of source words hidden in training
    beam: Annotated[int, Field(ge=1, le=50)] = 5  # beginnings kept while a sentence is written
    length_penalty: Annotated[float, Field(ge=0, le=5)] = (
        0.0  # larger: longer; 0 lets validation say
    )
    validation_fraction: Fraction = 0.1  # where the files have no dev
    test_fraction: Fraction = 0.1
    warmup: Annotated[float, Field(ge=0, lt=1)] = 0.075
    ema: Annotated[float, Field(ge=0, lt=1)] = 0.995
    xla: Literal["auto", "on", "off"] = "off"  # compiled anew for every length of sentences
    task: str = "translation"  # the model versions' folder in models/

    of_recipe: ClassVar = ("stages", "schedule", "label_smoothing")

    @field_validator("stages")
    @classmethod
    def _of_sentences(cls, value: str) -> str:
        if value and [stage.output for stage in read_plan(value)] != ["text"]:
            raise ValueError("sentences alone have one stage: translation 18 1.2e-3")
        return value

    @model_validator(mode="after")
    def _whole_heads(self) -> Self:
        if self.width % self.heads:
            raise ValueError(f"WIDTH {self.width} can't be shared by {self.heads} HEADS")
        return self

    @property
    def recipe(self) -> Recipe:
        """How sentences are learnt."""
        return SENTENCES

    @property
    def takes(self) -> str:
        """What a batch is of, in words."""
        return "sentences"

    def smaller(self) -> list[str]:
        """Say which settings would make it smaller, and to what."""
        return [f"WIDTH to {max(8, self.width // 2)}"]


# Settings that the notebooks' forms leave out.
BEYOND_FORM = frozenset(
    {
        "label_smoothing",
        "modality_dropout",
        "frames",
        "pictures",
        "alpha",
        "parts",
        "width",
        "depth",
        "heads",
        "hidden",
        "dropout",
        "forget",
        "length_penalty",
        "text_encoder",
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


def _one_of(value: str, table: dict) -> str:
    if value not in table:
        raise ValueError(f"choose one of: {', '.join(table)}")
    return value


def _three_quarters(pixels: int) -> int:
    return max(32, pixels * 3 // 4 // 32 * 32)


def _enough_pixels(value: int) -> int:
    if 0 < value < 32:
        raise ValueError("give at least 32 pixels, or 0 for what is usual")
    return value
