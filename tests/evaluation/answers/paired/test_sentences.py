import numpy as np
import pandas as pd
import pytest
from sacrebleu.metrics import BLEU

from signkit.evaluation.answers.paired.sentences import PairedSentences, bleu_of, sentence_counts

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


def rows(said):
    """The rows of a run that are compared."""
    right = [one == other for one, other in zip(said, TRUE, strict=True)]
    return pd.DataFrame({"right": right, "beam": said, "true": TRUE})


def compare(first, second):
    return PairedSentences().compare(rows(first), rows(second))


def test_the_better_run_is_told():
    found = compare(worse(0.1), worse(0.4))
    assert 0 < found.interval[0] < found.difference < found.interval[1]
    assert (found.p < 0.01, found.verdict, found.over) == (True, "better", "photos")
    turned = compare(worse(0.4), worse(0.1))
    assert (turned.difference, turned.verdict) == (-found.difference, "worse")
    assert (turned.first_only, turned.second_only) == (found.second_only, found.first_only)


def test_equal_runs_are_not_told_apart():
    found = compare(worse(0.2), worse(0.2))
    assert (found.difference, found.p) == (0, 1)
    other = compare(worse(0.2), worse(0.2, seed=1))
    assert other.interval[0] < 0 < other.interval[1]


def test_repetitions_are_taken_together():
    pairs = [[rows(worse(share, seed)) for seed in range(3)] for share in (0.1, 0.4)]
    low, high = PairedSentences().over_repetitions(*pairs)
    once = compare(worse(0.1), worse(0.4)).interval
    assert 0 < low < high
    assert high - low < once[1] - once[0]
