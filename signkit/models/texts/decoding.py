"""Writing sentences word by word: the likeliest word each time, or a beam of likely beginnings."""

from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
from keras import ops

from signkit.data.texts.vocabulary import END, PADDING, START, UNKNOWN
from signkit.models.texts.decoder import DECODER, EMBEDDING, sentence_likelihood

# What is never written; UNKNOWN tells a reader nothing, so the likeliest known word stands instead.
NEVER = (PADDING, UNKNOWN, START)
ROUND = 8  # beginnings are computed at lengths of whole eights, so that shapes are few

# (tokens (R, l) of beginnings, the sentence (R,) that each belongs to) -> log p of the next (R, V)
Next = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Written:
    """Sentences as they were written."""

    tokens: np.ndarray  # (N, length) int32, START first, PADDING after END
    scores: np.ndarray  # (N,) log p of each, divided by its length penalty in a beam search


def greedy(following: Next, sentences: int, length: int) -> Written:
    """Write each sentence by its likeliest next word until END, `length` tokens at most."""
    tokens = np.full((sentences, length), PADDING, np.int32)
    tokens[:, 0] = START
    scores, going = np.zeros(sentences), np.arange(sentences)
    for place in range(1, length):
        chances = _allowed(following(tokens[going, :place], going))
        words = chances.argmax(axis=-1)
        scores[going] += chances[np.arange(len(going)), words]
        tokens[going, place] = words
        going = going[words != END]
        if not len(going):
            break
    return Written(tokens, scores)


def beam_search(
    following: Next, sentences: int, length: int, beam: int = 5, alpha: float = 1.0
) -> Written:
    """Write each sentence keeping the `beam` likeliest beginnings, `length` tokens at most.

    Finished sentences are compared by log p / ((5 + words) / 6)^alpha, END counted as a word (Wu
    et al., 2016, "Google's Neural Machine Translation System", equation 14); one that doesn't
    finish in time counts as it stands. A sentence is done once no beginning can still win.
    """
    search = _Search(sentences, length, beam, alpha)
    for place in range(1, length):
        going = np.flatnonzero(search.going)
        if not len(going):
            break
        tokens = search.tokens[going, :, :place].reshape(-1, place)
        chances = _allowed(following(tokens, np.repeat(going, beam)))
        search.grow(going, place, chances.reshape(len(going), beam, -1))
    return search.best()


def length_penalty(words, alpha: float):
    """Return ((5 + words) / 6)^alpha, by which a sentence's log p is divided."""
    return ((5 + words) / 6) ** alpha


class _Search:
    """The beginnings of each sentence, and the best that has finished."""

    def __init__(self, sentences: int, length: int, beam: int, alpha: float):
        self.beam, self.alpha, self.most = beam, alpha, length - 1
        self.tokens = np.full((sentences, beam, length), PADDING, np.int32)
        self.tokens[:, :, 0] = START
        # All begin alike: but one of them counts, or the beam would hold copies.
        self.scores = np.full((sentences, beam), -np.inf)
        self.scores[:, 0] = 0
        self.ended = self.tokens[:, 0].copy()
        self.ended_scores = np.full(sentences, -np.inf)
        self.going = np.ones(sentences, bool)

    def grow(self, going: np.ndarray, place: int, chances: np.ndarray) -> None:
        """Add a word at `place` to the beginnings of those `going`; `chances` (G, beam, V)."""
        totals = self.scores[going][:, :, None] + chances
        # Ends don't take the places of beginnings: twice as many are looked at, of which the
        # likelier half may end.
        taken = _largest(totals.reshape(len(going), -1), 2 * self.beam)
        scores = np.take_along_axis(totals.reshape(len(going), -1), taken, -1)
        parents, words = np.divmod(taken, totals.shape[-1])
        may_end = (words == END) & (np.arange(words.shape[1]) < self.beam)
        self._end(going, place, np.where(may_end, scores, -np.inf), parents)
        # The first `beam` that go on, in their order.
        alive = np.argsort(words == END, axis=-1, kind="stable")[:, : self.beam]
        scores, parents, words = (
            np.take_along_axis(x, alive, -1) for x in (scores, parents, words)
        )
        beginnings = self.tokens[going[:, None], parents]
        beginnings[:, :, place] = words
        self.tokens[going] = beginnings
        self.scores[going] = np.where(words == END, -np.inf, scores)
        # The best that a beginning can still reach: the longest sentence at no further loss.
        reach = self.scores[going].max(axis=-1) / length_penalty(self.most, self.alpha)
        self.going[going] = reach > self.ended_scores[going]

    def best(self) -> Written:
        """Return the best of each sentence: one that ended, or a beginning that ran out of time."""
        first = self.scores.argmax(axis=-1)
        rows = np.arange(len(first))
        # Where the search stopped early this is below what ended, for it is what could be reached.
        standing = self.scores[rows, first] / length_penalty(self.most, self.alpha)
        unended = standing > self.ended_scores
        tokens = np.where(unended[:, None], self.tokens[rows, first], self.ended)
        return Written(tokens, np.where(unended, standing, self.ended_scores))

    def _end(self, going, place, scores, parents) -> None:
        scores = scores / length_penalty(place, self.alpha)
        best = scores.argmax(axis=-1)
        rows = np.arange(len(going))
        better = scores[rows, best] > self.ended_scores[going]
        rows, best, going = rows[better], best[better], going[better]
        self.ended[going] = self.tokens[going, parents[rows, best]]
        self.ended[going, place] = END
        self.ended_scores[going] = scores[rows, best]


