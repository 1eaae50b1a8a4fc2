"""The texts of the classes beside a data set's signs."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from signkit.data.texts.class_texts import read_class_texts
from signkit.inputs.dataset import Dataset

CLASS, SENTENCE = "class_input", "sentence_input"


def add_texts(dataset: Dataset, tasks: Sequence[str]) -> Dataset:
    """Return the data set with what the TASKS of text need, from its `descriptions.csv`.

    Each sample gets its class's number and the sentence of its class. Raises DataError where a
    class has no text.
    """
    if set(tasks) <= {"classify"}:
        return dataset
    catalog = dataset.catalog
    texts = read_class_texts(catalog.root, catalog, "translate" in tasks)
    print(*texts.descriptions.notes, sep="\n", end="\n" if texts.descriptions.notes else "")
    classes = np.maximum(dataset.samples.targets, 0)  # those of unknown classes are never asked for
    given = {CLASS: classes.astype(np.int32), SENTENCE: texts.sentences[classes]}
    return replace(dataset, samples=replace(dataset.samples, texts=given), texts=texts)
