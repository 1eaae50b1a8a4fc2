import numpy as np
import pytest

from signkit.evaluation.answers.labels_calibration import calibrate, expected_error, scaled

rng = np.random.default_rng(0)


def case(photos=600, labels=4, sureness=1.0):
    """Scores that are exactly as sure as they are right, then made surer by `sureness`."""
    scores = rng.random((photos, labels))
    targets = (rng.random(scores.shape) < scores).astype(int)
    return scaled(scores, 1 / sureness), targets


def test_scores_that_are_right_need_nothing():
    (one, true), (two, also) = case(), case()
    found = calibrate(one, true, two, also)
    assert not found["needed"]
    assert (found["temperature"], found["applied"]) == (1.0, False)
    assert found["before"] == found["after"]
    assert found["before"]["validation"]["ece"] < found["expected_ece"]


def test_scores_that_are_too_sure_are_softened():
    (one, true), (two, also) = case(sureness=3.0), case(sureness=3.0)
    found = calibrate(one, true, two, also)
    assert found["needed"]
    assert found["applied"]
    assert found["temperature"] == pytest.approx(3.0, rel=0.15)
    assert found["after"]["test"]["ece"] < found["before"]["test"]["ece"] / 2
    assert found["photos"] == 600


def test_chance_explains_less_error_the_more_photos_there_are():
    assert expected_error(case(50)[0]) > 2 * expected_error(case(2000)[0])


def test_scores_of_people_trained_on_are_never_made_surer():
    (one, true), (two, also) = case(sureness=0.5), case(sureness=0.5)
    assert calibrate(one, true, two, also)["temperature"] == pytest.approx(0.5, rel=0.15)
    held = calibrate(one, true, two, also, sharpen=False)
    assert held["withheld"] == pytest.approx(0.5, rel=0.15)
    assert (held["temperature"], held["applied"]) == (1.0, False)
    assert held["after"] == held["before"]
