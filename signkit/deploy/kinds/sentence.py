"""Sentences, translated."""

from pathlib import Path

from signkit.deploy.items import Item
from signkit.deploy.model import Model
from signkit.deploy.prediction import Prediction
from signkit.errors import DataError
from signkit.models.texts.translator import Translator
from signkit.runs.files import SENTENCES, SETTINGS, TRANSLATOR


class SentenceModel(Model):
    """A model that writes a sentence for a sentence."""

    needs = (SETTINGS, SENTENCES, TRANSLATOR)

    def __init__(self, folder: str | Path, finder=None):
        super().__init__(folder, finder)
        self.translator = Translator.load(folder)

    def items(self, given) -> tuple[bool, list[Item]]:
        """Whether it is one sentence, and the sentences; a path is that of a file, a line each."""
        if isinstance(given, Path):
            given = given.read_text(encoding="utf-8").splitlines()
        alone = isinstance(given, str)
        texts = [given] if alone else [text for text in given if text.strip()]
        if not all(text.strip() for text in texts) or not texts:
            raise DataError("There is no sentence to translate.", "Give one, or a list of them.")
        return alone, [Item(text, text) for text in texts]

    def answer(self, items: list[Item], strict: bool) -> list[Prediction]:
        """Translate a few; a sentence with a word that was never in training is `unknown`."""
        written = self.translator.translate([item.content for item in items])
        return [self._row(item, text) for item, text in zip(items, written, strict=True)]

    def _row(self, item: Item, text: str) -> Prediction:
        never = self.translator.unknown(item.content)
        note = f"Never seen in training: {', '.join(never)}." if never else ""
        return Prediction(item.source, text, (text,), unknown=bool(never), note=note)
