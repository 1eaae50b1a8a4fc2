import numpy as np
import pytest
from sacrebleu.metrics import BLEU

from signkit.report.compare.sentences import bleu_of, compare_written, sentence_counts

TRUE = [f"in the {place} it rains and number {n} is cold ." for place in "abcde" for n in range(8)]


def worse(share, seed=0):
    """The true sentences with so many words replaced."""
    rng = np.random.default_rng(seed)
    return [
        " ".join("sun" if rng.random() < share else word for word in sentence.split())
        for sentence in TRUE
    ]


@pytest.mark.parametrize("said", [worse(0.2), worse(0.6), worse(0.97), ["in"] * len(TRUE)])
def test_bleu_is_sacrebleu_s(said):
    expected = BLEU(tokenize="none", force=True).corpus_score(said, [TRUE]).score
    assert 100 * bleu_of(sentence_counts(said, TRUE).sum(0)) == pytest.approx(expected)


def test_nothing_right_is_no_point():
    assert bleu_of(sentence_counts(["x y z v w"], ["a b c d e"]).sum(0)) == 0


def test_the_better_run_is_told():
    found = compare_written(worse(0.1), worse(0.4), TRUE)
    assert found["difference"] == found["first"] - found["second"]
    assert 0 < found["interval"][0] < found["difference"] < found["interval"][1]
    assert found["p"] < 0.01
    turned = compare_written(worse(0.4), worse(0.1), TRUE)
    assert turned["difference"] == -found["difference"]
    assert turned["interval"][1] < 0


def test_equal_runs_are_not_told_apart():
    found = compare_written(worse(0.2), worse(0.2), TRUE)
    assert (found["difference"], found["p"]) == (0, 1)
    other = compare_written(worse(0.2), worse(0.2, seed=1), TRUE)
    assert other["interval"][0] < 0 < other["interval"][1]
