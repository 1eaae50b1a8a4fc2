"""How sentences are reported: BLEU, chrF, and pairs to read."""

from typing import ClassVar

from signkit.report.answers import sentence_sections, sentence_words
from signkit.report.parts import sections
from signkit.report.parts.translation_section import examples, translation
from signkit.runs.files import HISTORY, METRICS, SETTINGS, TRANSLATIONS


class Sentences:
    """A sentence for a sentence: no classes, no photos."""

    name = "sentences"
    parts: ClassVar[dict] = {
        "overview": (sentence_sections.overview, ()),
        "headline": (sentence_sections.headline, (METRICS,)),
        "thesis": (sentence_words.thesis, ()),
        "comparison": (sentence_sections.comparison, ()),
        "training": (sections.training, (HISTORY,)),
        "translation": (translation, (METRICS,)),
        "examples": (examples, (TRANSLATIONS,)),
        "settings": (sections.settings, (SETTINGS,)),
    }
    photos: ClassVar[dict] = {}

    warnings = staticmethod(sentence_words.warnings)
    summary = staticmethod(sentence_words.summary)
    card = staticmethod(sentence_words.card_lists)

    def constant(self, record, words) -> None:
        """None: no sentence stands for all."""

    def swing(self, record, words) -> str:
        """Nothing: a loss a word falls smoothly."""
        return ""
