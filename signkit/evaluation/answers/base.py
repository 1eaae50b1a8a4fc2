"""What differs between answers: the figures, how sure they are, and what a run says of them."""

from typing import Protocol


class Answer(Protocol):
    """One way to answer: a class, several labels, a sentence."""

    name: str  # as ANSWERS and metrics.json have it
    measure: str  # the test's figure that counts, as `figures` names it
    files: tuple[str, ...]  # what a run leaves that no other answer does, and its report needs
    model: str  # the file of the trained model
    names: str  # the file that names what the model gives
