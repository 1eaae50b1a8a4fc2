"""What a trained network of signs and texts is worth: retrieval, zero-shot, translation."""

import keras
import numpy as np
import pandas as pd

from signkit.data.catalog import UNKNOWN
from signkit.data.texts.class_texts import ClassTexts
from signkit.evaluation.retrieval import retrieval, zero_shot
from signkit.inputs.batches import Batches
from signkit.inputs.dataset_texts import SENTENCE
from signkit.models.tasks import SignsAndTexts
from signkit.models.texts.decoding import TextWriter
from signkit.runs.files import (
    RETRIEVED,
    SENTENCES,
    SIGNS_MODEL,
    TEXTS,
    TEXTS_MODEL,
    TRANSLATIONS,
    WRITER,
)
from signkit.training.loop.save import bare, save_model
from signkit.training.loop.work import Work
from signkit.training.measure.sentence_measures import Written, best_search, score_writing


def measure_texts(work: Work) -> dict:
    """Measure the tasks of text on the test split, and on classes never trained on; keep the parts.

    Written beside the model: `signs.keras`, `texts.keras` and `texts.parquet` of align,
    `writer.keras` and `translations.parquet` of translate. Nothing for a network without texts.
    """
    found = {}
    for task in work.network.text_tasks:
        found |= MEASURES[task](work, work.network)
    return found


def _alignment(work: Work, network: SignsAndTexts) -> dict:
    texts: ClassTexts = network.facts.texts
    save_model(bare(network.embedder), work.run.path(SIGNS_MODEL))
    save_model(bare(network.encoder.model), work.run.path(TEXTS_MODEL))
    vectors = network.text_vectors(texts.every)
    work.run.write(
        TEXTS,
        pd.DataFrame(
            {
                "class": texts.every,
                "description": texts.descriptions.texts(texts.every),
                "trained": [name in texts.classes for name in texts.every],
                "vector": list(vectors),
            }
        ),
    )
    signs, targets, groups = _told(work, network.embedder, texts)
    scores = _unit(signs) @ _unit(vectors).T
    seen = np.isin(texts.every, texts.classes)
    names = np.array(texts.every)
    nearest = pd.DataFrame({"label": names[targets], "nearest": names[scores.argmax(axis=1)]})
    work.run.write(RETRIEVED, nearest)
    found = {"retrieval": retrieval(scores, targets, groups)}
    if (~seen[targets]).any():
        found["zero_shot"] = {**zero_shot(scores, targets, seen, groups), "names": texts.unseen}
    return found


def _told(work: Work, embedder: keras.Model, texts: ClassTexts):
    """Vectors, places among all classes, and groups of the test's and the unknown signs."""
    vectors, labels, groups = [], [], []
    table = work.dataset.catalog.table
    for split in ("test", UNKNOWN):
        samples = work.dataset.split(split)
        if len(samples):
            batches = Batches(samples, work.settings.batch_size, inputs=work.plan[-1].inputs)
            vectors.append(embedder.predict(batches, verbose=0))
            labels += table["label"].iloc[samples.rows].tolist()
            groups += table["group"].iloc[samples.rows].tolist()
    targets = np.array([texts.every.index(label) for label in labels])
    known = not pd.isna(groups).any() and len(set(groups)) > 1
    return np.concatenate(vectors), targets, np.array(groups, str) if known else None


def _translation(work: Work, network: SignsAndTexts) -> dict:
    texts: ClassTexts = network.facts.texts
    save_model(bare(network.writer), work.run.path(WRITER))
    work.run.write(SENTENCES, list(texts.vocabulary.words))
    writer = TextWriter.of(network.writer, SENTENCE)
    test, paths = _written(work, network, writer, "test")
    validation, _ = _written(work, network, writer, "validation")
    found, said = score_writing(test, best_search(validation), work.settings.batch_size)
    table = paths.reset_index(drop=True).assign(true=test.sentences, **said)
    work.run.write(TRANSLATIONS, table)
    return {"translation": found}


# Each task's figures, keyed as in metrics.json.
MEASURES = {"align": _alignment, "translate": _translation}


def _written(
    work: Work, network: SignsAndTexts, writer: TextWriter, split: str
) -> tuple[Written, pd.DataFrame]:
    texts: ClassTexts = network.facts.texts
    samples, last = work.dataset.split(split), work.plan[-1]
    given = (*last.inputs, SENTENCE)
    inputs, _ = Batches(samples, len(samples), inputs=given)[0]
    true = inputs.pop(SENTENCE)
    paths = work.dataset.catalog.table.iloc[samples.rows][["path", "label"]]
    sentences = texts.vocabulary.decode(true)
    # The writer cuts the last word off by itself.
    known = texts.vocabulary
    model, follow = network.writer, true[:, 1:]
    return Written(model, writer, SENTENCE, inputs, true, follow, sentences, known), paths


def _unit(vectors: np.ndarray) -> np.ndarray:
    # A sign without hands is zeros, and as near to one text as to another.
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
