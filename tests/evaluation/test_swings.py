import numpy as np
import pytest

from signkit.evaluation.swings import Fall, weight_in_photos, worst_fall

SWINGING = [0.3, 0.5, 0.7, 0.77, 0.09, 0.8, 0.55, 0.8, 0.82]


def test_the_worst_fall_is_found():
    assert worst_fall(SWINGING, [0], 100) == Fall(3, 0.77, 0.09)


def test_a_curve_that_rises_or_wavers_has_none():
    assert worst_fall([0.3, 0.5, 0.7, 0.66, 0.71, 0.6, 0.75], [0], 1000) is None
    assert worst_fall([], [0], 100) is None
    assert worst_fall([0.5], [0], 100) is None


def test_the_first_third_of_a_stage_may_fall():
    # Nine epochs: what counts begins with the fourth.
    assert worst_fall([0.9, 0.1, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8], [0], 100) is None
    assert worst_fall([0.9, 0.9, 0.9, 0.8, 0.1, 0.8, 0.8, 0.8, 0.8], [0], 100).row == 3


def test_a_new_stage_may_begin_lower_than_the_last_ended():
    values = [0.5, 0.8, 0.9, 0.2, 0.3, 0.4]
    assert worst_fall(values, [0, 3], 100) is None
    assert worst_fall(values, [0], 100) == Fall(2, 0.9, 0.2)


@pytest.mark.parametrize(("photos", "told"), [(20, False), (40, True), (400, True)])
def test_few_photos_move_by_chance(photos, told):
    # .8 to .47: (.16 + .2491) / n is .0205 for 20, and three roots of it .429; for 40 .303.
    assert (worst_fall([0.8, 0.8, 0.8, 0.47, 0.8], [0], photos) is not None) is told


def test_epochs_without_a_figure_are_passed_over():
    assert worst_fall([0.9, 0.9, np.nan, 0.1, np.nan, 0.8], [0], 100) is None


def test_a_mean_over_classes_is_as_unsure_as_its_rare_ones():
    assert weight_in_photos([10, 10, 10]) == pytest.approx(30)
    # 1/40 + 1/4 + 1/4 = .525, and 9 / .525
    assert weight_in_photos([40, 4, 4, 0]) == pytest.approx(17.142857)
    assert weight_in_photos([]) == 0
