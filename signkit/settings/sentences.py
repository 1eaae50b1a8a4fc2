"""The settings of a training on pairs of sentences."""

from typing import ClassVar, Literal, Self

from pydantic import field_validator, model_validator

from signkit.settings.fields import (
    CHANGES,
    DATA,
    NETWORK,
    RUN,
    SPLIT,
    TRAINING,
    WHAT,
    Where,
    setting,
)
from signkit.settings.learning import LearningSettings
from signkit.settings.options import SENTENCES, Recipe
from signkit.settings.plans import read_plan
from signkit.settings.values import MODEL_FOLDER, PLAN

_BY_FILES = (Where("csv", ("",)),)


class TextSettings(LearningSettings):
    """Settings of the notebook Training_Model_Text."""

    kind: ClassVar = "text"
    ensemble: ClassVar = 1
    csv: str = setting(
        "",
        "A table in the data set's folder, with the columns source and target, and maybe split. "
        '"" takes text files, or else pairs.csv.',
        DATA,
    )
    source: str = setting(
        "gloss",
        "How the text files that are read end: NAME.train.gloss.",
        DATA,
        only=_BY_FILES,
    )
    target: str = setting(
        "text", "How their translations' files end: NAME.train.text.", DATA, only=_BY_FILES
    )
    name: str = setting(
        "", "The text files' first part, where the folder holds several.", DATA, only=_BY_FILES
    )
    parts: bool = setting(
        True, "Take compounds of the source apart: loc-NORD is loc NORD.", DATA, form=False
    )
    width: int = setting(256, "Numbers that stand for a word.", NETWORK, form=False, ge=8)
    depth: int = setting(
        1, "Blocks that read, and as many that write.", NETWORK, form=False, ge=1, le=12
    )
    heads: int = setting(
        4, "Heads of each attention; they share WIDTH.", NETWORK, form=False, ge=1, le=16
    )
    hidden: int = setting(512, "Units within a block.", NETWORK, form=False, ge=8)
    dropout: float = setting(
        0.3, "Share of the units left out at each step.", NETWORK, form=False, ge=0, lt=1
    )
    forget: float = setting(
        0.1, "Share of the source's words hidden in training.", CHANGES, form=False, ge=0, lt=1
    )
    beam: int = setting(
        5,
        "Beginnings kept while a sentence is written; 1 takes the likeliest word each time.",
        WHAT,
        ge=1,
        le=50,
    )
    length_penalty: float = setting(
        0.0,
        "How much longer sentences are favoured. 0 lets validation choose.",
        WHAT,
        form=False,
        only=(Where("searches", (True,), "BEAM is above 1"),),
        ge=0,
        le=5,
    )
    stages: str = setting(
        "", PLAN.format("; there is one: translation 18 1.2e-3"), TRAINING, recipe=True
    )
    validation_fraction: float = setting(
        0.1,
        "Share of the pairs that chooses the best epoch, where no split is given.",
        SPLIT,
        gt=0,
        lt=1,
    )
    test_fraction: float = setting(
        0.1,
        "Share of the pairs that is tested on, once, where no split is given.",
        SPLIT,
        gt=0,
        lt=1,
    )
    warmup: float = setting(
        0.075,
        "Share of a stage in which the learning rate rises.",
        TRAINING,
        form=False,
        only=(Where("schedule", ("cosine",)),),
        ge=0,
        lt=1,
    )
    ema: float = setting(
        0.995,
        "Momentum with which weights are averaged over the steps. 0 for no average.",
        TRAINING,
        form=False,
        ge=0,
        lt=1,
    )
    xla: Literal["auto", "on", "off"] = setting(
        "off",
        "Compile by XLA, anew for every length; auto: where Keras finds that it helps.",
        RUN,
        form=False,
    )
    model_folder: str = setting(
        "translation",
        MODEL_FOLDER,
        RUN,
        computes=False,
    )

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
    def searches(self) -> bool:
        """Whether sentences are written by a beam, not greedily."""
        return self.beam > 1

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
