"""Sentences: pairs of them, without photos."""

from signkit.report.kinds.base import Kind


class Sentence(Kind):
    """A pair of sentences."""

    name = card = "text"
    unit = "sentences"
    hands = False
