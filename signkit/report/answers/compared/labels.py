"""Runs that give photos several labels, side by side."""

from signkit.report.answers.compared.base import (
    Column,
    column,
    ece_column,
    ece_of,
    worst_column,
)

_SHARES = ("micro_f1", "exact_match", "mean_average_precision")


class ComparedLabels:
    """Macro F1 where accuracy stands of one class, micro F1, exact match, precision."""

    learnt = "val_map"
    mark = "multi-label"

    def title(self, words) -> str:
        """The head over macro F1."""
        return words["macro_f1"]

    def figures(self, run) -> dict:
        """Micro F1, exact match, mean average precision, the worst label's F1, calibration."""
        test = run.figures()
        worst = test.get("worst_class") or {}
        return {
            **{name: test.get(name) for name in _SHARES},
            "worst_class": worst.get("label"),
            "worst_f1": worst.get("f1"),
            "ece": ece_of(test),
        }

    def columns(self, runs, words) -> list[Column]:
        """The same as columns."""
        titles = words["micro_f1"], words["exact_match"], "mAP"
        shares = zip(titles, _SHARES, strict=True)
        return [
            *(column(title, runs, self._percent(name, words)) for title, name in shares),
            worst_column("f1", runs, words),
            ece_column(runs, words),
        ]

    def _percent(self, name, words):
        return lambda test: words.percent(test.get(name))
