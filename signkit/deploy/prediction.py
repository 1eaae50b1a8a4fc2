"""What a model says of what it was shown: one answer, or a list of them that is a table, too."""

from dataclasses import dataclass, field
from itertools import islice

import pandas as pd


@dataclass(frozen=True)
class Prediction:
    """The answer to one photo, clip or sentence."""

    source: str  # the file, or which of the arrays
    label: str  # the class; "a + b" or "no label" of several labels; the sentence; "" if unreadable
    labels: tuple[str, ...] = ()
    probability: float | None = None  # calibrated, 0-1; of several labels the surest one's
    unknown: bool = False  # refused: too unsure to be of a class that was learnt
    hands: int | None = None  # how many were found; None where the model doesn't look at hands
    found_by: tuple[str, ...] = ()  # the looks that found them
    note: str = ""  # what is to be known before it is believed
    probabilities: dict[str, float] = field(default_factory=dict, repr=False)  # likeliest first

    def top(self, most: int = 5) -> dict[str, float]:
        """The likeliest classes with their probabilities."""
        return dict(islice(self.probabilities.items(), most))

    def __str__(self):
        sure = "" if self.probability is None else f" {100 * self.probability:.1f} %"
        hands = "" if self.hands is None else f", hands: {self.hands}"
        if self.found_by:
            hands += f" ({', '.join(self.found_by)})"
        refused = " (unknown)" if self.unknown else ""
        note = f". {self.note}" if self.note else ""
        return f"{self.source}: {self.label or 'nothing'}{sure}{refused}{hands}{note}"


class Predictions(list):
    """The answers to many, in the order in which they were given."""

    COLUMNS = ("source", "label", "probability", "unknown", "hands", "found_by", "note")

    def table(self, most: int = 0) -> pd.DataFrame:
        """A row an answer; with `most` also so many of the likeliest classes, `1st` to ..."""
        rows = [{name: getattr(said, name) for name in self.COLUMNS} for said in self]
        table = pd.DataFrame(rows, columns=list(self.COLUMNS))
        table["found_by"] = [", ".join(said.found_by) for said in self]
        top = [[f"{n} {100 * p:.1f} %" for n, p in said.top(most).items()] for said in self]
        for place in range(max(map(len, top), default=0)):
            table[f"top {place + 1}"] = [row[place] if place < len(row) else "" for row in top]
        return table

    def __str__(self):
        return "\n".join(map(str, self))

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()
