"""What written sentences are worth: perplexity, greedy and beam search, with BLEU and chrF."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import keras
import numpy as np

from signkit.data.texts.vocabulary import PADDING, Vocabulary
from signkit.evaluation.answers.translations import corpus_bleu, perplexity, score_translations
from signkit.models.texts.decoder import sentence_likelihood
from signkit.models.texts.decoding import TextWriter
from signkit.models.texts.translation import SOURCE, TARGET
from signkit.models.texts.translator import LONGEST
from signkit.progress import progress
from signkit.runs.files import METRICS, TRANSLATIONS, TRANSLATOR
from signkit.training.loop.save import bare, save_model
from signkit.training.loop.work import Work

TOGETHER = 64  # sentences that are written side by side
PENALTIES = (1.0, 0.6, 1.3, 1.6)  # the first where several are as good
CHOSEN_BY = 200


@dataclass(frozen=True)
class Search:
    """How sentences are searched for, beside the greedy way."""

    beam: int = 5  # beginnings that are kept
    length_penalty: float = 1.0


@dataclass(frozen=True)
class Written:
    """What a model writes from, and what it should write."""

    model: keras.Model  # one that `write_text` is part of
    writer: TextWriter  # its parts, which are compiled once for all that they write
    target: str  # its text input
    inputs: dict[str, np.ndarray]  # the others
    fed: np.ndarray  # (N, L) tokens given to the text input, where the true words are told
    follow: np.ndarray  # (N, L') tokens that should follow, END last
    sentences: Sequence[str]
    known: Vocabulary

    def of(self, rows: np.ndarray) -> "Written":
        """Return some of the sentences alone."""
        return replace(
            self,
            inputs={name: values[rows] for name, values in self.inputs.items()},
            fed=self.fed[rows],
            follow=self.follow[rows],
            sentences=[self.sentences[row] for row in rows],
        )


def measure_sentences(work: Work) -> dict:
    """Write the model, `translations.parquet` of the test split, and metrics.json."""
    save_model(bare(work.network.translation), work.run.path(TRANSLATOR))
    size = work.settings.batch_size
    writer = TextWriter.of(work.network.translation, TARGET)
    validation, test = (_written(work, writer, split) for split in ("validation", "test"))
    search = Search(work.settings.beam, work.settings.length_penalty)
    if not search.length_penalty:
        search = best_search(validation, search.beam)
    work.run.note_resolved(length_penalty=search.length_penalty)
    figures, _ = score_writing(validation, search, size)
    found, said = score_writing(test, search, size)
    pairs = work.dataset.corpus.split("test")
    new = ~work.dataset.corpus.seen("test")
    if new.any() and not new.all():
        chosen = [list(np.array(texts)[new]) for texts in (said["beam"], pairs["target"])]
        found["new"] = {"sentences": int(new.sum()), **_scores(*chosen)}
    table = pairs[["source"]].assign(true=pairs["target"], **said)
    work.run.write(TRANSLATIONS, table.reset_index(drop=True))
    metrics = {"answers": work.dataset.answer, "translation": found}
    metrics["validation"] = {"translation": figures}
    # Last: where it is, the model was measured whole.
    work.run.write(METRICS, metrics)
    return metrics


def _written(work: Work, writer: TextWriter, split: str) -> Written:
    pairs, known = work.dataset.split(split), work.dataset.vocabulary
    true = known.encode(pairs.target, LONGEST + 2, ends=True)
    return Written(
        work.network.translation,
        writer,
        TARGET,
        {SOURCE: known.encode(pairs.source, LONGEST)},
        true[:, :-1],
        true[:, 1:],
        pairs.target,
        known,
    )


def best_search(validation: Written, beam: int = 5) -> Search:
    """Return the search whose length penalty gives validation the highest BLEU-4.

    Of PENALTIES, over at most CHOSEN_BY sentences: a beam alone prefers short ones, by how much
    differs from model to model.
    """
    rows = np.linspace(0, len(validation.fed) - 1, min(CHOSEN_BY, len(validation.fed))).astype(int)
    some = validation.of(rows)

    def bleu(penalty):
        return corpus_bleu(_write(some, beam, penalty), some.sentences)

    return Search(beam, max(PENALTIES, key=bleu))


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
    ways = {"greedy": 1, "beam": search.beam}
    said = {name: _write(written, beam, search.length_penalty) for name, beam in ways.items()}
    return found | {name: _scores(said[name], written.sentences) for name in said}, said


def _write(written: Written, beam: int, length_penalty: float) -> list[str]:
    """What is written of all inputs, a batch at a time: a beam takes minutes for thousands."""
    said = []
    count, longest = written.fed.shape
    with progress(
        total=count,
        desc=f"Writing, beam {beam}, length penalty {length_penalty:g}",
        unit="sentence",
    ) as bar:
        for first in range(0, count, TOGETHER):
            rows = slice(first, first + TOGETHER)
            some = {name: values[rows] for name, values in written.inputs.items()}
            tokens = written.writer.write(some, longest + 1, beam, length_penalty)
            said += written.known.decode(tokens)
            bar.update(len(tokens))
    return said


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