def _largest(values: np.ndarray, most: int) -> np.ndarray:
    """Where the `most` largest of each row (R, K) are, largest first."""
    most = min(most, values.shape[-1])
    taken = np.argpartition(-values, most - 1, axis=-1)[:, :most]
    order = np.argsort(-np.take_along_axis(values, taken, -1), axis=-1, kind="stable")
    return np.take_along_axis(taken, order, -1)


def _allowed(chances: np.ndarray) -> np.ndarray:
    chances = np.array(chances)
    chances[:, list(NEVER)] = -np.inf
    return chances


@dataclass(frozen=True)
class TextWriter:
    """The parts of a model that writes: what reads its inputs, and what says the next word."""

    reader: keras.Model  # inputs -> tokens (N, T, D) and mask (N, T)
    step: keras.Model  # beginnings, the place of their last word, tokens, mask -> log p of the next
    whole: keras.Model  # sentences, tokens, mask -> logits at every place

    @classmethod
    def of(cls, model: keras.Model, target: str) -> "TextWriter":
        """Take a functional model that `write_text` is part of apart; `target` is its text input.

        All parts share the model's weights, also as they change.
        """
        decoder, embedding = model.get_layer(DECODER), model.get_layer(EMBEDDING)
        _, memory, mask = decoder.input
        inputs = {tensor.name: tensor for tensor in model.inputs if tensor.name != target}
        reader = keras.Model(inputs, [memory, mask])
        return cls(reader, *_writers(decoder, embedding, memory, mask))

    def write(
        self,
        inputs: dict[str, np.ndarray],
        length: int = 64,
        beam: int = 5,
        alpha: float = 1.0,
        batch_size: int = 64,
    ) -> np.ndarray:
        """Return the sentences (N, length) int32 of `inputs`, START first; beam 1 is greedy."""
        memory, mask = self.reader.predict(inputs, batch_size=batch_size, verbose=0)
        tokens = np.full((len(mask), length), PADDING, np.int32)
        # Short ones together, so that little is computed on padding.
        order = np.argsort(mask.sum(axis=-1), kind="stable")
        for first in range(0, len(order), batch_size):
            rows = order[first : first + batch_size]
            following = self._following(memory[rows], mask[rows])
            if beam > 1:
                tokens[rows] = beam_search(following, len(rows), length, beam, alpha).tokens
            else:
                tokens[rows] = greedy(following, len(rows), length).tokens
        return tokens

    def likelihoods(
        self, inputs: dict[str, np.ndarray], sentences: np.ndarray, batch_size: int = 64
    ) -> np.ndarray:
        """Return log p(sentence | input) of every one of C sentences for each input, (N, C) nats.

        `sentences` (C, L) have START, END and PADDING: those of classes make a classifier.
        """
        memory, mask = self.reader.predict(inputs, batch_size=batch_size, verbose=0)
        found = np.empty((len(mask), len(sentences)), np.float32)
        for number, sentence in enumerate(sentences):
            for first in range(0, len(mask), batch_size):
                rows = slice(first, first + batch_size)
                words = np.tile(sentence, (len(mask[rows]), 1))
                logits = self.whole.predict_on_batch([words[:, :-1], memory[rows], mask[rows]])
                found[rows, number] = sentence_likelihood(logits, words[:, 1:])
        return found

    def _following(self, memory: np.ndarray, mask: np.ndarray) -> Next:
        seen = _rounded(int(mask.any(axis=0).nonzero()[0].max(initial=0)) + 1)
        memory, mask = memory[:, :seen], mask[:, :seen]

        def following(tokens, sentence):
            rows, last = len(tokens), tokens.shape[1] - 1
            padded = np.full((_few(rows), _rounded(last + 1)), PADDING, np.int32)
            padded[:rows, : last + 1] = tokens
            sentence = np.resize(sentence, len(padded))
            places = np.full((len(padded), 1), last, np.int32)
            found = self.step.predict_on_batch([padded, places, memory[sentence], mask[sentence]])
            return found[:rows]

        return following


def _rounded(length: int) -> int:
    return -(-length // ROUND) * ROUND


def _few(rows: int) -> int:
    """As many rows, or up to a power of two: JAX compiles anew for every number of them."""
    return 1 << (rows - 1).bit_length() if keras.backend.backend() == "jax" else rows


def _writers(decoder, embedding, memory, mask) -> list[keras.Model]:
    """The models `step` and `whole` of a TextWriter."""
    words = keras.Input((None,), dtype="int32")
    place = keras.Input((1,), dtype="int32")
    tokens = keras.Input((None, memory.shape[-1]), dtype=memory.dtype)
    counts = keras.Input((None,), dtype=mask.dtype)
    states = decoder(embedding(words), tokens, counts)
    last = ops.take_along_axis(states, place[:, :, None], axis=1)
    after = ops.log_softmax(embedding(last, reverse=True))[:, 0]
    writers = [
        keras.Model([words, place, tokens, counts], after),
        keras.Model([words, tokens, counts], embedding(states, reverse=True)),
    ]
    for model in writers:
        # Compiled for dynamic shapes, which XLA under TensorFlow isn't; JAX knows but XLA.
        model.jit_compile = keras.backend.backend() == "jax"
    return writers
