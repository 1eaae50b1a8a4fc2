"""A trained translator, ready to use."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras

from signkit.data.texts.sentence_pairs import gloss_parts
from signkit.data.texts.vocabulary import Vocabulary, split_words
from signkit.errors import RunError
from signkit.models.texts.decoding import TextWriter
from signkit.models.texts.translation import SOURCE, TARGET
from signkit.runs.files import SENTENCES, SETTINGS, TRANSLATOR
from signkit.runs.record import Run

LONGEST = 62  # words of a sentence; what follows is not read


@dataclass(frozen=True)
class Translator:
    """A model that writes, with the words it knows."""

    writer: TextWriter
    known: Vocabulary
    parts: bool  # compounds are taken apart
    beam: int = 5
    length_penalty: float = 1.0

    @classmethod
    def load(cls, folder: str | Path) -> "Translator":
        """Load what a training of sentences left in its run folder.

        Raises RunError where a file is missing, or is of another kind of run.
        """
        run = Run(Path(folder))
        for name in (TRANSLATOR, SENTENCES, SETTINGS):
            if not run.has(name):
                raise RunError(
                    f"{folder} has no {name}.", "Give the folder of a finished train-text run."
                )
        known, settings = run.read(SENTENCES), run.read(SETTINGS)
        model = keras.models.load_model(run.path(TRANSLATOR), compile=False)
        return cls(
            TextWriter.of(model, TARGET),
            Vocabulary(tuple(known["words"])),
            known["parts"],
            settings["settings"]["beam"],
            settings["resolved"].get("length_penalty", 1.0),
        )

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Return the translation of each sentence."""
        if not len(sentences):
            return []
        apart = [gloss_parts(text) if self.parts else text for text in sentences]
        inputs = {SOURCE: self.known.encode(apart, LONGEST)}
        tokens = self.writer.write(inputs, LONGEST + 2, self.beam, self.length_penalty)
        return self.known.decode(tokens)

    def unknown(self, sentence: str) -> list[str]:
        """Return the words of a sentence that were never in training."""
        apart = gloss_parts(sentence) if self.parts else sentence
        words = split_words(apart)
        return [word for word in words if word not in set(self.known.words)]
