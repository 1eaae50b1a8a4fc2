"""One class a sample, in the column `label`."""

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold

from signkit.data.columns import UNKNOWN
from signkit.data.listing.label_cells import note_if_several
from signkit.data.listing.rows import refuse_twice, without
from signkit.data.splits import divide_classes
from signkit.data.splits.partition import improve
from signkit.data.splits.units import Parts
from signkit.errors import DataError, SettingsError


class Classes:
    """A sample is of one class."""

    name = "classes"
    columns = ()
    rare_mend = "use class weights"
    fold_needs = (
        "Every fold must test on each class and leave enough of it for training and validation."
    )
    fold_lack = "to test on"

    def check_ways(self, csv, voc, separator: str) -> None:
        """Raise SettingsError for a separator: a cell is one class."""
        check_separator(separator)

    def column_of(self, file, table: pd.DataFrame) -> str:
        """The column `label`; raises DataError where there are `labels` alone."""
        if "label" not in table and "labels" in table:
            raise DataError(
                f"{file} has a column 'labels', but none 'label'.",
                "Set SEVERAL_LABELS to learn several labels a photo, or rename the column.",
            )
        return "label"

    def merged(self, file, kind, rows, column, separator) -> tuple[pd.DataFrame, list[str]]:
        """The rows, once each; raises DataError where a sample has two classes."""
        notes = []
        rows = without(rows, rows["label"] == "", file, "without a label", notes)
        rows = without(rows, rows.duplicated(["path", "label"]), file, "named twice", notes)
        refuse_twice(file, kind, rows, "label", f"Keep one row a {kind.word}{kind.or_several}.")
        return rows, notes

    def usable(self, shown: dict) -> tuple[dict, list[str]]:
        """Photos with an object."""
        empty = [path for path, areas in shown.items() if not areas]
        if not empty:
            return shown, []
        note = (
            f"{len(empty)} photos have no object in their file and were left out, such as "
            f"{empty[0]}: set SEVERAL_LABELS to learn from them, too."
        )
        return {path: areas for path, areas in shown.items() if areas}, [note]

    def of_boxes(self, rows: pd.DataFrame, areas: list[dict]) -> tuple[pd.DataFrame, list[str]]:
        """What fills the largest boxes, and a note on photos of more than one class."""
        labels = [max(each, key=each.get) for each in areas]
        mixed = [path for path, each in zip(rows["path"], areas, strict=True) if len(each) > 1]
        if not mixed:
            return rows.assign(label=labels), []
        note = (
            f"{len(mixed)} photos show objects of more than one class, such as {mixed[0]}: what "
            "fills the largest boxes is their class. Set SEVERAL_LABELS to keep all."
        )
        return rows.assign(label=labels), [note]

    def renamed(self, rows: pd.DataFrame, rename) -> pd.DataFrame:
        """Rows whose classes have other names."""
        return rows.assign(label=rows["label"].map(rename))

    def doubts(self, rows: pd.DataFrame) -> list[str]:
        """A note where labels look like several in one."""
        return note_if_several(rows["label"])

    def extent(self, table: pd.DataFrame) -> str:
        """Nothing: each sample has one."""
        return ""

    def read(self, table: pd.DataFrame) -> pd.DataFrame:
        """As it is."""
        return table

    def said(self, table: pd.DataFrame) -> pd.Series:
        """The class."""
        return table["label"]

    def each(self, table: pd.DataFrame) -> pd.DataFrame:
        """The table itself."""
        return table

    def targets(self, table: pd.DataFrame, classes: list[str]) -> np.ndarray:
        """Places in `classes`, (N,) int32; -1 for those kept unknown."""
        places = pd.Index(classes).get_indexer(table["label"])
        unknown = (table["split"] == UNKNOWN).fillna(False)
        return np.where(unknown, -1, places).astype(np.int32)

    def one_hot(self, targets: np.ndarray, classes: int) -> np.ndarray:
        """Targets (n,) as (n, classes) float32."""
        return np.eye(classes, dtype=np.float32)[targets]

    def conflicts(self, differ: pd.Series, mirrored: pd.Series) -> pd.Series:
        """Those that look alike as they are: mirror images may be two classes."""
        return differ & ~mirrored

    def mirrors(self, found: list) -> list:
        """All of them."""
        return found

    def check_unknown(self, names: list[str]) -> None:
        """Any class can be kept unknown."""

    def divide(self, parts: Parts, strategy: str, rng: np.random.Generator) -> np.ndarray:
        """Each split holds every class; raises DataError where it can't."""
        return divide_classes.STRATEGIES[strategy](parts, rng)

    def folds(self, counts: np.ndarray, folds: int, seed: int) -> np.ndarray:
        """(U,) the fold, from 0, that tests on each unit: stratified, then improved."""
        unit, label = np.nonzero(counts)
        times = counts[unit, label]
        unit, label = np.repeat(unit, times), np.repeat(label, times)
        assigned = np.zeros(len(counts), int)
        splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        for number, (_, test) in enumerate(splitter.split(unit, label, unit)):
            assigned[unit[test]] = number
        return improve(counts, np.full(folds, 1 / folds), assigned, np.random.default_rng(seed))

    def enough(self, held: np.ndarray, folds: int, validated: bool) -> np.ndarray:
        """A unit a fold, and enough left for training and validation."""
        return (held >= folds) & (held - -(-held // folds) >= 1 + validated)

    def lacking(self, inside: np.ndarray) -> np.ndarray:
        """Folds that don't test on a class."""
        return inside == 0


def check_separator(separator: str) -> None:
    """Raise SettingsError for a separator where no cell of a CSV is to be parted."""
    if separator:
        raise SettingsError(
            f"LABEL_SEPARATOR {separator!r} parts the labels in a CSV file's cells.",
            "Set CSV and SEVERAL_LABELS, or leave it empty.",
        )
