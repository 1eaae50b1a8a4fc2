import numpy as np
import pytest

from signkit.data.texts.descriptions import FILE, read_descriptions, write_template
from signkit.data.texts.vocabulary import UNKNOWN
from signkit.errors import DataError

CLASSES = ["five", "one", "two"]
ROWS = 'class,description\none,index up\ntwo,"index up, middle up"\nfive,all apart\n'


@pytest.fixture
def file(tmp_path):
    file = tmp_path / FILE
    file.write_text(ROWS)
    return file


def test_reads_in_the_order_of_the_classes(file):
    found = read_descriptions(file, CLASSES)
    assert found.table.index.tolist() == CLASSES
    assert found.texts() == ["all apart", "index up", "index up, middle up"]
    assert found.texts(["two", "one"]) == ["index up, middle up", "index up"]
    assert found.table["sentence"].tolist() == ["", "", ""]
    assert found.length == 5  # index up , middle up
    assert found.trained == tuple(CLASSES)


def test_a_folder_stands_for_the_file_in_it(file):
    assert read_descriptions(file.parent, CLASSES).length == 5


def test_the_vocabulary_is_of_the_trained_classes(file):
    found = read_descriptions(file, CLASSES, trained=["one", "five"])
    assert set(found.vocabulary.words[4:]) == {"index", "up", "all", "apart"}
    index, up = found.numbers(["index", "up"])
    encoded = found.encode(found.texts(["two"]))
    assert encoded.tolist() == [[index, up, UNKNOWN, UNKNOWN, up]]
    assert encoded.dtype == np.int32


def test_numbers_leave_out_words_that_are_not_there(file):
    found = read_descriptions(file, CLASSES)
    assert len(found.numbers([",", ";", "up"])) == 2


def test_a_spreadsheets_file_is_read(tmp_path):
    file = tmp_path / FILE
    text = '\ufeffClass;Description;Sentence;Note\r\none;up;I am first;x\r\ntwo;"a; b";;\r\n;;;\r\n'
    file.write_bytes(text.encode())
    found = read_descriptions(file, ["one", "two"])
    assert found.texts() == ["up", "a; b"]
    assert found.table["sentence"].tolist() == ["I am first", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("class,description\none,a\ntwo,b\n", "lacks the classes 'five'"),
        (ROWS + "six,c\nseven,d\n", "no class of this data set: 'six', 'seven'"),
        (ROWS + "one,again\n", "describes twice 'one'"),
        (ROWS.replace("index up\n", "\n"), "says nothing of 'one'"),
        ("class,text\none,a\n", "no column 'description'; it has: class, text"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, said):
    file = tmp_path / FILE
    file.write_text(text)
    with pytest.raises(DataError, match=said):
        read_descriptions(file, CLASSES)


def test_no_file_says_how_to_make_one(tmp_path):
    with pytest.raises(DataError, match="write_template"):
        read_descriptions(tmp_path, CLASSES)


def test_a_template_is_to_be_filled_in(tmp_path):
    assert write_template(CLASSES, tmp_path) == CLASSES
    text = (tmp_path / FILE).read_text()
    assert text.startswith("class,description,sentence,comment\n")
    assert "thumb folded, index finger up" in text
    with pytest.raises(DataError, match="says nothing of 'five', 'one', 'two'"):
        read_descriptions(tmp_path, CLASSES)


def test_a_template_adds_what_lacks_and_leaves_the_rest(file):
    before = file.read_bytes()
    assert write_template([*CLASSES, "six"], file) == ["six"]
    after = file.read_bytes()
    assert after == before + b"six,\n"
    assert write_template([*CLASSES, "six"], file) == []
    assert file.read_bytes() == after


def test_a_template_keeps_to_a_files_own_ways(tmp_path):
    file = tmp_path / FILE
    old = "\ufeffNote;Description;Class\r\nmine;up;one".encode()  # no end of the last line
    file.write_bytes(old)
    assert write_template(["one", "two; too"], file) == ["two; too"]
    assert file.read_bytes() == old + b'\r\n;;"two; too"\r\n'
    with pytest.raises(DataError, match="says nothing of 'two; too'"):
        read_descriptions(file, ["one", "two; too"])


def test_a_template_fills_an_empty_file(tmp_path):
    (tmp_path / FILE).write_text("\n")
    assert write_template(["one"], tmp_path) == ["one"]
    with pytest.raises(DataError, match="says nothing of 'one'"):
        read_descriptions(tmp_path, ["one"])
