"""What differs between data sets of one class a sample and of several labels."""

from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from signkit.data.listing.folders import FileKind
from signkit.data.splits.units import Parts


class Told(Protocol):
    """One way in which a catalog says what is on a sample."""

    name: str  # as the answer's that is learnt from it
    columns: tuple[str, ...]  # which a catalog has beside those of every one
    rare_mend: str  # what evens out classes of different sizes

    # Listed

    def check_ways(self, csv, voc, separator: str) -> None:
        """Raise SettingsError where it can't be listed this way."""

    def column_of(self, file: Path, table: pd.DataFrame) -> str:
        """The column of a CSV that says what is on its photos; raises DataError."""

    def merged(
        self, file: Path, kind: FileKind, rows: pd.DataFrame, column: str, separator: str
    ) -> tuple[pd.DataFrame, list[str]]:
        """One row a sample, and notes, of a CSV's rows whose files are there."""

    def usable(self, shown: dict[str, dict[str, float]]) -> tuple[dict, list[str]]:
        """Those photos, and notes on the others, of the area that each class's boxes fill."""

    def of_boxes(self, rows: pd.DataFrame, areas: list[dict]) -> tuple[pd.DataFrame, list[str]]:
        """Rows with what is on them, and notes, by the area that each class's boxes fill."""

    def renamed(self, rows: pd.DataFrame, rename) -> pd.DataFrame:
        """Rows whose classes have other names."""

    def doubts(self, rows: pd.DataFrame) -> list[str]:
        """Notes where the column may have been meant otherwise."""

    def extent(self, table: pd.DataFrame) -> str:
        """What is to be said of a table beside how many classes it has; "" for nothing."""

    # Kept and learnt

    def read(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table as a file holds it, with its columns as they were."""

    def said(self, table: pd.DataFrame) -> pd.Series:
        """What is on each row, in text that tells all apart."""

    def each(self, table: pd.DataFrame) -> pd.DataFrame:
        """A row a sample and class, `label`; the other columns and the index are the sample's."""

    def targets(self, table: pd.DataFrame, classes: list[str]) -> np.ndarray:
        """What is to be learnt of each row, by the classes' places."""

    def one_hot(self, targets: np.ndarray, classes: int) -> np.ndarray:
        """Targets as (n, classes) float32, 1 for what is true."""

    # Compared and divided

    def conflicts(self, differ: pd.Series, mirrored: pd.Series) -> pd.Series:
        """Which pairs of look-alikes contradict each other, where their labels `differ`."""

    def mirrors(self, found: list) -> list:
        """Which classes are mirror images, of those found."""

    def check_unknown(self, names: list[str]) -> None:
        """Raise SettingsError where classes can't be kept unknown."""

    def divide(self, parts: Parts, strategy: str, rng: np.random.Generator) -> np.ndarray:
        """The split (N,), by number, of each row; raises DataError where it can't be."""

    def folds(self, counts: np.ndarray, folds: int, seed: int) -> np.ndarray:
        """(U,) the fold, from 0, that tests on each unit, by how many it has of each class."""

    fold_needs: str  # what must hold of each class, in a sentence
    fold_lack: str  # what a class lacks a fold for, in words

    def enough(self, held: np.ndarray, folds: int, validated: bool) -> np.ndarray:
        """Whether classes in `held` (C,) units each are enough for so many folds."""

    def lacking(self, inside: np.ndarray) -> np.ndarray:
        """Which folds (F, C) a class lacks something for, by how many are `inside` each."""
