"""The kinds of runs by the name that their settings give them, and which of them a run is."""

from signkit.evaluation.answers.base import Answer
from signkit.report.kinds.base import Kind
from signkit.report.kinds.clip import Clip
from signkit.report.kinds.sentence import Sentence
from signkit.report.kinds.sign import Sign
from signkit.report.kinds.thing import Thing

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Sign(), Clip(), Thing(), Sentence())}
UNKNOWN = Kind()
_BY_ANSWER = {"sentences": KINDS["text"]}  # what only one kind of run answers


def kind_of(settings: dict | None, answer: Answer) -> Kind:
    """What a run looks at, by its `settings.json`; without one by what it answers."""
    if settings is None:
        return _BY_ANSWER.get(answer.name, UNKNOWN)
    return KINDS.get(settings.get("kind"), UNKNOWN)
