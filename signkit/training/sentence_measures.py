"""What written sentences are worth: perplexity, greedy and beam search, with BLEU and chrF."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np

from signkit.data.vocabulary import PADDING, Vocabulary
from signkit.evaluation.translation import perplexity, score_translations
from signkit.models.decoding import TextWriter
from signkit.models.text_decoder import sentence_likelihood
from signkit.models.translation import SOURCE, TARGET
from signkit.models.translator import LONGEST, MODEL
from signkit.runs.record import writing
from signkit.training.save import bare, save_model
from signkit.training.work import Work


@dataclass(frozen=True)
class Search:
    """How sentences are searched for, beside the greedy way."""

    beam: int = 5  # beginnings that are kept
    length_penalty: float = 1.0


@dataclass(frozen=True)
class Written:
    """What a model writes from, and what it should write."""

    model: keras.Model  # one that `write_text` is part of
    target: str  # its text input
    inputs: dict[str, np.ndarray]  # the others
    fed: np.ndarray  # (N, L) tokens given to the text input, where the true words are told
    follow: np.ndarray  # (N, L') tokens that should follow, END last
    sentences: Sequence[str]
    known: Vocabulary


def measure_sentences(work: Work) -> dict:
    """Write the model, `translations.parquet` of the test split, and metrics.json."""
    save_model(bare(work.network.translation), work.run.path(MODEL))
    validation, _ = _score_split(work, "validation")
    found, said = _score_split(work, "test")
    pairs = work.dataset.corpus.split("test")
    new = ~work.dataset.corpus.seen("test")
    if new.any() and not new.all():
        chosen = [list(np.array(texts)[new]) for texts in (said["beam"], pairs["target"])]
        found["new"] = {"sentences": int(new.sum()), **_scores(*chosen)}
    table = pairs[["source"]].assign(true=pairs["target"], **said)
    with writing(work.run.path("translations.parquet")) as file:
        table.to_parquet(file, index=False)
    metrics = {"translation": found, "validation": {"translation": validation}}
    # Last: where it is, the model was measured whole.
    work.run.write_json("metrics.json", metrics)
    return metrics


def _score_split(work: Work, split: str) -> tuple[dict, dict[str, list[str]]]:
    pairs, known = work.dataset.split(split), work.dataset.vocabulary
    true = known.encode(pairs.target, LONGEST + 2, ends=True)
    written = Written(
        work.network.translation,
        TARGET,
        {SOURCE: known.encode(pairs.source, LONGEST)},
        true[:, :-1],
        true[:, 1:],
        pairs.target,
        known,
    )
    search = Search(work.settings.beam, work.settings.length_penalty)
    return score_writing(written, search, work.settings.batch_size)


def score_writing(
    written: Written, search: Search, batch_size: int
) -> tuple[dict, dict[str, list[str]]]:
    """Score what a model writes, greedily and by a beam; return the figures and both texts."""
    words = (written.follow != PADDING).sum(axis=1)
    found = {
        "perplexity": perplexity(_likelihoods(written, batch_size), words),
        "sentences": len(words),
        "words": len(written.known),
        "beam_width": search.beam,
        "length_penalty": search.length_penalty,
    }
    writer, longest, said = TextWriter.of(written.model, written.target), len(written.fed[0]), {}
    for name, beam in (("greedy", 1), ("beam", search.beam)):
        tokens = writer.write(written.inputs, longest + 1, beam, search.length_penalty)
        said[name] = written.known.decode(tokens)
        found[name] = _scores(said[name], written.sentences)
    return found, said


def _likelihoods(written: Written, batch_size: int) -> np.ndarray:
    """log p of each sentence (N,), a batch's logits at a time: whole they are gigabytes."""
    found = []
    for first in range(0, len(written.fed), batch_size):
        rows = slice(first, first + batch_size)
        some = {name: values[rows] for name, values in written.inputs.items()}
        logits = written.model.predict_on_batch({**some, written.target: written.fed[rows]})
        found.append(sentence_likelihood(logits, written.follow[rows]))
    return np.concatenate(found)


def _scores(said: Sequence[str], true: Sequence[str]) -> dict:
    scored = score_translations(said, true)
    return {
        "bleu": list(scored.bleu),
        "bleu_interval": list(scored.interval),
        "chrf": scored.chrf,
        "exact": float(np.mean([a == b for a, b in zip(said, true, strict=True)])),
        "signature": scored.signature,
    }
