"""The most confused pairs of classes, with photos of either class to hold side by side."""

from dataclasses import dataclass

import pandas as pd

from signkit.report.findings import confused_pairs
from signkit.report.photos import wall

PAIRS, PHOTOS = 5, 4  # pairs shown, photos on either side


@dataclass
class Side:
    """Photos of one class: those taken for the other first, surest first, then right ones."""

    true: str
    predicted: str  # the other class of the pair
    mistakes: int  # photos of `true` taken for `predicted`, shown or not
    shown: list[wall.Shown]


@dataclass
class Pair:
    """Two classes that are taken for each other; the first is so more often."""

    first: Side
    second: Side

    @property
    def mistakes(self) -> int:
        """Photos taken for the other class, both ways."""
        return self.first.mistakes + self.second.mistakes


def choose(predictions, classes, most=PAIRS, split="test") -> list[Pair]:
    """The pairs most often taken for each other in a split, and photos of both; none: []."""
    part = wall.surest_first(predictions, split)
    counts = pd.crosstab(part["label"], part["predicted"])
    counts = counts.reindex(index=classes, columns=classes, fill_value=0)
    pairs = []
    for found in confused_pairs(counts.to_numpy(), list(classes), most):
        one, other = found["classes"]
        sides = [_side(part, one, other), _side(part, other, one)]
        pairs.append(Pair(*sorted(sides, key=lambda side: -side.mistakes)))
    return pairs


def load(pairs, data_root) -> list[str]:
    """Read the photos of all pairs and draw their hands; returns why any can't be read."""
    return wall.load([one for pair in pairs for one in photos(pair)], data_root)


def photos(pair) -> list[wall.Shown]:
    """All photos of a pair."""
    return pair.first.shown + pair.second.shown


def _side(part, true, predicted):
    own = part[part["label"] == true]
    wrong = own[own["predicted"] == predicted]
    right = own[own["predicted"] == true]
    return Side(true, predicted, len(wrong), wall.shown(pd.concat([wrong, right]).head(PHOTOS)))
