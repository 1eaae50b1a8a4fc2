"""The settings of a training on signs, in photos or clips."""

from pydantic import field_validator

from signkit.settings.classifiers import ClassifierSettings
from signkit.settings.fields import CHANGES, NETWORK, RUN, TRAINING, WHAT, Where, setting
from signkit.settings.options import OPTIONS, TASKS, HybridOption
from signkit.settings.plans import PLANS, read_plan
from signkit.settings.values import MODEL_FOLDER, PLAN, enough_pixels, one_of, three_quarters

_OF_CLIPS = tuple(name for name, option in OPTIONS.items() if option.temporal)
_OF_PHOTOS = tuple(name for name in OPTIONS if name not in _OF_CLIPS)
_CLIPS, _PHOTOS = Where("option", _OF_CLIPS), Where("option", _OF_PHOTOS)
_AUGMENTED = Where("augment", (True,))
_ALIGNED = Where("aligns", (True,), "TASKS names align")
_SHARED = Where("shares", (True,), "TASKS names classify and another")


class TrainSettings(ClassifierSettings):
    """Settings of the notebook Training_Model_Sign."""

    option: str = setting(
        "A",
        "The recipe: baseline as most notebooks have it, A with attention between photo and hands, "
        "B with the hands' geometry as well, in four stages, C for clips.",
        WHAT,
        names=tuple(OPTIONS),
    )
    tasks: str = setting(
        "classify",
        "What the signs are taught for, with blanks between: classify tells classes, align finds a "
        "sign's description, translate writes its sentence.",
        WHAT,
        names=TASKS,
        free=True,
    )
    stages: str = setting(
        "",
        PLAN.format(": visual 20 1e-3; landmark 20 1e-3; end_to_end 50 1e-5. Or a plan's name"),
        TRAINING,
        recipe=True,
        names=tuple(PLANS),
        free=True,
    )
    landmark_encoder: str = setting(
        "",
        "How the hands' landmarks are read. \"\" takes the recipe's.",
        NETWORK,
        recipe=True,
        names=("geometry", "tokens", "tokens_geometry", "graph", "measures", "dense"),
        only=(_PHOTOS,),
    )
    temporal: str = setting(
        "",
        'How hands are followed over time. "" takes the recipe\'s.',
        NETWORK,
        recipe=True,
        names=("conv_transformer", "recurrent"),
        only=(_CLIPS,),
    )
    fusion: str = setting(
        "",
        'How photo and hands are joined. "" takes the recipe\'s.',
        NETWORK,
        recipe=True,
        names=("cross_attention", "gated", "pooled_attention", "concat"),
    )
    image_size: int = setting(
        0,
        "Side, in pixels, of the square that photos are fitted into; 32 at least. 0 takes the "
        "recipe's.",
        NETWORK,
        recipe=True,
        ge=0,
        le=1024,
    )
    frames: int = setting(
        0,
        "Frames of a clip at most. 0 takes the recipe's.",
        NETWORK,
        recipe=True,
        form=False,
        only=(_CLIPS,),
        ge=0,
        le=1024,
    )
    pictures: int = setting(
        0,
        "Frames of each clip whose picture is looked at. 0 takes the recipe's.",
        NETWORK,
        recipe=True,
        form=False,
        only=(_CLIPS,),
        ge=0,
        le=64,
    )
    text_encoder: str = setting(
        "transformer",
        "How descriptions are read; pretrained needs the extra signkit[text].",
        NETWORK,
        form=False,
        names=("transformer", "pretrained"),
        only=(_ALIGNED,),
    )
    alpha: float = setting(
        0.5,
        "Share of the loss that the classes have; the other tasks have the rest.",
        TRAINING,
        form=False,
        only=(_SHARED,),
        gt=0,
        lt=1,
    )
    augment: bool = setting(
        True, "Turn, zoom, shift and relight training photos, their landmarks with them.", CHANGES
    )
    flip: bool = setting(
        True,
        "Mirror at random, with the hands exchanged. Not where a sign's mirror image is another.",
        CHANGES,
        only=(_AUGMENTED,),
        without=False,
    )
    modality_dropout: float = setting(
        -1.0,
        "How often a sample's photo is blurred beyond use, and how often its hands are blanked, so "
        "that neither is leant on alone. -1 takes the recipe's.",
        CHANGES,
        recipe=True,
        form=False,
        only=(_AUGMENTED,),
        without=0.0,
        ge=-1,
        lt=0.5,
    )
    model_folder: str = setting("sign", MODEL_FOLDER, RUN, computes=False)

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
    def aligns(self) -> bool:
        """Whether signs learn to find their descriptions."""
        return "align" in self.tasks.split()

    @property
    def shares(self) -> bool:
        """Whether classes share the loss with another task."""
        tasks = self.tasks.split()
        return "classify" in tasks and len(tasks) > 1

    @property
    def frame(self) -> tuple[int, int]:
        """Height and width of the photos in pixels."""
        return self.image_size, self.image_size

    def smaller_frame(self) -> str:
        """Say how to ask for smaller photos."""
        return f"IMAGE_SIZE to {three_quarters(self.image_size)}"
