import numpy as np
import pytest
from sklearn.metrics import brier_score_loss
from sklearn.metrics import log_loss as sklearn_log_loss

from signkit.errors import DataError
from signkit.evaluation.calibration import (
    calibrate,
    calibration,
    expected_error,
    fit_temperature,
    log_loss,
    scaled,
)


def drawn(photos, classes, temperature, seed=0):
    """Probabilities that would be calibrated at `temperature`, and classes drawn from those."""
    rng = np.random.default_rng(seed)
    true = rng.dirichlet(np.full(classes, 0.3), photos)
    targets = np.array([rng.choice(classes, p=p) for p in true])
    said = np.maximum(true, 1e-6) ** temperature
    return said / said.sum(axis=1, keepdims=True), targets


def test_a_worked_diagram():
    probabilities = np.array([[0.95, 0.05], [0.91, 0.09], [0.35, 0.65], [0.61, 0.39]])
    found = calibration(probabilities, [0, 1, 1, 0], bins=10)
    # Bin .9-1: confidence .93, accuracy .5; bin .6-.7: confidence .63, accuracy 1.
    assert found["ece"] == pytest.approx(0.5 * 0.43 + 0.5 * 0.37)
    top = found["bins"][9]
    assert (top["low"], top["high"], top["photos"]) == (0.9, 1.0, 2)
    assert (top["confidence"], top["accuracy"]) == pytest.approx((0.93, 0.5))
    assert found["bins"][0] == {
        "low": 0.0,
        "high": 0.1,
        "photos": 0,
        "confidence": None,
        "accuracy": None,
    }


def test_a_certain_probability_is_in_the_last_bin():
    assert calibration(np.array([[1.0, 0.0]]), [0])["bins"][-1]["photos"] == 1


@pytest.mark.parametrize("seed", range(20))
def test_losses_are_those_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    classes = int(rng.integers(2, 8))
    probabilities = rng.dirichlet(np.ones(classes), 50)
    targets = rng.integers(0, classes, 50)
    found = calibration(probabilities, targets)
    expected = sklearn_log_loss(targets, probabilities, labels=range(classes))
    assert found["nll"] == pytest.approx(expected, abs=1e-9)
    by_class = [brier_score_loss(targets == k, probabilities[:, k]) for k in range(classes)]
    assert found["brier"] == pytest.approx(sum(by_class), abs=1e-9)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_was_put_in_is_found_again(temperature):
    said, targets = drawn(4000, 5, temperature)
    assert fit_temperature(said, targets) == pytest.approx(temperature, rel=0.08)


def test_no_other_temperature_has_a_lower_loss():
    said, targets = drawn(3000, 4, 3.0)
    best = fit_temperature(said, targets)
    losses = [log_loss(scaled(said, t), targets) for t in (best * 0.9, best, best * 1.1)]
    assert losses[1] == min(losses)


def test_where_all_are_right_certainty_stays_below_what_the_photos_can_say():
    said = np.tile([0.7, 0.2, 0.1], (98, 1))
    at = scaled(said, fit_temperature(said, np.zeros(98, int)))
    assert at[0, 0] == pytest.approx(0.99, abs=0.005)  # one in a hundred counts as wrong


def test_the_named_class_stays():
    said, _ = drawn(200, 6, 1.0)
    assert (scaled(said, 4.0).argmax(1) == said.argmax(1)).all()
    assert scaled(said, 4.0).sum(1) == pytest.approx(np.ones(200))
    assert scaled(said, 1.0) is said


def test_calibrated_probabilities_show_an_error_as_expected_in_most_draws():
    inside = 0
    for seed in range(40):
        said, targets = drawn(150, 5, 1.0, seed)
        inside += calibration(said, targets)["ece"] <= expected_error(said, repeats=200)
    assert inside >= 34  # 38 of 40 are expected


def test_what_needs_it_is_scaled_and_its_error_halves():
    validation, test = drawn(800, 6, 3.0, seed=1), drawn(800, 6, 3.0, seed=2)
    found = calibrate(*validation, *test)
    assert found["needed"]
    assert found["applied"]
    assert found["temperature"] == pytest.approx(3.0, rel=0.15)
    before, after = found["before"]["test"], found["after"]["test"]
    assert after["ece"] < before["ece"] / 2
    assert after["nll"] < before["nll"]
    assert found["photos"] == 800


def test_what_does_not_need_it_stays_as_it_is():
    validation, test = drawn(300, 6, 1.0, seed=3), drawn(300, 6, 1.0, seed=4)
    found = calibrate(*validation, *test)
    assert not found["needed"]
    assert found["temperature"] == 1.0
    assert found["after"] == found["before"]


def test_a_gain_that_chance_explains_is_not_applied(monkeypatch):
    monkeypatch.setattr("signkit.evaluation.calibration.expected_error", lambda *_: 0.0)
    validation, test = drawn(300, 6, 1.0, seed=3), drawn(300, 6, 1.0, seed=4)
    found = calibrate(*validation, *test)
    assert found["needed"]
    assert not found["applied"]
    assert (found["temperature"], found["after"]) == (1.0, found["before"])


def test_shapes_that_do_not_agree_are_told():
    with pytest.raises(DataError, match="don't fit 3 photos"):
        calibration(np.ones((2, 2)) / 2, [0, 1, 1])
    with pytest.raises(DataError):
        fit_temperature(np.empty((0, 2)), [])


def test_people_trained_on_never_make_a_model_surer():
    unsure, sure = drawn(800, 6, 0.5, seed=1), drawn(800, 6, 3.0, seed=1)
    free, held = calibrate(*unsure, *unsure), calibrate(*unsure, *unsure, sharpen=False)
    assert free["temperature"] == held["withheld"] == pytest.approx(0.5, rel=0.15)
    assert (held["temperature"], held["applied"], free["withheld"]) == (1.0, False, None)
    assert held["after"] == held["before"]
    softened = calibrate(*sure, *sure, sharpen=False)
    assert softened["temperature"] == pytest.approx(3.0, rel=0.15)
    assert softened["withheld"] is None
