import itertools
import json

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as sk

from signkit.errors import DataError
from signkit.evaluation.answers.classes_figures import top_k_accuracy
from signkit.evaluation.paired_figures import compare_probabilities, compare_seeds


def said(targets, skill, classes, rng):
    scores = rng.normal(size=(len(targets), classes))
    scores[np.arange(len(targets)), targets] += skill
    shares = np.exp(scores)
    return shares / shares.sum(axis=1, keepdims=True)


def two(skills=(3, 1.5), photos=200, classes=7, seed=0):
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, classes, photos)
    return *(said(targets, skill, classes, rng) for skill in skills), targets


def test_values_are_those_of_scikit_learn_and_the_better_is_found():
    first, second, targets = two()
    found = compare_probabilities(first, second, targets)
    for side, p in (("first", first), ("second", second)):
        named = p.argmax(axis=1)
        assert found["accuracy"][side] == pytest.approx(sk.accuracy_score(targets, named))
        f1 = sk.f1_score(targets, named, average="macro")
        assert found["macro_f1"][side] == pytest.approx(f1, abs=1e-9)
        loss = sk.log_loss(targets, p, labels=range(7))
        assert found["nll"][side] == pytest.approx(loss, abs=1e-9)
        assert found["top5"][side] == pytest.approx(top_k_accuracy(p, targets, 5), abs=1e-9)
    for name in ("accuracy", "macro_f1"):
        assert found[name]["interval"][0] > 0
        assert found[name]["p"] < 0.01
    assert found["nll"]["interval"][1] < 0
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_model_against_itself_is_no_difference():
    first, _, targets = two()
    found = compare_probabilities(first, first, targets)
    for name in ("accuracy", "macro_f1", "top5", "nll"):
        low, high = found[name]["interval"]
        assert (found[name]["difference"], found[name]["p"]) == (0, 1)
        assert low <= 0 <= high


def test_over_five_groups_every_way_of_changing_places_is_counted():
    first, second, targets = two()
    groups = np.repeat(list("abcde"), 40)
    found = compare_probabilities(first, second, targets, groups)
    assert (found["groups"], found["interval_over"]) == (5, "groups")
    gaps = (first.argmax(1) == targets).astype(int) - (second.argmax(1) == targets)
    sums = gaps.reshape(5, 40).sum(axis=1)
    ways = [abs(np.dot(signs, sums)) for signs in itertools.product([1, -1], repeat=5)]
    assert found["accuracy"]["p"] == np.mean(np.array(ways) >= abs(sums.sum()))
    assert found["accuracy"]["p"] >= 2 / 2**5  # five groups can't reach .05


def test_macro_f1_changes_places_too():
    first, second, targets = two(photos=60, classes=3)
    groups = np.repeat(list("abc"), 20)
    named = np.stack([first.argmax(1), second.argmax(1)])
    gaps = []
    for signs in itertools.product([0, 1], repeat=3):
        side = np.repeat(signs, 20)
        mine, other = named[side, np.arange(60)], named[1 - side, np.arange(60)]
        gaps.append(
            sk.f1_score(targets, mine, average="macro")
            - sk.f1_score(targets, other, average="macro")
        )
    found = compare_probabilities(first, second, targets, groups)["macro_f1"]
    assert found["p"] == np.mean(np.abs(gaps) >= abs(found["difference"]) - 1e-12)


def test_equal_models_are_seldom_called_different():
    small = [
        compare_probabilities(*two((2, 2), 60, 6, seed), repeats=200, seed=seed)
        for seed in range(60)
    ]
    for name in ("accuracy", "macro_f1", "top5", "nll"):
        assert np.mean([found[name]["p"] < 0.05 for found in small]) <= 0.15
        held = [found[name]["interval"][0] <= 0 <= found[name]["interval"][1] for found in small]
        assert np.mean(held) >= 0.85


def test_seeds_are_paired():
    found = compare_seeds([0.91, 0.93, 0.92], [0.90, 0.91, 0.89])
    plain = stats.ttest_rel([0.91, 0.93, 0.92], [0.90, 0.91, 0.89])
    assert found["first"] == {"mean": pytest.approx(0.92), "sd": pytest.approx(0.01)}
    assert found["difference"] == pytest.approx(0.02)
    assert found["p"] == pytest.approx(plain.pvalue)
    assert found["interval"] == pytest.approx(tuple(plain.confidence_interval(0.95)))


def test_one_seed_has_no_interval():
    found = compare_seeds([0.9], [0.8])
    assert (found["interval"], found["p"], found["first"]["sd"]) == (None, None, None)
    assert compare_seeds([0.9, 0.8], [0.9, 0.8])["p"] is None


def test_what_does_not_fit_is_said():
    first, second, targets = two()
    with pytest.raises(DataError, match="can't be compared"):
        compare_probabilities(first, second[:-1], targets)
    with pytest.raises(DataError, match="not finite"):
        compare_probabilities(first * np.nan, second, targets)
    with pytest.raises(DataError, match="3 and 2 seeds"):
        compare_seeds([1, 2, 3], [1, 2])
