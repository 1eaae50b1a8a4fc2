"""Words as numbers, for networks that read or write text."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from signkit.data.names import one_name

PADDING, UNKNOWN, START, END = range(4)
SPECIAL = ("<pad>", "<unk>", "<s>", "</s>")
# Words with what hangs on them (loc-NORD, poss-MEIN, i'm), and punctuation by itself.
_WORD = re.compile(r"[^\W_](?:[\w'’\-]*\w)?|__\w+__|[^\w\s]")


def split_words(sentence: str) -> list[str]:
    """Words and punctuation of a sentence, in lower case."""
    return [word.lower() for word in _WORD.findall(one_name(sentence))]


@dataclass(frozen=True)
class Vocabulary:
    """The words that a network knows; their places are their numbers, SPECIAL comes first."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, sentences: Iterable[str], least: int = 1) -> "Vocabulary":
        """The words that occur at least so often, frequent ones first."""
        counted = Counter(word for sentence in sentences for word in split_words(sentence))
        usual = sorted((-n, word) for word, n in counted.items() if n >= least)
        return cls((*SPECIAL, *(word for _, word in usual)))

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, sentences: Sequence[str], length: int, ends: bool = False) -> np.ndarray:
        """Return (N, length) int32, cut or filled up with PADDING; `ends` adds START and END."""
        tokens = np.full((len(sentences), length), PADDING, np.int32)
        for row, sentence in zip(tokens, sentences, strict=True):
            numbers = [self._numbers.get(word, UNKNOWN) for word in split_words(sentence)]
            numbers = [START, *numbers[: length - 2], END] if ends else numbers[:length]
            row[: len(numbers)] = numbers
        return tokens

    def decode(self, tokens: np.ndarray) -> list[str]:
        """The sentences of (N, length) tokens, up to END, without SPECIAL words but <unk>."""
        return [self._sentence(row) for row in np.asarray(tokens)]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}

    def _sentence(self, row: np.ndarray) -> str:
        ended = np.flatnonzero(row == END)
        row = row[: ended[0]] if len(ended) else row
        return " ".join(self.words[number] for number in row if number not in (PADDING, START))
