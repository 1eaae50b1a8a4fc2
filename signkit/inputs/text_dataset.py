"""A corpus as a network takes it: its sentences, and the words that it knows."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from signkit.data.texts.corpus import Corpus
from signkit.data.texts.sentence_pairs import SentencePairs, gloss_parts
from signkit.data.texts.vocabulary import Vocabulary


@dataclass(frozen=True)
class TextDataset:
    """Sentence pairs of each split, and one vocabulary of both sides' training sentences."""

    corpus: Corpus
    answer: ClassVar[str] = "sentences"  # the name of what is learnt

    parts: bool = True  # compounds of the source in their parts: loc-NORD is loc NORD

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the training split: glosses share stems with words, so both in one."""
        pairs = self.split("train")
        return Vocabulary.of([*pairs.source, *pairs.target])

    def split(self, name: str) -> SentencePairs:
        """Return the pairs of one split as the network reads and writes them."""
        table = self.corpus.split(name)
        source = [gloss_parts(text) if self.parts else text for text in table["source"]]
        return SentencePairs(tuple(source), tuple(table["target"]))
