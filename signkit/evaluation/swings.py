"""Validation that falls from one epoch to the next by more than chance explains."""

from dataclasses import dataclass

import numpy as np

LEAST = 0.2  # of a share between 0 and 1; less is what a training does between epochs
ERRORS = 3.0  # standard errors of the difference that a fall must exceed


@dataclass(frozen=True)
class Fall:
    """From `before` in the epoch at `row` to `after` in the one that follows."""

    row: int
    before: float
    after: float


def worst_fall(values, starts, photos: float) -> Fall | None:
    """Find the largest fall in the later two thirds of each stage; None where none is real.

    `values` (epochs,) are shares 0-1, one an epoch, nan where nothing was measured; `starts` are
    the rows where a stage begins. A fall counts above LEAST and above ERRORS standard errors of the
    difference of two shares over so many `photos`: on 20 photos chance alone moves much.
    """
    values = np.clip(np.asarray(values, float), 0, 1)
    ends = [*list(starts)[1:], len(values)]
    found = [
        Fall(row, float(values[row]), float(values[row + 1]))
        for start, end in zip(starts, ends, strict=True)
        for row in range(start + (end - start) // 3, end - 1)
        if _is_real(values[row], values[row + 1], photos)
    ]
    return max(found, key=lambda fall: fall.before - fall.after, default=None)


def weight_in_photos(supports) -> float:
    """How many photos a mean over classes is as sure as: their number where all have as many.

    `supports` (C,) are photos of each class; those without any don't count. The mean of C shares
    of n photos each varies by the mean of 1 / n, over C.
    """
    there = np.asarray([support for support in supports if support], float)
    return len(there) ** 2 / (1 / there).sum() if len(there) else 0.0


def _is_real(before: float, after: float, photos: float) -> bool:
    variance = (before * (1 - before) + after * (1 - after)) / max(photos, 1)
    return before - after > max(LEAST, ERRORS * variance**0.5)
