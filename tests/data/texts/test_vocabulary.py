import numpy as np
import pytest

from signkit.data.texts.vocabulary import END, PADDING, START, UNKNOWN, Vocabulary, split_words


def test_words_and_punctuation_come_apart():
    assert split_words("Guten Abend, liebe Zuschauer .") == [
        "guten",
        "abend",
        ",",
        "liebe",
        "zuschauer",
        ".",
    ]


@pytest.mark.parametrize("word", ["loc-NORD", "__ON__", "i'm", "poss-MEIN", "südwest", "20"])
def test_what_hangs_together_stays_together(word):
    assert split_words(f"ein {word} .") == ["ein", word.lower(), "."]


def test_numbers_follow_how_often_a_word_comes():
    words = Vocabulary.of(["b a", "a c", "a b"])
    assert words.words[4:] == ("a", "b", "c")
    assert len(words) == 7


def test_rare_words_are_unknown():
    words = Vocabulary.of(["a a b"], least=2)
    assert words.encode(["b a"], 3).tolist() == [[UNKNOWN, 4, PADDING]]


def test_a_sentence_comes_back():
    words = Vocabulary.of(["guten abend ."])
    tokens = words.encode(["Guten Abend."], 6, ends=True)
    assert tokens[0, 0] == START
    assert tokens[0, 4] == END
    assert tokens.dtype == np.int32
    assert words.decode(tokens) == ["guten abend ."]


def test_a_long_sentence_is_cut_and_still_ends():
    words = Vocabulary.of(["a b c d"])
    tokens = words.encode(["a b c d"], 4, ends=True)
    assert words.decode(tokens) == ["a b"]
    assert tokens[0, -1] == END
