import numpy as np
import pytest

from signkit.evaluation.constant import constant_class, constant_labels, is_better


def test_always_ok_is_right_as_often_as_there_is_ok():
    targets = np.repeat([0, 1], [35, 5])
    predicted = np.where(np.arange(40) < 1, 1, 0)  # one "ok" called a crack, no crack found
    found = constant_class(targets, predicted, ["ok", "crack"])
    answer = found["answers"][0]
    assert (answer["labels"], answer["accuracy"]) == (["ok"], 0.875)
    assert answer["macro_f1"] == pytest.approx((2 * 35 / 75 + 0) / 2)
    assert found["gains"]["accuracy"]["gain"] == pytest.approx(-1 / 40)
    assert not is_better(found, "accuracy")
    assert not is_better(found, "macro_f1")


def test_rare_classes_found_at_the_cost_of_the_common_one_is_half_a_success():
    targets = np.repeat([0, 1], [350, 50])
    predicted = targets.copy()
    predicted[:60] = 1
    found = constant_class(targets, predicted, ["ok", "crack"])
    assert not is_better(found, "accuracy")  # 85 % against 87.5
    assert is_better(found, "macro_f1")
    assert is_better(constant_class(targets, targets, ["ok", "crack"]), "accuracy")


def test_labels_for_all_none_and_the_commonest_set():
    targets = np.repeat([[1, 1, 0], [1, 0, 0], [0, 0, 0]], [5, 3, 2], axis=0)
    found = constant_labels(targets, np.ones_like(targets), ["a", "b", "c"])
    every, none, common = found["answers"]
    assert every["macro_f1"] == pytest.approx((2 * 8 / 18 + 2 * 5 / 15) / 2)  # "c" is nowhere
    assert (every["exact_match"], none["exact_match"], none["macro_f1"]) == (0, 0.2, 0)
    assert (common["labels"], common["exact_match"]) == (["a", "b"], 0.5)
    assert found["gains"]["macro_f1"]["gain"] == 0
    assert found["gains"]["exact_match"]["over"] == "commonest"
    assert not is_better(found, "macro_f1")


def test_a_model_that_knows_labels_is_better_and_noise_is_not():
    rng = np.random.default_rng(0)
    targets = (rng.random((200, 3)) < [0.9, 0.8, 0.85]).astype(int)
    assert is_better(constant_labels(targets, targets, "abc"), "macro_f1")
    noise = (rng.random((200, 3)) < 0.97).astype(int)
    assert not is_better(constant_labels(targets, noise, "abc"), "macro_f1")
    nothing = constant_labels(np.zeros((4, 2), int), np.zeros((4, 2), int), "ab")
    assert not is_better(nothing, "macro_f1")
