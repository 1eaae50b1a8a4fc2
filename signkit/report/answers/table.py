"""How answers are reported, by their name."""

from signkit.report.answers.base import Reported
from signkit.report.answers.classes import Classes
from signkit.report.answers.labels import Labels
from signkit.report.answers.sentences import Sentences
from signkit.report.record_files import RecordFiles

REPORTED: dict[str, Reported] = {
    answer.name: answer for answer in (Classes(), Labels(), Sentences())
}


def reported(record: RecordFiles) -> Reported:
    """How what a run answers is reported."""
    return REPORTED[record.answer.name]
