"""A permutation test of two runs: were they equal, they might change places in any photo."""

import numpy as np


def exchanges(units: int, repeats: int, rng) -> np.ndarray:
    """Which of the units change places, (R, units) 0 or 1: every way, or so many random ones.

    The units as they are count as one way, so that p is never 0 (Phipson & Smyth, 2010,
    "Permutation P-values should never be zero"). With G units p is never below 2 / 2**G: five
    groups can't reach .05.
    """
    if 2**units <= repeats:
        return ((np.arange(2**units)[:, None] >> np.arange(units)) & 1).astype(float)
    ways = rng.integers(0, 2, (repeats, units)).astype(float)
    ways[0] = 0
    return ways


def share_as_far(gaps, gap: float) -> float:
    """The two-sided p of a gap: the share of ways with `gaps` (R,) at least as far from 0."""
    return float((np.abs(gaps) >= abs(gap) - 1e-12).mean())
