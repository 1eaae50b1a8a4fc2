"""What differs between answers: the figures, how sure they are, and what a run says of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from signkit.evaluation.answers.paired.base import PairedRuns


@dataclass(frozen=True)
class HeldOut:
    """What a model said of a split that it wasn't trained on, beside what is true."""

    probabilities: np.ndarray  # (N, C) 0-1
    targets: np.ndarray  # (N,) places of the classes, or (N, C) 0 or 1 a label
    rows: pd.DataFrame  # the catalog's rows: path, label, group and split, with labels if several
    hands: np.ndarray | None = None  # (N,) how many were found; None where nobody looked

    @property
    def groups(self) -> np.ndarray | None:
        """The groups (N,), or None where any is unknown."""
        groups = self.rows["group"]
        return groups.to_numpy() if groups.notna().all() else None


@dataclass(frozen=True)
class Tested:
    """What a test of an answer is, in words."""

    does: str  # tests of models that do something else can't be compared
    samples: str = "photos"  # what it is measured on
    parts: str = "photos"  # what a split deals out
    changed: str = "photos or labels"  # what other data differ in
    points: tuple[str, ...] = ()  # beginnings of names of figures that are no shares (0-1)

    def written(self, name: str, value: float) -> str:
        """A figure as a table shows it: per cent, or as it is."""
        points = name.lower().startswith(self.points)
        return f"{value:.1f}" if points else f"{100 * value:.1f} %"


class Answer(Protocol):
    """One way to answer, as far as all have it: a class, several labels, a sentence."""

    name: str  # as ANSWERS and metrics.json have it
    measure: str  # the test's figure that counts, as `headline` has it among its figures
    measure_name: str  # the same in words
    files: tuple[str, ...]  # what a run leaves that no other answer does, and its report needs
    model: str  # the file of the trained model
    names: str  # the file that names what the model gives
    paired: PairedRuns  # how two runs are compared
    tested: Tested

    def headline(self, metrics: dict) -> dict:
        """The test's figures (shares 0-1, BLEU 0-100), the one in front and its 95 % interval."""

    def names_in(self, folder: Path) -> list[str]:
        """What the model gives, in the order of its output: labels, or words."""

    def labels_in(self, folder: Path) -> list[str]:
        """The same where these are labels; raises RunError where they are none."""

    def gives(self, names: list[str], metrics: dict, settings: dict) -> dict:
        """Shape, range and words of a trained model's output; `names` are those of `names_in`."""


class ScoredAnswer(Answer, Protocol):
    """An answer that is read off a score for each of the catalog's classes."""

    activation: str  # of the scores: "softmax", or "sigmoid" where each is by itself
    right: str  # what a sample is that counts as right, in words

    def scaled(self, probabilities: np.ndarray, temperature: float) -> np.ndarray:
        """Probabilities (N, C) at a temperature, above 1 softer."""

    def calibrate(self, validation: HeldOut, test: HeldOut, sharpen: bool) -> dict:
        """Fit a temperature on validation where it is needed; figures before and after."""

    def thresholds(self, validation: HeldOut) -> np.ndarray | None:
        """From which score (C,) on each class is given; None where the likeliest is."""

    def named(self, probabilities: np.ndarray, classes: list[str], thresholds=None) -> list[str]:
        """What is said of each sample, in the words of the catalog's column `label`."""

    def columns(self, part: HeldOut, classes: list[str], thresholds=None) -> dict[str, list]:
        """What a table of predictions has of the answer, by the column's name."""

    def figures(
        self, parts: dict[str, HeldOut], classes: list[str], thresholds=None, none=None
    ) -> dict:
        """All figures of the held-out splits, as `metrics.json` has them.

        `parts` are "validation", "test" and, where there is any, "unknown"; `none` is the place of
        the class that shows nothing.
        """

    def classes_in(self, photos: pd.DataFrame) -> int:
        """How many classes a part of the catalog shows."""

    def matrix(self, figures: dict) -> list[list[int]] | None:
        """A split's confusion matrix over all classes, where the answer has one."""
