"""Which of a run's files make a version: what it answers says so."""

from signkit.evaluation.answers.base import Answer
from signkit.evaluation.answers.table import answer_of
from signkit.runs.record import Run

# What a run may leave beside its model: the tasks of text do, and every report.
WHERE_THERE = (
    "thesis.txt",
    "signs.keras",
    "texts.keras",
    "texts.parquet",
    "writer.keras",
    "sentences.json",
)


def answer_of_run(run: Run) -> Answer:
    """What a run answers, by the settings and metrics that are there."""
    there = [
        run.read_json(name) if run.path(name).is_file() else None
        for name in ("settings.json", "metrics.json")
    ]
    return answer_of(*there)


def needed(answer: Answer) -> tuple[str, ...]:
    """The files that a finished run has."""
    return answer.model, answer.names, "settings.json", "metrics.json", "model_card.md"


def same(answer: Answer) -> tuple[str, ...]:
    """The files that are equal in two promotions of one run."""
    return answer.model, answer.names, "metrics.json"


def files_of(run: Run) -> list[str]:
    """The files of a finished run that its version gets, each once."""
    names = dict.fromkeys((*needed(answer_of_run(run)), *WHERE_THERE))
    return [name for name in names if run.path(name).is_file()]
