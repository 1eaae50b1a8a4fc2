"""The settings of a training on pairs of sentences."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator

from signkit.settings.learning import Fraction, LearningSettings
from signkit.settings.options import SENTENCES, Recipe
from signkit.settings.plans import read_plan


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
