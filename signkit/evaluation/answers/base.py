"""What differs between answers: the figures, how sure they are, and what a run says of them."""

from typing import Protocol


class Answer(Protocol):
    """One way to answer: a class, several labels, a sentence."""

    name: str  # as ANSWERS and metrics.json have it
    measure: str  # the test's figure that counts, as `figures` names it
