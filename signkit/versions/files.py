"""Which of a run's files make a version: what it answers says so."""

from signkit.evaluation.answers.base import Answer
from signkit.evaluation.answers.table import answer_of
from signkit.runs.files import (
    CARD,
    METRICS,
    SENTENCES,
    SETTINGS,
    SIGNS_MODEL,
    TEXTS,
    TEXTS_MODEL,
    THESIS,
    WRITER,
)
from signkit.runs.record import Run

# What a run may leave beside its model: the tasks of text do, and every report.
WHERE_THERE = (
    THESIS,
    SIGNS_MODEL,
    TEXTS_MODEL,
    TEXTS,
    WRITER,
    SENTENCES,
)


def answer_of_run(run: Run) -> Answer:
    """What a run answers, by the settings and metrics that are there."""
    there = [run.read(name) if run.has(name) else None for name in (SETTINGS, METRICS)]
    return answer_of(*there)


def needed(answer: Answer) -> tuple[str, ...]:
    """The files that a finished run has."""
    return answer.model, answer.names, SETTINGS, METRICS, CARD


def same(answer: Answer) -> tuple[str, ...]:
    """The files that are equal in two promotions of one run."""
    return answer.model, answer.names, METRICS


def files_of(run: Run) -> list[str]:
    """The files of a finished run that its version gets, each once."""
    names = dict.fromkeys((*needed(answer_of_run(run)), *WHERE_THERE))
    return [name for name in names if run.has(name)]
