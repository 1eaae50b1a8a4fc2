from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from signkit.evaluation.repeats import Repeated, corrected_t


def test_corrected_t_by_hand():
    gaps = [0.01, 0.02, 0.03]
    (low, high), p = corrected_t(gaps, 0.0)
    plain = stats.ttest_1samp(gaps, 0)
    assert p == pytest.approx(plain.pvalue)
    assert (low, high) == pytest.approx(tuple(plain.confidence_interval(0.95)))
    (wide_low, wide_high), wide_p = corrected_t(gaps, 0.5)
    # The variance is taken (1/3 + 1/2) / (1/3) = 2.5 times.
    assert (wide_high - wide_low) / (high - low) == pytest.approx(np.sqrt(2.5))
    assert wide_p > p
    assert corrected_t([0.0, 0.0, 0.0], 0.5) == ((0.0, 0.0), 1.0)


def test_repetitions_that_agree_are_not_enough():
    sure = Repeated(3, 0.02, 3, interval=(0.02, 0.02), p=0.0, over_photos=(0.01, 0.03))
    assert sure.verdict == "better"
    assert replace(sure, over_photos=(-0.01, 0.05)).verdict == "nobody_can_tell"
    assert replace(sure, interval=None).verdict == "nobody_can_tell"
