import pandas as pd
import pytest

from signkit.data.catalog import Catalog
from signkit.data.texts.class_texts import read_class_texts
from signkit.data.texts.vocabulary import END, PADDING, START
from signkit.errors import DataError

TEXTS = """class,description,sentence
a,"thumb up",good morning .
b,"thumb folded",bye .
c,"thumb up, index up",
"""


def catalog(tmp_path, splits):
    (tmp_path / "descriptions.csv").write_text(TEXTS)
    table = pd.DataFrame({"label": list("abc"), "split": splits, "path": list("abc")})
    return Catalog(tmp_path, table.astype({"split": "string"}))


def test_classes_come_with_their_texts(tmp_path):
    texts = read_class_texts(tmp_path, catalog(tmp_path, ["train", "train", "unknown"]), True)
    assert texts.classes == ("a", "b")
    assert texts.unseen == ("c",)
    assert texts.every == ("a", "b", "c")
    assert texts.descriptions.texts(["c"]) == ["thumb up, index up"]
    assert texts.vocabulary.decode(texts.sentences) == ["good morning .", "bye ."]


def test_sentences_are_as_long_as_the_longest(tmp_path):
    texts = read_class_texts(tmp_path, catalog(tmp_path, ["train", "train", "unknown"]), True)
    assert texts.sentences.shape == (2, 5)
    assert texts.sentences[1].tolist()[0] == START
    assert texts.sentences[1].tolist()[3:] == [END, PADDING]


def test_a_class_without_a_sentence_is_named(tmp_path):
    every = catalog(tmp_path, ["train"] * 3)
    with pytest.raises(DataError, match="no sentence for 'c'"):
        read_class_texts(tmp_path, every, True)
    assert len(read_class_texts(tmp_path, every, False).classes) == 3
