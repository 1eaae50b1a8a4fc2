"""Batches of sentence pairs, each of about the same length."""

from itertools import combinations

import keras
import numpy as np

from signkit.data.texts.sentence_pairs import SentencePairs
from signkit.data.texts.vocabulary import PADDING, START, UNKNOWN, Vocabulary

ROUND = 8  # lengths are whole eights: few shapes, each of which a backend may compile
INPUTS = ("source_input", "target_input")


class SentenceBatches(keras.utils.PyDataset):
    """Batches ({"source_input" (B, Ls), "target_input" (B, Lt)}, the words that follow (B, Lt)).

    All int32 and padded to a whole eight; sentences of more than `longest` words are cut. They come
    sorted by length, with `shuffle` in a new order each epoch, as far as batches of about the same
    length allow. Order and chance follow from (seed, epoch, batch) alone.

    `forget` is the share of source words that become UNKNOWN, anew in each epoch, so that no word
    is relied on alone (Gal & Ghahramani, 2016, "A Theoretically Grounded Application of Dropout in
    Recurrent Neural Networks", section 4.2).
    """

    def __init__(
        self,
        pairs: SentencePairs,
        source: Vocabulary,
        target: Vocabulary,
        batch_size: int = 32,
        seed: int = 0,
        shuffle: bool = False,
        forget: float = 0.0,
        longest: int = 62,
        epoch: int = 0,
    ):
        super().__init__()
        self.source = source.encode(pairs.source, longest)
        self.target = target.encode(pairs.target, longest + 2, ends=True)
        self.batch_size, self.seed = batch_size, seed
        self.shuffle, self.forget = shuffle, forget
        self.start_at(epoch)

    def __len__(self):
        return len(self._order)

    def __getitem__(self, batch: int):
        rows = self._order[batch]
        source, words = _cut(self.source[rows]), self.target[rows]
        if self.forget:
            rng = np.random.default_rng((self.seed, self.epoch, batch))
            forgotten = (rng.random(source.shape) < self.forget) & (source != PADDING)
            source = np.where(forgotten, UNKNOWN, source).astype(np.int32)
        follow = _cut(words[:, 1:])
        # START and all that follows but the last, which is END.
        before = np.where(follow == PADDING, PADDING, np.roll(follow, 1, axis=1))
        before[:, 0] = START
        return dict(zip(INPUTS, (source, before), strict=True)), follow

    def start_at(self, epoch: int) -> None:
        """Go to the order of this epoch, counted from 0."""
        self.epoch = epoch
        rng = np.random.default_rng((self.seed, epoch))
        sentences = len(self.source)
        chance = rng.random(sentences) if self.shuffle else np.arange(sentences)
        # By length, those of one length in a new order; then the batches in a new order.
        lengths = [_words(tokens) for tokens in (self.source, self.target)]
        order = np.lexsort((chance, lengths[0] // ROUND, lengths[1]))
        firsts = np.arange(0, sentences, self.batch_size)
        firsts = rng.permutation(firsts) if self.shuffle else firsts
        batches = [order[first : first + self.batch_size] for first in firsts]
        self._order = _unlike_first(batches, lengths)

    def on_epoch_end(self):
        """Move on to the next epoch's order (called by Keras)."""
        self.start_at(self.epoch + 1)


def _unlike_first(batches: list[np.ndarray], lengths: list[np.ndarray]) -> list[np.ndarray]:
    """Put two batches first that differ in each length that differs at all.

    Keras takes for fixed, under TensorFlow, what the first two batches have in common. If each of
    two lengths differs somewhere, there are always two batches that differ in both.
    """
    # The target's are counted with START and END; what is cut to are the words that follow.
    shapes = [(_eights(lengths[0][b].max()), _eights(lengths[1][b].max() - 1)) for b in batches]
    places = {shape: place for place, shape in reversed(list(enumerate(shapes)))}
    pairs = combinations(places, 2)
    unlike = max(pairs, default=(), key=lambda p: (p[0][0] != p[1][0]) + (p[0][1] != p[1][1]))
    first = [places[shape] for shape in unlike]
    return [batches[i] for i in (*first, *(i for i in range(len(batches)) if i not in first))]


def _words(tokens: np.ndarray) -> np.ndarray:
    return (tokens != PADDING).sum(axis=1)


def _eights(length: int) -> int:
    return max(1, -(-int(length) // ROUND)) * ROUND


def _cut(tokens: np.ndarray) -> np.ndarray:
    """Leave out columns after the longest sentence's whole eight; short tables are filled up."""
    length = _eights(_words(tokens).max())
    missing = max(0, length - tokens.shape[1])
    return np.pad(tokens[:, :length], ((0, 0), (0, missing)), constant_values=PADDING)
