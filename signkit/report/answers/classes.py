"""How one class is reported: accuracy, who is taken for whom, and what a threshold costs."""

from typing import ClassVar

from signkit.report import card_lists, findings
from signkit.report.answers import class_sections, class_words
from signkit.report.parts import constant_class, sections
from signkit.report.parts.branches import branches
from signkit.report.parts.leaks import leaks
from signkit.report.parts.search import search
from signkit.report.parts.sureness import sureness
from signkit.report.parts.swings import swing
from signkit.report.parts.text_sections import retrieval, zero_shot
from signkit.report.parts.translation_section import examples, translation
from signkit.report.parts.unknowns import unknowns
from signkit.report.photos import parts as photo_parts
from signkit.runs.files import AUDIT, HISTORY, METRICS, PREDICTIONS, SETTINGS


class Classes:
    """The likeliest class."""

    name = "classes"
    parts: ClassVar[dict] = {
        "overview": (sections.overview, ()),
        "headline": (class_sections.headline, (METRICS,)),
        "thesis": (class_words.thesis, ()),
        "leaks": (leaks, (AUDIT,)),
        "comparison": (class_sections.comparison, (METRICS,)),
        "by_group": (sections.by_group, ()),
        "branches": (branches, ()),
        "training": (sections.training, (HISTORY,)),
        "confusion": (class_sections.confusion, (METRICS,)),
        "per_class": (class_sections.per_class, (METRICS,)),
        "averages": (sections.averages, ()),
        "hands": (class_sections.hands, (METRICS,)),
        "sureness": (sureness, ()),
        "unknowns": (unknowns, ()),
        "retrieval": (retrieval, ()),
        "zero_shot": (zero_shot, ()),
        "translation": (translation, ()),
        "examples": (examples, ()),
        "search": (search, ()),
        "settings": (sections.settings, (SETTINGS,)),
    }
    photos: ClassVar[dict] = {
        "attention": (photo_parts.attention, ()),
        "clip_looks": (photo_parts.clip_looks, ()),
        "wall": (photo_parts.photos, (PREDICTIONS,)),
        "pairs": (photo_parts.confused, (PREDICTIONS,)),
    }
    folds_figure = "right"
    folds_order = (0, 1, 2)
    folds_result = "folds_result"

    warnings = staticmethod(findings.warnings)
    constant = staticmethod(constant_class.constant)
    summary = staticmethod(class_words.summary)
    swing = staticmethod(swing)
    folds_classes = staticmethod(class_words.worst_classes)

    def card(self, record, words) -> dict:
        """Figures, the photos without a hand, and a row a class."""
        own = {
            "constant": constant_class.constant(record, words),
            "factors": class_words.card_factors(record, words),
            "figures": class_words.card_figures(record, words),
            "table": class_words.card_table(record, words),
        }
        return card_lists.of_catalog(record, words, **own)
