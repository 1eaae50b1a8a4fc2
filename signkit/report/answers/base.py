"""What a report says of an answer: its page's parts, and the words of card, summary and folds."""

from typing import Protocol


class Reported(Protocol):
    """How one answer is reported; its figures have their entry in `evaluation.answers`.

    `record` is the RecordFiles of a run that answers so, `words` are its Words.
    """

    name: str  # as the entry of its figures has it
    parts: dict  # a part of the page -> what builds it of (record, words), and the files it needs
    photos: dict  # the same of parts that show photos, built of (Pictures, data_root)

    def warnings(self, record, words) -> list[tuple[str, str]]:
        """(title, sentence) of everything a reader must know before trusting the figures."""

    def constant(self, record, words) -> dict | None:
        """`sentence` on what constant answers score, `warning` where the model is no better."""

    def summary(self, record, words) -> list[str]:
        """The figures that a run ends with, a line each; none without a test."""

    def swing(self, record, words) -> str:
        """Where validation fell furthest within a stage; "" where it never did."""

    def card(self, record, words) -> dict:
        """What the model card says in its lists, and its `table`, by their names in the template.

        `table` has `title`, `heads` (title, whether it is a number) and `rows`; None without one.
        """


class ReportedFolds(Protocol):
    """How a cross-validation's folds are reported, of answers that can be right or wrong."""

    folds_figure: str  # of a fold, by which the worst is found
    folds_order: tuple[int, int, int]  # places of the tiles of accuracy, macro F1 and worst fold
    folds_result: str  # the name of the sentence on the mean

    def folds_classes(self, predictions) -> list[dict]:
        """The classes least often told rightly over all folds; [] where that says nothing."""
