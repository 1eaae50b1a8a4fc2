"""How often each class comes in an epoch: rare ones more often, or all of them alike."""

from dataclasses import dataclass

import numpy as np

from signkit.data.names import in_quotes, one_name, split_list, there_are, unquoted
from signkit.errors import SettingsError
from signkit.inputs.samples import Samples


@dataclass(frozen=True)
class Mix:
    """How an epoch is drawn: samples of class k `factors[k]` times; `balanced` classes alike.

    Each coming of a sample is augmented anew. Where a sample has several labels, its largest factor
    counts. `balanced` draws every class equally often, with several labels each sample under one of
    its own, so that each batch holds all classes; the epoch stays as long as it was.
    """

    factors: tuple[tuple[int, float], ...] = ()  # (place in the classes, times), for those not 1
    balanced: bool = False

    def order(self, samples: Samples, rng: np.random.Generator) -> np.ndarray:
        """Return places (0..M-1) in a new order: each once, but for what the mix says."""
        if not self.factors and not self.balanced:
            return rng.permutation(len(samples))
        targets = samples.one_hot(np.arange(len(samples)))
        places = rng.permutation(np.repeat(np.arange(len(samples)), self._times(targets, rng)))
        return _alternating(targets[places], rng, places) if self.balanced else places

    def _times(self, targets: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """How often each sample comes; a fraction is a chance."""
        factors = np.ones(targets.shape[1])
        for place, factor in self.factors:
            factors[place] = factor
        wanted = (targets * factors).max(axis=1)
        wanted[targets.sum(axis=1) == 0] = 1
        whole = np.floor(wanted)
        return (whole + (rng.random(len(wanted)) < wanted - whole)).astype(int)


def _alternating(targets: np.ndarray, rng: np.random.Generator, places: np.ndarray) -> np.ndarray:
    """Places with the classes taking turns, each going round its own samples as often as needed."""
    none = np.flatnonzero(targets.sum(axis=1) == 0)
    groups = [np.flatnonzero(column) for column in targets.T]
    groups = [group for group in (*groups, none) if len(group)]
    turns = -(-len(places) // len(groups))
    columns = [
        np.concatenate([rng.permutation(g) for _ in range(-(-turns // len(g)))])[:turns]
        for g in groups
    ]
    rounds = np.stack(columns, axis=1)
    # Within a round the order of the classes changes, or a batch's end would always be the same.
    rounds = rng.permuted(rounds, axis=1)
    return places[rounds.ravel()[: len(places)]]


def read_factors(text: str, classes: list[str]) -> tuple[tuple[int, float], ...]:
    """Read "crack 20; dent 2" into (place in the classes, factor); "" is none.

    Raises SettingsError on a class that isn't there or a factor not in 0-1000.
    """
    factors = []
    for part in split_list(text, ";", lambda part: _class_of(part) in classes):
        factor = part.rpartition(" ")[2]
        try:
            place, times = classes.index(_class_of(part)), float(factor)
            if not 0 < times <= 1000:
                raise ValueError
        except ValueError:
            raise SettingsError(
                f"AUGMENT_FACTORS has {part!r}.",
                f"Write a class and how often, as in '{in_quotes(classes[0], ';')} 20'. "
                + there_are(classes, ";"),
            ) from None
        factors.append((place, times))
    return tuple(factors)


def _class_of(part: str) -> str:
    return one_name(unquoted(part.rpartition(" ")[0].strip()))
