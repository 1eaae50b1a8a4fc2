"""One class: the likeliest, with a probability each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Classes:
    """A photo or clip is of one class."""

    name: str = "classes"
    measure: str = "accuracy"
