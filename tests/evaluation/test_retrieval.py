import numpy as np
import pytest

from signkit.errors import DataError
from signkit.evaluation.retrieval import (
    first_sign_ranks,
    harmonic_mean,
    retrieval,
    text_ranks,
    zero_shot,
)

# Four signs, three texts; the classes of the signs are 0, 1, 1, 2.
SCORES = np.array([[0.9, 0.1, 0.3], [0.8, 0.5, 0.1], [0.2, 0.7, 0.1], [0.6, 0.4, 0.5]])
TARGETS = np.array([0, 1, 1, 2])


def test_ranks_by_hand():
    assert text_ranks(SCORES, TARGETS).tolist() == [0, 1, 0, 1]
    # Text 0: its sign is first. Text 1: .7 is first. Text 2: .5 is before .3 and .1.
    assert first_sign_ranks(SCORES, TARGETS).tolist() == [0, 0, 0]


def test_a_tie_is_lost():
    flat = np.zeros((4, 3))
    assert text_ranks(flat, TARGETS).tolist() == [2, 2, 2, 2]
    assert first_sign_ranks(flat, TARGETS).tolist() == [3, 2, 3]


def test_recalls_and_their_chances():
    found = retrieval(SCORES, TARGETS, at=(1, 2, 10))
    signs = found["sign_to_text"]
    assert [signs[k]["recall"] for k in (1, 2, 10)] == [0.5, 1, 1]
    assert [signs[k]["chance"] for k in (1, 2, 10)] == [1 / 3, 2 / 3, 1]
    low, high = signs[1]["interval"]
    assert low < 0.5 < high
    texts = found["text_to_sign"]
    assert texts[1]["recall"] == 1
    # One sign drawn of four: 1/4, 2/4, 1/4. Two drawn: 1/2, 1 - 1/6, 1/2.
    assert texts[1]["chance"] == pytest.approx(1 / 3)
    assert texts[2]["chance"] == pytest.approx((1 / 2 + 5 / 6 + 1 / 2) / 3)
    assert texts[10]["chance"] == pytest.approx(1)


def test_chance_is_what_random_scores_reach():
    rng = np.random.default_rng(0)
    targets = np.repeat(np.arange(12), [2, 4, 6] * 4)
    found = [retrieval(rng.random((48, 12)), targets) for _ in range(60)]
    for way in ("sign_to_text", "text_to_sign"):
        for k in (1, 5, 10):
            reached = np.mean([one[way][k]["recall"] for one in found])
            assert reached == pytest.approx(found[0][way][k]["chance"], abs=0.03)


def test_texts_without_signs_find_none_and_do_not_count():
    found = retrieval(SCORES[:, [0, 1, 2, 0]], TARGETS, at=(1,))
    assert found["text_to_sign"][1]["recall"] == 1


def test_groups_widen_an_interval():
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(6), 20)
    targets = np.zeros(120, int)
    right = groups % 2 == 0  # whole signers fail
    scores = np.where(right[:, None], [1.0, 0.0], [0.0, 1.0]) + rng.random((120, 2)) / 100
    alone = retrieval(scores, targets, at=(1,))["sign_to_text"][1]["interval"]
    grouped = retrieval(scores, targets, groups, at=(1,))["sign_to_text"][1]["interval"]
    assert grouped[1] - grouped[0] > 2 * (alone[1] - alone[0])


def test_zero_shot_by_hand():
    # Class 0 was trained on; 1 and 2 were not.
    found = zero_shot(SCORES, TARGETS, [True, False, False])
    assert found["among_all"]["accuracy"] == pytest.approx(1 / 3)
    assert found["among_all"]["per_class"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["among_all"]["chance"] == pytest.approx(1 / 3)
    assert found["among_unseen"]["accuracy"] == 1
    assert found["among_unseen"]["chance"] == 1 / 2
    assert found["among_unseen"]["signs"] == 3
    assert found["seen"]["accuracy"] == 1
    assert found["harmonic"] == pytest.approx(2 * 0.25 / 1.25)


def test_zero_shot_without_signs_of_seen_classes():
    found = zero_shot(SCORES[1:], TARGETS[1:], [True, False, False])
    assert found["seen"] is None
    assert found["harmonic"] is None
    assert found["among_unseen"]["accuracy"] == 1


def test_harmonic_mean():
    assert harmonic_mean(0.5, 1.0) == pytest.approx(2 / 3)
    assert harmonic_mean(0.0, 0.0) == 0
    assert harmonic_mean(0.0, 1.0) == 0


@pytest.mark.parametrize(
    ("scores", "targets", "said"),
    [
        (SCORES, TARGETS[:3], "belong together"),
        (SCORES, TARGETS + 1, "from 1 to 3"),
        (SCORES, TARGETS - 1, "from -1 to 1"),
        (np.full((4, 3), np.nan), TARGETS, "no numbers"),
        (np.empty((0, 3)), np.empty(0, int), "belong together"),
    ],
)
def test_what_does_not_fit_is_said(scores, targets, said):
    with pytest.raises(DataError, match=said):
        retrieval(scores, targets)


def test_zero_shot_needs_unseen_classes():
    with pytest.raises(DataError, match="never trained on"):
        zero_shot(SCORES, TARGETS, [True, True, True])
    with pytest.raises(DataError, match="2 classes and the scores 3"):
        zero_shot(SCORES, TARGETS, [True, False])
