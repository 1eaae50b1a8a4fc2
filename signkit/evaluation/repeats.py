"""Two setups over repetitions, by seed or by test groups: a paired t test that knows of overlap."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from signkit.evaluation.paired import OPEN, verdict

FEWEST = 3  # repetitions; two differences have no spread worth an interval


@dataclass(frozen=True)
class Repeated:
    """A setup against another over the repetitions (seeds or test groups) that both have."""

    repeats: int
    difference: float  # mean over the repetitions
    wins: int  # repetitions in which the first has the higher figure
    interval: tuple[float, float] | None = None  # None with fewer than 3 repetitions
    p: float | None = None
    over_photos: tuple[float, float] = (-1.0, 1.0)  # the interval over photos (or groups)

    @property
    def verdict(self) -> str:
        """What can be said of the first: better, worse, or that nobody can tell.

        It must hold over the repetitions and over the photos: three seeds on one small test may
        agree on what that test's photos happen to be.
        """
        if self.interval is None:
            return OPEN
        said = verdict(self.p, *self.interval)
        return said if said == verdict(self.p, *self.over_photos) else OPEN


def corrected_t(gaps, overlap: float) -> tuple[tuple[float, float], float]:
    """95 % interval and two-sided p of the mean of `gaps` (n,), variance * (1/n + overlap).

    `overlap` is test / train photos where every repetition splits anew, because the training sets
    of several splits overlap: Nadeau & Bengio, 2003, "Inference for the Generalization Error".
    """
    gaps = np.asarray(gaps, dtype=float)
    number, mean = len(gaps), float(gaps.mean())
    spread = float(np.sqrt(gaps.var(ddof=1) * (1 / number + overlap)))
    if spread == 0:
        return (mean, mean), 1.0 if mean == 0 else 0.0
    reach = float(stats.t.ppf(0.975, number - 1)) * spread
    return (mean - reach, mean + reach), float(2 * stats.t.sf(abs(mean) / spread, number - 1))
