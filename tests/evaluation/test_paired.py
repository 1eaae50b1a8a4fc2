import numpy as np
import pytest
from scipy.stats import binomtest

from signkit.errors import DataError
from signkit.evaluation.paired import Paired, difference_interval, holm, mcnemar, verdict


def two(first_only, second_only, both=10, neither=5):
    """Two classifiers, right on these numbers of photos: only one, only the other, both, none."""
    first = [1] * first_only + [0] * second_only + [1] * both + [0] * neither
    second = [0] * first_only + [1] * second_only + [1] * both + [0] * neither
    return np.array(first, bool), np.array(second, bool)


def test_few_discordant_photos_take_the_binomial():
    # By hand: six of six heads or tails, 2 / 2 ** 6.
    assert mcnemar(*two(6, 0)) == (6, 0, 0.03125, True)
    assert mcnemar(*two(0, 0)) == (0, 0, 1, True)
    for one in range(25):
        test = mcnemar(*two(one, 24 - one))
        assert test.exact
        assert test.p == pytest.approx(binomtest(one, 24).pvalue)


def test_many_discordant_photos_take_chi_square():
    # By hand: (40 - 20 - 1) ** 2 / 60 = 6.0167; a table of chi-square with 1 df says .0142.
    one, other, p, exact = mcnemar(*two(40, 20))
    assert (one, other, round(p, 4), exact) == (40, 20, 0.0142, False)
    assert mcnemar(*two(13, 12)).p == mcnemar(*two(30, 30)).p == 1
    assert mcnemar(*two(13, 12)).exact is False
    assert mcnemar(*two(60, 40)).p == pytest.approx(binomtest(60, 100).pvalue, abs=0.002)


def test_photos_that_both_get_right_or_wrong_change_nothing():
    assert mcnemar(*two(6, 1)) == mcnemar(*two(6, 1, both=900, neither=100))


def test_holm():
    # By hand: .01 * 3, .03 * 2, and .04 * 1, which may not come out below .06.
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.5, 0.9]) == pytest.approx([1, 1])
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


def test_the_interval_of_the_difference_holds_it_and_turns_with_the_pair():
    first, second = two(30, 10, both=50, neither=10)
    low, high = difference_interval(first, second)
    # By hand: standard error sqrt(.4 - .2 ** 2) / 10 = .06, so about .2 -+ .12.
    assert low == pytest.approx(0.08, abs=0.025)
    assert high == pytest.approx(0.32, abs=0.025)
    turned = difference_interval(second, first)
    assert turned == pytest.approx((-high, -low), abs=0.02)


def test_what_is_hard_for_both_does_not_widen_it():
    narrow = difference_interval(*two(3, 1, both=100, neither=100))
    wide = difference_interval(*two(60, 58, both=43, neither=43))
    assert narrow[1] - narrow[0] < 0.3 * (wide[1] - wide[0])


def test_no_discordant_photo_is_not_certainly_no_difference():
    # Clopper-Pearson by hand: 1 - .025 ** (1 / 20) = .1684, to either side.
    low, high = difference_interval(*two(0, 0, both=15, neither=5))
    assert (round(low, 4), round(high, 4)) == (-0.1684, 0.1684)
    low, high = difference_interval(*two(20, 0, both=0, neither=0))
    assert (low, high) == (pytest.approx(1 - 2 * 0.1684, abs=1e-4), 1)


def test_too_little_to_compare_is_said():
    with pytest.raises(DataError, match="2 and 1 photos"):
        mcnemar([True, False], [True])
    with pytest.raises(DataError, match="0 and 0 photos"):
        difference_interval([], [])
    with pytest.raises(DataError, match="One group"):
        difference_interval([True, False], [True, True], ["a", "a"])


def coverage(groups, photos, over_groups, trials=300):
    """How often the interval holds the true difference, .1, of models that suit some signers."""
    rng = np.random.default_rng(1)
    inside, unit = 0, np.repeat(np.arange(groups), photos)
    for trial in range(trials):
        gain = rng.normal(0.1, 0.12, groups).clip(-0.3, 0.5)  # of the first model, by signer
        hard = rng.random(groups * photos)  # the same photos are hard for both
        first, second = hard < 0.5 + gain[unit], hard < 0.5
        taken = unit if over_groups else None
        low, high = difference_interval(first, second, taken, repeats=500, seed=trial)
        inside += low <= 0.1 <= high
    return inside / trials


def test_the_paired_interval_over_groups_covers_where_the_one_over_photos_does_not():
    assert coverage(8, 40, over_groups=True) >= 0.9
    assert coverage(8, 40, over_groups=False) < 0.75


def test_a_verdict_needs_both_p_and_interval():
    assert verdict(0.01, 0.1, 0.2) == "better"
    assert verdict(0.01, -0.2, -0.1) == "worse"
    assert verdict(0.01, -0.1, 0.2) == "nobody_can_tell"
    assert verdict(0.05, 0.1, 0.2) == "nobody_can_tell"


def test_a_pair_says_its_difference_and_what_can_be_said():
    found = Paired(0.9, 0.7, (0.1, 0.3), "groups", 0.01, 12, 2)
    assert (found.difference, found.verdict) == (pytest.approx(0.2), "better")
