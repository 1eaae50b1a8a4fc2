"""What is said of one photo, clip or sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """An answer: its labels, how sure it is (0-1), and whether it is refused."""

    label: str  # in a word: "a + b" of several, "no label" of none
    labels: tuple[str, ...]
    probability: float
    unknown: bool = False  # too unsure to be of any class that was learnt
