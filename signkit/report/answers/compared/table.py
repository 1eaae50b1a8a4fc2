"""How runs of each answer stand side by side, by the answer's name."""

from signkit.report.answers.compared.base import Compared
from signkit.report.answers.compared.classes import ComparedClasses
from signkit.report.answers.compared.labels import ComparedLabels
from signkit.report.answers.compared.sentences import ComparedSentences

COMPARED: dict[str, Compared] = {
    "classes": ComparedClasses(),
    "labels": ComparedLabels(),
    "sentences": ComparedSentences(),
}
