import numpy as np
import pytest

from signkit.errors import DataError
from signkit.evaluation.answers.translations import example_table, perplexity, score_translations


def test_bleu_by_hand():
    # 7 of 8 words, 5 of 7 pairs, 3 of 6 threes and 2 of 5 fours are in the reference.
    said = ["am tag scheint die sonne im süden ."]
    true = ["am tag scheint heute die sonne im süden ."]
    found = score_translations(said, true, repeats=10)
    short = np.exp(1 - 9 / 8)
    shares = np.array([8 / 8, 6 / 7, 4 / 6, 2 / 5])
    expected = [100 * short * np.prod(shares[:n]) ** (1 / n) for n in (1, 2, 3, 4)]
    assert found.bleu == pytest.approx(expected)
    assert found.sentences == 1


def test_what_is_all_right_has_all_points():
    true = ["es regnet heute im norden .", "morgen scheint die sonne oft ."]
    found = score_translations(true, true, repeats=10)
    assert found.bleu == pytest.approx((100,) * 4)
    assert found.chrf == pytest.approx(100)
    assert found.interval == pytest.approx((100, 100))
    assert "tok:none" in found.signature
    assert "nrefs:1" in found.signature


def test_the_interval_holds_the_score_and_repeats():
    true = [f"am tag {n} regnet es im norden ." for n in range(30)]
    said = [text if n % 3 else "heute schneit es im süden ." for n, text in enumerate(true)]
    found = score_translations(said, true, repeats=200)
    low, high = found.interval
    assert low < found.bleu[3] < high
    assert 3 < high - low < 60
    assert score_translations(said, true, repeats=200) == found
    assert f"{found.bleu[3]:.2f}" in found.describe()


def test_words_are_split_as_asked():
    apart = score_translations(["es regnet heute ."], ["es regnet heute."], "none", 2)
    split = score_translations(["es regnet heute ."], ["es regnet heute."], "13a", 2)
    assert apart.bleu[0] < split.bleu[0] == pytest.approx(100)
    assert "tok:13a" in split.signature


@pytest.mark.parametrize(("said", "true"), [([], []), (["a"], ["a", "b"])])
def test_nothing_and_unequal_numbers_are_refused(said, true):
    with pytest.raises(DataError):
        score_translations(said, true)
    with pytest.raises(DataError):
        example_table(true, true, said)


def test_perplexity_by_hand():
    # Two words of p = 1/2 each, and one of p = 1/16: 64^(1/3)
    assert perplexity([np.log(1 / 4), np.log(1 / 16)], [2, 1]) == pytest.approx(4)
    with pytest.raises(DataError, match="no words"):
        perplexity([], [])


def test_examples_are_the_best_the_middle_and_the_worst():
    true = ["abcdefgh"] * 9
    said = ["abcdefgh"[:length] for length in (8, 3, 7, 1, 6, 2, 5, 4, 0)]
    table = example_table([f"s{n}" for n in range(9)], true, said, each=1)
    assert table["where"].tolist() == ["best", "median", "worst"]
    assert table["source"].tolist() == ["s0", "s7", "s8"]
    assert table["chrf"].tolist()[0] == pytest.approx(100)
    assert table["chrf"].tolist()[2] == 0


def test_few_sentences_come_once_each():
    table = example_table(["a", "b"], ["eins", "zwei"], ["eins", "drei"])
    assert table["source"].tolist() == ["a", "b"]
    assert table["where"].tolist()[0] == "best"
