"""The settings that every classifier shares."""

from typing import Literal, Self

from pydantic import field_validator, model_validator

from signkit.settings.fields import CHANGES, DATA, NETWORK, SPLIT, TRAINING, Where, setting
from signkit.settings.learning import LearningSettings
from signkit.settings.values import BACKBONES, GROUP_KINDS

_BY_GROUPS = Where("split", ("auto", "grouped"))


class ClassifierSettings(LearningSettings):
    """What every notebook that trains a classifier asks for."""

    backbone: str = setting(
        "",
        "The network that looks at photos; python -m signkit models says more of each. "
        '"" takes the recipe\'s.',
        NETWORK,
        recipe=True,
        names=BACKBONES,
    )
    weights: str = setting(
        "auto",
        "What the backbone starts from: imagenet, none (random weights), the path of a weights "
        "file, or auto: imagenet where it can be had.",
        NETWORK,
        names=("auto", "imagenet", "none"),
        free=True,
    )
    class_weights: bool = setting(
        False, "Let each class count the same, however rare it is.", TRAINING
    )
    loss: str = setting(
        "",
        "What is made small: crossentropy; weighted, in which rare classes count more; focal, in "
        'which what is right already counts less. "" takes the recipe\'s.',
        TRAINING,
        recipe=True,
        names=("crossentropy", "weighted", "focal"),
    )
    ensemble: int = setting(
        1,
        "Models of so many seeds, whose answers are averaged; as many times as long.",
        TRAINING,
        ge=1,
        le=10,
    )
    split: Literal["auto", "grouped", "random", "given"] = setting(
        "auto",
        "grouped keeps each group on one side, random doesn't, given takes the table's or the "
        "folders' own; auto: grouped where groups are known.",
        SPLIT,
    )
    test_groups: str = setting(
        "",
        "Groups that are kept for the test, with commas: S1, S2; what holds a comma in quotes: "
        '"S1, left", S2.',
        SPLIT,
    )
    validation: Literal["groups", "photos"] = setting(
        "groups",
        "Validate on groups of their own, or, where there are too few to spare one, on photos of "
        "the groups trained on.",
        SPLIT,
        only=(_BY_GROUPS,),
        without="photos",
    )
    test_fraction: float = setting(
        0.15,
        "Share of the data that is tested on, once, at the end.",
        SPLIT,
        only=(Where("fold", ("",)),),
        gt=0,
        lt=1,
    )
    fold: str = setting(
        "", 'Cross-validation by hand: 2/5 tests on the second fifth. "" for none.', SPLIT
    )
    groups_are: str = setting(
        "",
        'What a group is, or a word of your own; reports speak of it so. "" takes what was said '
        "when the data were prepared.",
        DATA,
        names=GROUP_KINDS,
        free=True,
        computes=False,
    )
    copies_of_test: Literal["keep", "leave out"] = setting(
        "keep",
        "Photos to train on that are copies of test photos, where the data came divided like that: "
        "keep them, or leave them out.",
        SPLIT,
    )
    unknown_classes: str = setting(
        "",
        "Classes never trained on, with commas: J, Z. Whether they are refused is measured.",
        SPLIT,
    )

    none_class: str = setting(
        "none", "The class of what shows none of the others, where there is one.", DATA, form=False
    )
    views: int = setting(
        4,
        "Augmented views of each photo that a frozen backbone looks at, once.",
        CHANGES,
        form=False,
        ge=1,
    )

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
