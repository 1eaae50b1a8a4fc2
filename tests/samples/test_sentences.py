import pandas as pd
import pytest

from signkit.samples.sentences import every_pair, make_sample_sentences


def test_glosses_stand_in_another_order_than_words():
    pairs = dict(every_pair())
    assert pairs["BESOK PASAR IBU BERAS BELI"] == "besok ibu akan membeli beras di pasar ."
    assert pairs["KEMARIN DIA SURAT BACA TIDAK"] == "kemarin dia tidak membaca surat ."
    assert pairs["NANTI TEMAN SAYA KOPI MINUM TIDAK"] == "nanti teman saya tidak akan minum kopi ."


def test_a_table_without_a_pair_twice_and_the_same_every_time(tmp_path):
    folder = make_sample_sentences(tmp_path / "a", pairs=100)
    table = pd.read_csv(folder / "pairs.csv")
    assert len(table.drop_duplicates()) == len(table) == 100
    again = make_sample_sentences(tmp_path / "b", pairs=100)
    assert (again / "pairs.csv").read_text() == (folder / "pairs.csv").read_text()


def test_what_a_user_wrote_is_left_alone(tmp_path):
    (tmp_path / "pairs.csv").write_text("source,target\nA,a\n")
    make_sample_sentences(tmp_path)
    assert (tmp_path / "pairs.csv").read_text() == "source,target\nA,a\n"


def test_more_than_the_grammar_makes(tmp_path):
    with pytest.raises(ValueError, match="not 999999"):
        make_sample_sentences(tmp_path, pairs=999_999)
