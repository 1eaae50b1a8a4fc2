"""The answers by name, and which of them a run gives."""

from collections.abc import Iterable

from signkit.evaluation.answers.base import Answer
from signkit.evaluation.answers.classes import Classes
from signkit.evaluation.answers.labels import Labels
from signkit.evaluation.answers.sentences import Sentences

ANSWERS: dict[str, Answer] = {answer.name: answer for answer in (Classes(), Labels(), Sentences())}


def answer_of(
    settings: dict | None, metrics: dict | None, columns: Iterable[str] | None = None
) -> Answer:
    """The answer of a run folder, by what it holds; pieces that can't be read are None.

    `settings` and `metrics` are its `settings.json` and `metrics.json`, `columns` those of its
    catalog. Runs measured before their metrics named the answer are told by what was measured.
    """
    metrics = metrics or {}
    if metrics.get("answers") in ANSWERS:
        return ANSWERS[metrics["answers"]]
    if _translates(settings, metrics):
        return ANSWERS["sentences"]
    several = metrics.get("several") or "labels" in (columns if columns is not None else ())
    return ANSWERS["labels" if several else "classes"]


def _translates(settings: dict | None, metrics: dict) -> bool:
    """Whether a run translates sentences alone; a classifier may have sentences beside."""
    if settings is not None:
        return settings.get("kind") == "text"
    return "translation" in metrics and "test" not in metrics
