"""How several labels are reported: F1 label by label, and what the thresholds did."""

from typing import ClassVar

from signkit.report import card_lists, findings
from signkit.report.answers import label_sections, label_words
from signkit.report.parts import constant_labels, sections
from signkit.report.parts.leaks import leaks
from signkit.report.parts.search import search
from signkit.report.parts.sureness import sureness
from signkit.report.parts.swings import swing
from signkit.report.photos import parts as photo_parts
from signkit.runs.files import AUDIT, HISTORY, METRICS, PREDICTIONS, SETTINGS


class Labels:
    """All labels whose score reaches their threshold."""

    name = "labels"
    parts: ClassVar[dict] = {
        "overview": (sections.overview, ()),
        "headline": (label_sections.headline, (METRICS,)),
        "thesis": (label_words.thesis, ()),
        "leaks": (leaks, (AUDIT,)),
        "comparison": (label_sections.comparison, (METRICS,)),
        "by_group": (sections.by_group, ()),
        "search": (search, ()),
        "training": (sections.training, (HISTORY,)),
        "labels": (label_sections.labels, (METRICS,)),
        "averages": (sections.averages, ()),
        "sureness": (sureness, ()),
        "settings": (sections.settings, (SETTINGS,)),
    }
    photos: ClassVar[dict] = {
        "attention": (photo_parts.attention, ()),
        "wall": (photo_parts.labelled, (PREDICTIONS,)),
    }
    folds_figure = "macro_f1"
    folds_order = (1, 0, 2)
    folds_result = "folds_result_labels"

    warnings = staticmethod(findings.warnings)
    constant = staticmethod(constant_labels.constant)
    summary = staticmethod(label_words.summary)
    swing = staticmethod(swing)

    def card(self, record, words) -> dict:
        """Figures, and a row a label."""
        own = {
            "constant": constant_labels.constant(record, words),
            "factors": [],
            "figures": label_words.card_figures(record, words),
            "table": label_words.card_table(record, words),
        }
        return card_lists.of_catalog(record, words, **own)

    def folds_classes(self, predictions) -> list[dict]:
        """None: a label is not taken for another."""
        return []
