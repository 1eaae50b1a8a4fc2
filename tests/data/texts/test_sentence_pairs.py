import pytest

from signkit.data.texts.sentence_pairs import (
    SentencePairs,
    gloss_parts,
    read_lines,
    read_splits,
    read_table,
)
from signkit.errors import DataError


def written(folder, name, text):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_lines_are_pairs_whether_or_not_the_last_one_ends(tmp_path):
    gloss = written(tmp_path, "a.gloss", "MORGEN SONNE\nREGEN\n")
    german = written(tmp_path, "a.de", "morgen scheint die sonne .\nes regnet .")
    pairs = read_lines(gloss, german)
    assert pairs.source == ("MORGEN SONNE", "REGEN")
    assert pairs.target == ("morgen scheint die sonne .", "es regnet .")


def test_other_line_breaks_and_a_byte_order_mark_are_no_words(tmp_path):
    gloss = written(tmp_path, "a.gloss", "\ufeffEINS\r\nZWEI\r\n")
    german = written(tmp_path, "a.de", "eins\u2028halb\nzwei")
    assert read_lines(gloss, german).source == ("EINS", "ZWEI")
    assert read_lines(gloss, german).target == ("eins\u2028halb", "zwei")


def test_unequal_files_are_refused_with_their_counts(tmp_path):
    gloss, german = written(tmp_path, "a.gloss", "A\nB\n"), written(tmp_path, "a.de", "a\n")
    with pytest.raises(DataError, match=r"a.gloss has 2 lines, .*a.de has 1"):
        read_lines(gloss, german)


def test_empty_lines_are_named(tmp_path):
    gloss, german = written(tmp_path, "a.gloss", "A\n \nC\n"), written(tmp_path, "a.de", "a\nb\nc")
    with pytest.raises(DataError, match=r"a.gloss has 1 empty lines: 2\."):
        read_lines(gloss, german)


def test_a_missing_file_and_another_encoding_are_refused(tmp_path):
    german = written(tmp_path, "a.de", "a")
    with pytest.raises(DataError, match="There is no file .*a.gloss"):
        read_lines(tmp_path / "a.gloss", german)
    (tmp_path / "a.gloss").write_bytes("MÜDE".encode("latin-1"))
    pairs = read_lines(tmp_path / "a.gloss", german)
    assert pairs.source == ("MÜDE",)
    assert "a.gloss isn't UTF-8: it was read as Windows text, as in 'MÜDE'" in pairs.notes[0]


def test_lines_end_at_line_feeds_alone(tmp_path):
    gloss, german = tmp_path / "a.gloss", tmp_path / "a.de"
    gloss.write_bytes(b"EINS\r HALB\nZWEI\nDREI\n")
    german.write_bytes("eins\nzwei\x0bdrei\x85\ndrei\r vier\n".encode())
    pairs = read_lines(gloss, german)
    assert pairs.source == ("EINS  HALB", "ZWEI", "DREI")
    assert pairs.target == ("eins", "zwei\x0bdrei", "drei  vier")
    assert [note.split(" were")[0] for note in pairs.notes] == [
        "a.gloss: carriage returns within line 1",
        "a.de: carriage returns within line 3",
    ]


def test_lines_of_old_macs(tmp_path):
    gloss, german = tmp_path / "a.gloss", written(tmp_path, "a.de", "eins\nzwei\n")
    gloss.write_bytes(b"EINS\rZWEI\r")
    pairs = read_lines(gloss, german)
    assert pairs.source == ("EINS", "ZWEI")
    assert "carriage returns alone" in pairs.notes[0]


def test_sentences_are_composed(tmp_path):
    pairs = read_lines(written(tmp_path, "a", "man\u0303ana"), written(tmp_path, "b", "besok"))
    assert pairs.source == ("ma\u00f1ana",)


def test_a_table_as_excel_writes_it(tmp_path):
    file = tmp_path / "t.csv"
    file.write_bytes(
        b"\xef\xbb\xbfSource;Target;Split;\r\nSAYA\rMAKAN;saya makan;Train;\r\n;;;\r\n"
        b'IBU;"ibu; ""mama""";Validation;\r\n'
    )
    found = read_table(file)
    assert (found["train"].source, found["train"].target) == (("SAYA MAKAN",), ("saya makan",))
    assert found["dev"].target == ('ibu; "mama"',)
    assert "line 2" in found["dev"].notes[0]
    file.write_text("source,target,split\na,b,train\n\nc,d,exam\n")
    with pytest.raises(DataError, match="row 4: 'exam' is no split"):
        read_table(file)


def test_splits_are_found_by_their_names(tmp_path):
    for split in ("train", "test"):
        written(tmp_path, f"w.{split}.gloss", split.upper())
        written(tmp_path, f"w.{split}.de", split)
    found = read_splits(tmp_path, "w", "gloss", "de")
    assert list(found) == ["train", "test"]
    assert found["test"] == SentencePairs(("TEST",), ("test",))


def test_no_split_and_half_a_split_are_refused(tmp_path):
    with pytest.raises(DataError, match=r"has no files w.train.gloss"):
        read_splits(tmp_path, "w", "gloss", "de")
    written(tmp_path, "w.dev.de", "a")
    with pytest.raises(DataError, match="There is no file .*w.dev.gloss"):
        read_splits(tmp_path, "w", "gloss", "de")


def test_a_table_has_its_splits(tmp_path):
    file = written(tmp_path, "t.csv", "source;target;split\nA;a;test\nB;b;train\nC;c;test\n")
    found = read_table(file)
    assert found["test"] == SentencePairs(("A", "C"), ("a", "c"))
    assert len(found["train"]) == 1


def test_a_table_without_splits_is_for_training(tmp_path):
    file = written(tmp_path, "t.csv", "source,target\nA,a\n")
    assert read_table(file) == {"train": SentencePairs(("A",), ("a",))}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("gloss,target\nA,a\n", "has no column 'source'; it has: gloss, target"),
        ("source,target\nA,a\nB,\n", "has 1 empty rows: 3"),
        ("source,target,split\nA,a,exam\n", "row 2: 'exam' is no split"),
    ],
)
def test_tables_that_are_wrong_say_where(tmp_path, text, wrong):
    with pytest.raises(DataError, match=wrong):
        read_table(written(tmp_path, "t.csv", text))


def test_pairs_are_pairs():
    with pytest.raises(DataError, match="2 sentences have 1 translations"):
        SentencePairs(("a", "b"), ("c",))


def test_real_files_line_up(real_data):
    folders = [real_data / "gloss-text" / name for name in ("nslt-phoenix14t", "kayoyin")]
    # The one's last lines end in a line break, the other's don't.
    one, other = (read_splits(folder, "phoenix2014T", "gloss", "de") for folder in folders)
    assert {split: len(pairs) for split, pairs in one.items()} == {
        "train": 7096,
        "dev": 519,
        "test": 642,
    }
    assert one == other


def test_compounds_come_apart():
    assert gloss_parts("MORGEN loc-NORD+WEST __OFF__") == "MORGEN loc NORD WEST __OFF__"
