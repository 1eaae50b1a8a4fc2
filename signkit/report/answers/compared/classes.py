"""Runs that name one class, side by side."""

from signkit.report.answers.compared import texts
from signkit.report.answers.compared.base import (
    Column,
    column,
    ece_column,
    ece_of,
    worst_column,
)


class ComparedClasses:
    """Accuracy, macro F1, the worst recall, and what tasks of text came to."""

    learnt = "val_accuracy"
    mark = ""

    def title(self, words) -> str:
        """The head over accuracy: on the test."""
        return words["splits"]["test"]

    def figures(self, run) -> dict:
        """Macro F1, the worst class and its recall, top 5, calibration and tasks of text."""
        test = run.figures()
        worst = test.get("worst_class") or {}
        return {
            "macro_f1": test.get("macro_f1"),
            "worst_class": worst.get("label"),
            "worst_recall": worst.get("recall"),
            "top5": test.get("top5"),
            "ece": ece_of(test),
            **texts.text_figures(run),
        }

    def columns(self, runs, words) -> list[Column]:
        """The same as columns; those of text where all of the runs have them."""
        return [
            column(words["macro_f1"], runs, lambda test: words.percent(test.get("macro_f1"))),
            worst_column("recall", runs, words),
            column(words["versus_top5"], runs, lambda test: words.percent(test.get("top5"))),
            *texts.columns(runs, words),
            ece_column(runs, words),
        ]
