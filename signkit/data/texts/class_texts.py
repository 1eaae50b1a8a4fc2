"""What the classes of a data set are called in words: descriptions to align with, sentences."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from signkit.data.catalog import UNKNOWN, Catalog
from signkit.data.texts.descriptions import Descriptions, read_descriptions
from signkit.data.texts.vocabulary import Vocabulary
from signkit.errors import DataError


@dataclass(frozen=True)
class ClassTexts:
    """The descriptions of all classes, and the sentences of those trained on."""

    classes: tuple[str, ...]  # trained on, in the order of the targets
    unseen: tuple[str, ...]  # never trained on, but described
    descriptions: Descriptions
    vocabulary: Vocabulary  # the sentences' words
    sentences: np.ndarray  # (classes, S) int32 from START to END; S is 2 where there are none

    @property
    def fingerprint(self) -> str:
        """16 hex digits that follow from all descriptions and sentences."""
        text = self.descriptions.table[["description", "sentence"]].sort_index().to_csv()
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    @property
    def every(self) -> tuple[str, ...]:
        """All described classes, those trained on first."""
        return self.classes + self.unseen


def read_class_texts(folder: str | Path, catalog: Catalog, translated: bool) -> ClassTexts:
    """Read `descriptions.csv` in a data set's folder for the classes of a catalog.

    Where they are `translated` each class must have a sentence. Raises DataError where a class has
    no text.
    """
    classes = tuple(catalog.classes)
    apart = catalog.table["label"][catalog.table["split"] == UNKNOWN]
    unseen = tuple(sorted(apart.unique()))
    found = read_descriptions(folder, (*classes, *unseen), classes)
    said = found.table.loc[list(classes), "sentence"]
    if translated and (said == "").any():
        lacking = ", ".join(map(repr, said.index[said == ""]))
        raise DataError(
            f"The descriptions in {folder} have no sentence for {lacking}.",
            "Fill in the column sentence, or take translate out of TASKS.",
        )
    vocabulary = Vocabulary.of(said)
    length = 2 + max(len(text.split()) * 2 for text in said)
    tokens = vocabulary.encode(said.tolist(), length, ends=True)
    longest = int((tokens > 0).sum(axis=1).max())
    return ClassTexts(classes, unseen, found, vocabulary, tokens[:, :longest])
