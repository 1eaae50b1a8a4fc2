import numpy as np
import pytest

from signkit.data.texts.corpus import open_corpus
from signkit.errors import DataError


def table(folder, rows, header="source,target"):
    (folder / "pairs.csv").write_text("\n".join([header, *rows]) + "\n")
    return folder


def files(folder, **splits):
    for split, pairs in splits.items():
        for ending, side in (("gloss", 0), ("de", 1)):
            text = "".join(f"{pair[side]}\n" for pair in pairs)
            (folder / f"weather.{split}.{ending}").write_text(text)
    return folder


def many(count, text="WORD"):
    return [(f"{text} {k}", f"{text.lower()} {k} .") for k in range(count)]


def test_given_splits_stay_and_what_stands_in_training_too_is_told(tmp_path):
    trained = many(6)
    files(
        tmp_path, train=trained, dev=many(2, "DEV"), test=[*many(3, "NEW"), ("word 4", "Word  4 .")]
    )
    corpus = open_corpus(tmp_path, source="gloss", target="de")
    assert corpus.strategy == "given"
    assert corpus.table["split"].value_counts().to_dict() == {
        "train": 6,
        "test": 4,
        "validation": 2,
    }
    assert corpus.seen("test").tolist() == [False, False, False, True]
    assert corpus.notes == (
        "1 of 4 test pairs stand word for word in the training split too: "
        "they are measured apart as well.",
    )


def test_pairs_without_splits_are_divided_and_equal_ones_stay_together(tmp_path):
    rows = [f"{source},{target}" for source, target in many(50)] * 2
    corpus = open_corpus(table(tmp_path, rows), csv="pairs.csv", fractions=(0.8, 0.1, 0.1))
    assert corpus.strategy == "random"
    sizes = corpus.table["split"].value_counts()
    assert sizes.to_dict() == {"train": 80, "validation": 10, "test": 10}
    assert not corpus.seen("test").any()
    assert not corpus.seen("validation").any()
    again = open_corpus(tmp_path, csv="pairs.csv", fractions=(0.8, 0.1, 0.1))
    other = open_corpus(tmp_path, csv="pairs.csv", fractions=(0.8, 0.1, 0.1), seed=1)
    assert corpus.fingerprint == again.fingerprint != other.fingerprint


def test_a_missing_dev_is_taken_from_the_training_pairs_alone(tmp_path):
    files(tmp_path, train=many(40), test=many(5, "NEW"))
    corpus = open_corpus(tmp_path, source="gloss", target="de", fractions=(0.8, 0.1, 0.1))
    assert corpus.table["split"].value_counts().to_dict() == {
        "train": 36,
        "test": 5,
        "validation": 4,
    }
    assert corpus.split("test")["source"].str.startswith("NEW").all()


def test_a_table_is_read_where_there_are_no_text_files(tmp_path):
    rows = [f"{source},{target}" for source, target in many(30)]
    assert len(open_corpus(table(tmp_path, rows))) == 30


def test_the_corpus_is_found_by_its_endings_or_by_its_name(tmp_path):
    files(tmp_path, train=many(40))
    (tmp_path / "other.train.gloss").write_text("A\n")
    assert len(open_corpus(tmp_path, source="gloss", target="de")) == 40
    (tmp_path / "other.train.de").write_text("a\n")
    with pytest.raises(DataError, match="several corpora: other, weather.*Set NAME"):
        open_corpus(tmp_path, source="gloss", target="de")
    assert len(open_corpus(tmp_path, source="gloss", target="de", name="weather")) == 40


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda f: table(f, ["A,a"] * 30), "1 different pairs are too few"),
        (lambda f: table(f, ["A,a,test"], "source,target,split"), "no pairs to train on"),
        (lambda f: table(f, ["A,a,train", "B,b,dev"], "source,target,split"), "dev but no test"),
    ],
)
def test_what_cant_be_divided_is_told(tmp_path, make, said):
    with pytest.raises(DataError, match=said):
        open_corpus(make(tmp_path), csv="pairs.csv")


def test_missing_files_are_told_with_the_tables_there_are(tmp_path):
    (tmp_path / "all.csv").write_text("source,target\nA,a\n")
    with pytest.raises(DataError, match="no files NAME.train.gloss.*set CSV to a table: all.csv"):
        open_corpus(tmp_path)
    with pytest.raises(DataError, match="no folder"):
        open_corpus(tmp_path / "none")


def test_shares_are_as_asked_whatever_the_seed(tmp_path):
    rows = [f"{source},{target}" for source, target in many(97)]
    table(tmp_path, rows)
    for seed in range(5):
        sides = open_corpus(tmp_path, csv="pairs.csv", seed=seed).table["split"].value_counts()
        assert np.abs(sides / 97 - [0.8, 0.1, 0.1]).max() < 0.02
