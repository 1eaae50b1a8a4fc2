import numpy as np
import pytest
from scipy.stats import beta

from signkit.errors import DataError
from signkit.evaluation.intervals import (
    bootstrap_interval,
    folds_interval,
    statistic_interval,
    t_interval,
    witnesses_of,
)


def coverage(groups, photos, spread, over_groups, trials=300):
    """How often the interval holds the true accuracy, .8, of signers who differ by `spread`."""
    rng = np.random.default_rng(1)
    inside = 0
    unit = np.repeat(np.arange(groups), photos)
    for trial in range(trials):
        skill = rng.beta(0.8 * spread, 0.2 * spread, groups)
        correct = rng.random(groups * photos) < skill[unit]
        low, high = bootstrap_interval(
            correct, unit if over_groups else None, repeats=500, seed=trial
        )
        inside += low <= 0.8 <= high
    return inside / trials


def test_the_interval_over_groups_covers_where_the_one_over_photos_does_not():
    assert coverage(8, 40, spread=8, over_groups=True) >= 0.9
    assert coverage(8, 40, spread=8, over_groups=False) < 0.75


def test_the_interval_over_photos_covers_independent_photos():
    assert 0.92 <= coverage(1, 200, spread=1e9, over_groups=False) <= 0.985


def test_three_groups_still_cover():
    assert coverage(3, 60, spread=8, over_groups=True) >= 0.7
    assert coverage(3, 60, spread=8, over_groups=False) < 0.6


def test_two_opposite_groups_say_nothing():
    found = bootstrap_interval([1, 1, 0, 0], ["a", "a", "b", "b"])
    assert found == pytest.approx((0, 1), abs=1e-6)


def test_all_right_is_not_certain():
    # Clopper-Pearson by hand: .025 ** (1 / 20) = .8316
    low, high = bootstrap_interval(np.ones(20, bool))
    assert (round(low, 4), high) == (0.8316, 1)
    low, high = bootstrap_interval(np.zeros(20, bool))
    assert (low, round(high, 4)) == (0, 0.1684)
    assert bootstrap_interval(np.ones(20, bool), np.repeat(range(4), 5))[0] < 0.84


def test_over_groups_is_never_narrower_than_over_photos():
    correct = np.tile([True, True, True, False], 10)  # ten groups of the same accuracy
    assert bootstrap_interval(correct, np.repeat(range(10), 4)) == bootstrap_interval(correct)


def test_the_same_seed_gives_the_same_interval():
    correct = np.random.default_rng(0).random(90) < 0.7
    assert bootstrap_interval(correct, seed=3) == bootstrap_interval(correct, seed=3)
    groups = np.repeat(range(9), 10)
    first = bootstrap_interval(correct, groups, seed=3)
    assert first == bootstrap_interval(correct, groups.astype(str), seed=3)
    assert first[0] < correct.mean() < first[1]


def test_a_lower_level_is_narrower():
    correct = np.arange(100) < 80
    wide, narrow = bootstrap_interval(correct), bootstrap_interval(correct, level=0.5)
    assert wide[0] < narrow[0] < 0.8 < narrow[1] < wide[1]


def test_too_little_to_resample_is_said():
    with pytest.raises(DataError, match="no photos"):
        bootstrap_interval([])
    with pytest.raises(DataError, match="One group"):
        bootstrap_interval([True, False], ["a", "a"])


def macro(counts):
    """Mean over two classes of the share right; kinds are right and wrong of either class."""
    return (counts[:, 0] / counts[:, :2].sum(1) + counts[:, 2] / counts[:, 2:].sum(1)) / 2


def test_a_statistic_has_the_interval_of_its_spread():
    kinds = np.repeat(range(4), [80, 20, 60, 40])
    low, high = statistic_interval(macro, kinds, [0, 0, 1, 1], repeats=4000)
    # By hand: variance (.8 * .2 + .6 * .4) / 100 / 4 = .001, so about .7 -+ .062.
    assert (low, high) == pytest.approx((0.635, 0.759), abs=0.006)
    wide = statistic_interval(macro, kinds, [0, 0, 1, 1], np.tile(range(4), 50))
    assert wide[0] <= low + 0.003
    assert wide[1] >= high - 0.003


def test_a_statistic_at_its_end_is_bounded_by_its_witnesses():
    kinds, strata = np.repeat([0, 2], 20), [0, 0, 1, 1]
    low, high = statistic_interval(macro, kinds, strata, witnesses=20)
    assert (round(low, 4), high) == (0.8316, 1)
    assert statistic_interval(macro, kinds, strata)[0] > low


def test_few_draws_that_are_defined_say_nothing():
    def undefined(counts):
        return np.where(np.arange(len(counts)) == 0, 0.5 if len(counts) == 1 else np.nan, np.nan)

    assert statistic_interval(undefined, [0, 1], [0, 0]) == (0, 1)


def test_the_t_interval_by_hand():
    # Four units: t(3) = 3.1824, sqrt(4 / 3) = 1.1547; on the logit scale .05 / (.8 * .2) = .3125.
    reach = 3.182446 * 1.154701 * 0.3125
    expected = [1 / (1 + np.exp(-(np.log(4) + sign * reach))) for sign in (-1, 1)]
    assert t_interval(0.8, 0.05, 4) == pytest.approx(expected)
    low, high = t_interval(0.0, 0.05, 4, span=(-1, 1))
    assert low == pytest.approx(-high)
    assert t_interval(1.0, 0.0, 4) == (1, 1)


def test_jeffreys_interval_of_shares():
    correct = np.arange(50) < 47
    low, high = bootstrap_interval(correct, repeats=20000)
    assert (low, high) == pytest.approx(beta.ppf([0.025, 0.975], 47.5, 3.5), abs=0.004)


def test_folds_have_the_corrected_t_interval():
    # t(4, .975) = 2.776; sd of the five = .01581; sqrt(1/5 + 1/4) = .6708
    right = [np.arange(100) < wanted for wanted in (90, 91, 92, 93, 94)]
    low, high = folds_interval(right, 0.25)
    assert (low, high) == pytest.approx((0.92 - 0.02945, 0.92 + 0.02945), abs=1e-4)


def test_folds_that_agree_leave_the_doubt_of_their_photos():
    right = [np.arange(10) < 9] * 5
    low, high = folds_interval(right, 0.25)
    assert (low, high) == pytest.approx(bootstrap_interval(np.concatenate(right)))
    assert low < 0.9 < high


def test_what_five_photos_cannot_rule_out():
    assert witnesses_of([40]) == pytest.approx(40)
    assert witnesses_of([5] * 8) == pytest.approx(40)
    # Alone the rare class may fail at 1 - .025 ** (1 / 5) = 52 %, a sixth of which is 8.7.
    few = 1 - 0.025 ** (1 / witnesses_of([5] + [400] * 5))
    assert few == pytest.approx((1 - 0.025 ** (1 / 5)) / 6, rel=1e-6)
