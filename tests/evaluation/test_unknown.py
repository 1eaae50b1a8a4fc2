import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from signkit.errors import DataError
from signkit.evaluation.unknown import certainty, cost, curve, describe, outsiders, threshold_for


def test_a_worked_threshold():
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    right = np.array([True, True, False, True, True, False])
    # The right ones are .9, .8, .6, .5: three of four reach .6.
    assert threshold_for(scores, right, keep=0.75) == 0.5
    assert threshold_for(scores, right, keep=0.5) == 0.6
    assert threshold_for(scores, np.zeros(6, bool)) == 0.0
    assert cost(scores, right, 0.6) == {
        "photos": 6,
        "accepted": 4 / 6,
        "accuracy_accepted": 3 / 4,
        "accuracy_all": 4 / 6,
        "right_refused": 1 / 4,
        "wrong_refused": 1 / 2,
    }
    assert cost(scores, right, 1.0)["accuracy_accepted"] is None


def test_at_least_the_share_asked_for_is_kept():
    rng = np.random.default_rng(0)
    for keep in (0.5, 0.9, 0.95, 0.99):
        scores = rng.random(200)
        threshold = threshold_for(scores, np.ones(200, bool), keep)
        assert (scores >= threshold).mean() >= keep


def test_the_none_class_is_no_certainty():
    said = np.array([[0.1, 0.2, 0.7], [0.5, 0.4, 0.1]])
    assert certainty(said).tolist() == [0.7, 0.5]
    assert certainty(said, none=2).tolist() == [0.2, 0.5]


def test_the_curve_falls_from_all_to_few():
    rng = np.random.default_rng(1)
    scores = rng.random(500)
    right = rng.random(500) < scores
    found = curve(scores, right)
    assert len(found) <= 101
    assert found[0]["accepted"] == 1.0
    shares = [row["accepted"] for row in found]
    assert shares == sorted(shares, reverse=True)
    assert found[-1]["accuracy"] > found[0]["accuracy"] + 0.2


@pytest.mark.parametrize("seed", range(10))
def test_auroc_and_its_draws_are_those_of_scikit_learn(seed):
    from signkit.evaluation.unknown import _auroc

    rng = np.random.default_rng(seed)
    truth, scores = rng.random(60) < 0.6, rng.integers(0, 12, 60) / 12
    weights = rng.integers(0, 4, (5, 60)).astype(float)
    expected = [roc_auc_score(truth, scores, sample_weight=w) for w in weights]
    assert _auroc(truth, scores)(weights) == pytest.approx(expected, abs=1e-9)
    found = outsiders(scores[truth], scores[~truth], 0.5)
    assert found["auroc"] == pytest.approx(roc_auc_score(truth, scores), abs=1e-9)
    low, high = found["auroc_interval"]
    assert low < found["auroc"] < high


def test_over_groups_the_interval_is_no_narrower():
    rng = np.random.default_rng(2)
    groups = np.repeat([f"signer{k}" for k in range(5)], 40)
    shift = np.repeat(rng.normal(0, 0.3, 5), 40)
    known, unknown = rng.normal(1, 0.5, 200) + shift, rng.normal(0, 0.5, 200) + shift
    plain = outsiders(known, unknown, 0.5)["auroc_interval"]
    grouped = outsiders(known, unknown, 0.5, (groups, groups))["auroc_interval"]
    assert grouped[0] <= plain[0]
    assert grouped[1] >= plain[1]


def three(photos, sure, seed):
    """Probabilities of three classes, the true one's about `sure`."""
    rng = np.random.default_rng(seed)
    targets = np.arange(photos) % 3
    said = rng.dirichlet(np.ones(3), photos) * (1 - sure)
    said[np.arange(photos), targets] += sure
    return said, targets


def test_classes_never_trained_on_are_told_apart():
    outside = np.random.default_rng(5).dirichlet(np.full(3, 5), 60)
    found = describe(*three(300, 0.7, 0), *three(300, 0.7, 1), outside=outside, names=["j", "z"])
    unknown = found["unknown"]
    assert (unknown["kind"], unknown["names"], unknown["photos"]) == ("classes", ["j", "z"], 60)
    assert unknown["auroc"] > 0.95
    assert unknown["accepted"] < 0.1
    assert found["test"]["photos"] == 300
    assert found["test"]["accepted"] == pytest.approx(0.95, abs=0.04)


def test_photos_of_the_none_class_are_the_unknown_ones():
    found = describe(*three(300, 0.7, 0), *three(300, 0.7, 1), none=1, names=["none"])
    unknown = found["unknown"]
    assert (unknown["kind"], unknown["names"], unknown["photos"]) == ("none", ["none"], 100)
    assert unknown["auroc"] > 0.95
    assert found["test"]["photos"] == 200


def test_without_unknown_photos_only_the_price_is_told():
    found = describe(*three(90, 0.5, 0), *three(90, 0.5, 1))
    assert found["unknown"] is None
    assert 0 < found["threshold"] < 1


def test_wrong_shapes_are_told():
    with pytest.raises(DataError, match="don't fit"):
        describe(np.ones((2, 3)), [0, 1, 2], *three(9, 0.5, 0))
    both = (*three(9, 0.5, 0), *three(9, 0.5, 1))
    with pytest.raises(DataError, match="not of one model"):
        describe(*both, outside=np.ones((4, 2)) / 2)
    with pytest.raises(DataError, match="number 3, but there are 3"):
        describe(*both, none=3)
    assert describe(*both, outside=np.empty((0, 3)))["unknown"] is None
    with pytest.raises(DataError, match="can't be told apart"):
        outsiders([0.5], [], 0.5)
