"""Several labels a sample, in the column `labels`."""

import json

import numpy as np
import pandas as pd

from signkit.data.answers.classes import check_separator
from signkit.data.labels import WITHOUT, place_matrix, with_labels
from signkit.data.listing.label_cells import USUAL, refuse_if_several, split_cell
from signkit.data.listing.rows import refuse_twice
from signkit.data.splits import divide_labels
from signkit.data.splits.stratify import stratify
from signkit.data.splits.units import Parts
from signkit.errors import SettingsError


class Labels:
    """A sample has any number of labels: `label` is made of them."""

    name = "labels"
    columns = ("labels",)
    rare_mend = 'set LOSS to "weighted"'
    fold_needs = "Each label must be left to train on when it is tested on, too."
    fold_lack = "to train on"

    def check_ways(self, csv, voc, separator: str) -> None:
        """Raise SettingsError without a file that can say more than a folder."""
        if not (csv or voc):
            raise SettingsError(
                "SEVERAL_LABELS needs a CSV file or VOC files: a folder gives a photo one label.",
                "Set CSV or VOC, or leave SEVERAL_LABELS off.",
            )
        if not csv:
            check_separator(separator)

    def column_of(self, file, table: pd.DataFrame) -> str:
        """The column `labels`, or where there is none `label`, a row each."""
        return "labels" if "labels" in table else "label"

    def merged(self, file, kind, rows, column, separator) -> tuple[pd.DataFrame, list[str]]:
        """One row a sample, with all labels of its rows."""
        notes = []
        for fact in ("group", "split"):
            known = rows[rows[fact].notna()].drop_duplicates(["path", fact])
            refuse_twice(file, kind, known, fact, f"Give each {kind.word} one {fact}.")
        if not separator:
            refuse_if_several(file, rows["label"])
            marks = USUAL if column == "labels" else ()
        else:
            marks = (separator.strip() or " ",)
        labels = rows["label"].map(lambda cell: split_cell(cell, marks))
        if labels.map(lambda names: WITHOUT in names).any():
            notes.append(
                f"{file.name}: {WITHOUT!r} is a label like any other here; photos without any have "
                "an empty cell."
            )
        samples = rows.groupby("path", sort=False)
        merged = samples[["group", "split"]].first().reset_index()
        return with_labels(merged, labels.groupby(rows["path"], sort=False).sum()), notes

    def usable(self, shown: dict) -> tuple[dict, list[str]]:
        """All: photos without an object have no label."""
        return shown, []

    def of_boxes(self, rows: pd.DataFrame, areas: list[dict]) -> tuple[pd.DataFrame, list[str]]:
        """All that is there."""
        return with_labels(rows, areas), []

    def renamed(self, rows: pd.DataFrame, rename) -> pd.DataFrame:
        """Rows whose labels have other names."""
        return with_labels(rows, [map(rename, labels) for labels in rows["labels"]])

    def doubts(self, rows: pd.DataFrame) -> list[str]:
        """None: they are several."""
        return []

    def extent(self, table: pd.DataFrame) -> str:
        """How many have more than one label, and how many none."""
        many = table["labels"].map(len)
        return f"{(many > 1).sum()} with more than one label, {(many == 0).sum()} without"

    def read(self, table: pd.DataFrame) -> pd.DataFrame:
        """With tuples, where the file holds lists."""
        return table.assign(labels=table["labels"].map(tuple))

    def said(self, table: pd.DataFrame) -> pd.Series:
        """The labels as JSON: they are told apart where joining them reads the same."""
        return table["labels"].map(lambda labels: json.dumps(list(labels)))

    def each(self, table: pd.DataFrame) -> pd.DataFrame:
        """A row a label; samples without any have no row."""
        return table.assign(label=table["labels"]).explode("label").dropna(subset="label")

    def targets(self, table: pd.DataFrame, classes: list[str]) -> np.ndarray:
        """(N, classes) float32, 1 for each label that is there."""
        return place_matrix(self.each(table.reset_index(drop=True)), len(table), classes)

    def one_hot(self, targets: np.ndarray, classes: int) -> np.ndarray:
        """They are it already."""
        return targets

    def conflicts(self, differ: pd.Series, mirrored: pd.Series) -> pd.Series:
        """All of them: what is there is there in the mirror image, too."""
        return differ

    def mirrors(self, found: list) -> list:
        """None: a photo and its mirror image show the same."""
        return []

    def check_unknown(self, names: list[str]) -> None:
        """Raise SettingsError: a photo isn't unknown by having one label less."""
        raise SettingsError(
            f"{', '.join(names)} can't be kept unknown: photos with several labels show a class "
            "that isn't known by having none.",
            "Leave UNKNOWN_CLASSES empty, or SEVERAL_LABELS off.",
        )

    def divide(self, parts: Parts, strategy: str, rng: np.random.Generator) -> np.ndarray:
        """The first split holds every label, the others where there are enough."""
        return divide_labels.divide(parts, strategy, rng)

    def folds(self, counts: np.ndarray, folds: int, seed: int) -> np.ndarray:
        """(U,) the fold, from 0, that tests on each unit: stratified over all labels."""
        return stratify(counts, np.full(folds, 1 / folds), np.random.default_rng(seed))

    def enough(self, held: np.ndarray, folds: int, validated: bool) -> np.ndarray:
        """One unit to test on and one to train on."""
        return held >= 2

    def lacking(self, inside: np.ndarray) -> np.ndarray:
        """Folds that hold all there is of a label."""
        return inside == inside.sum(axis=0)
