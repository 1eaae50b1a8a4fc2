"""Two classifiers on the same photos: which one is right where the other is wrong, and how sure."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, chi2

from signkit.errors import DataError
from signkit.evaluation.intervals import mean_interval

FEW = 25  # discordant photos; below this, chi-square is too rough and the binomial is taken
SIGNIFICANT = 0.05
BETTER, WORSE, OPEN = "better", "worse", "nobody_can_tell"


@dataclass(frozen=True)
class Paired:
    """A figure (0-1) of two runs on the same photos, the first minus the second, and how sure."""

    first: float
    second: float
    interval: tuple[float, float]  # 95 %, of first - second
    over: str  # what the interval resamples: "groups" or "photos"
    p: float
    first_only: int  # photos that only the first gets wholly right
    second_only: int

    @property
    def difference(self) -> float:
        """How much the first is ahead."""
        return self.first - self.second

    @property
    def verdict(self) -> str:
        """What can be said of the first: better, worse, or that nobody can tell."""
        return verdict(self.p, *self.interval)


def verdict(p: float, low: float, high: float) -> str:
    """Better or worse only where the corrected p is below .05 and the interval leaves out 0."""
    if p >= SIGNIFICANT:
        return OPEN
    return BETTER if low > 0 else WORSE if high < 0 else OPEN


class McNemar(NamedTuple):
    """Photos that only the first (or only the second) gets right, and the two-sided p value."""

    first_only: int
    second_only: int
    p: float
    exact: bool  # by the binomial distribution, not by chi-square


def mcnemar(first, second) -> McNemar:
    """McNemar's test of two classifiers; `first` and `second` (N,) bool: right on each photo.

    Photos that both get right, or both wrong, say nothing. Of the others either classifier
    should get half if they were equally good: McNemar, 1947, "Note on the sampling error of the
    difference between correlated proportions or percentages". Below 25 such photos p is the
    exact binomial one, else chi-square's with the continuity correction of Edwards, 1948. Photos
    count as independent. Raises DataError without photos or with different numbers of them.
    """
    first, second = _both(first, second)
    one, two = int((first & ~second).sum()), int((second & ~first).sum())
    discordant = one + two
    if discordant < FEW:
        p = binomtest(one, discordant).pvalue if discordant else 1.0
    else:
        p = chi2.sf(max(abs(one - two) - 1, 0) ** 2 / discordant, df=1)
    return McNemar(one, two, float(p), discordant < FEW)


def difference_interval(first, second, groups=None, level=0.95, repeats=2000, seed=0):
    """The interval (lo, hi), -1 to 1, of accuracy of `first` minus accuracy of `second`.

    Both (N,) bool over the same photos, drawn together: what is hard for both does not widen it.
    `groups` (N,) are drawn whole, as in `mean_interval`. Raises DataError as that does.
    """
    first, second = _both(first, second)
    values = first.astype(int) - second.astype(int)
    return mean_interval(values, (-1, 1), groups, level, repeats, seed)


def holm(p_values) -> list[float]:
    """P values corrected for being several: Holm, 1979, "A simple sequentially rejective ...".

    The smallest is multiplied by their number, the next by one less, and so on; no p comes out
    below one that was smaller, or above 1.
    """
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values)
    grown = p_values[order] * np.arange(len(p_values), 0, -1)
    corrected = np.empty_like(p_values)
    corrected[order] = np.minimum(np.maximum.accumulate(grown), 1)
    return corrected.tolist()


def _both(first, second):
    first, second = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    if first.shape != second.shape or not len(first):
        raise DataError(
            f"Two classifiers can't be compared on {len(first)} and {len(second)} photos.",
            "Give both one value for each photo of the same split.",
        )
    return first, second
