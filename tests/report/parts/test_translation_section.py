import pandas as pd
import pytest

from signkit.report.parts.translation_section import (
    example_rows,
    examples,
    one_sentence_each,
    translation,
)
from signkit.report.record_files import read_record
from signkit.report.texts import texts

TABLE = pd.DataFrame(
    {
        "label": ["a", "a", "a", "b", "b"],
        "true": ["one two", "one two", "one two", "three four", "three four"],
        "beam": ["one two", "one two", "one", "three four", "zzz"],
    }
)


def test_each_pair_of_sentences_comes_once_with_its_count():
    rows = example_rows(TABLE, each=1)
    assert [(row["where"], row["said"], row["times"]) for row in rows] == [
        ("best", "one two", 2),
        ("median", "one", 1),
        ("worst", "zzz", 1),
    ]
    assert rows[0]["chrf"] == pytest.approx(100)


def test_the_source_of_a_pair_stands_for_its_class(make_text_run):
    record = read_record(make_text_run())
    found = examples(record, texts())
    assert found["long"]
    assert all(row["source"].isupper() for row in found["rows"])
    record.translations = None
    assert examples(record, texts()) is None


def test_new_pairs_stand_beside_the_beam(make_text_run):
    record, words = read_record(make_text_run()), texts("en", "text")
    found = translation(record, words)
    assert found["columns"] == ["Greedy", "Beam", "Beam, 57 new pairs"]
    assert found["rows"][-1][1][-1] == words["nothing"]  # exactly right is not on record
    assert "5 beginnings; length penalty 1.6" in found["lead"]
    record.metrics["translation"].pop("new")
    assert len(translation(record, words)["columns"]) == 2


def test_a_fixed_sentence_a_class_is_noticed():
    assert one_sentence_each(TABLE)
    assert not one_sentence_each(TABLE.assign(true=["one", *TABLE["true"][1:]]))


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_section(make_clip_run, language):
    record, words = read_record(make_clip_run()), texts(language)
    found = translation(record, words)
    assert "BLEU" in found["lead"]
    assert words.percent(record.of_split("test")["accuracy"]) in found["lead"]
    assert words.number(1.75, 2) in found["perplexity"]
    assert len(found["rows"]) == 7
    record.translations["true"] = record.translations["path"]
    assert words.percent(record.of_split("test")["accuracy"]) not in _lead(record, words)
    record.metrics.pop("translation")
    assert translation(record, words) is None


def _lead(record, words):
    return translation(record, words)["lead"]
