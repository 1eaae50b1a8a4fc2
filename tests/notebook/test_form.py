from pathlib import Path

import nbformat
import numpy as np
import pytest

from signkit.errors import SettingsError
from signkit.notebook.form import UNKNOWN, defaults_of, read, value_for, written

FORM = """# @title Settings
%matplotlib inline
DATASET = "a=b"  # @param {type:"string"}
STAGES = 'visual 2 1e-3; fusion=no'  # a second = and a comment with one, too: x = 1
RATE = 0.5 * 2
SMALL: float = 2**-3
SHIFT = -1
NOTHING = None
SIZES = [
    64,
    128,
]
FLIP = True
HOME = os.environ["HOME"]
"""


def cells(source):
    other = nbformat.v4.new_code_cell("RATE = 7")
    return [other, nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})]


def test_a_form_is_read_as_python_reads_it():
    assert defaults_of(cells(FORM), Path("n.ipynb")) == {
        "DATASET": "a=b",
        "STAGES": "visual 2 1e-3; fusion=no",
        "RATE": 1.0,
        "SMALL": 0.125,
        "SHIFT": -1,
        "NOTHING": None,
        "SIZES": [64, 128],
        "FLIP": True,
        "HOME": UNKNOWN,
    }


def test_a_form_that_is_no_python_is_told():
    with pytest.raises(SettingsError, match=r"n\.ipynb can't be read, line 2: B = 5 5"):
        defaults_of(cells("A = 1\nB = 5 5"), Path("n.ipynb"))


@pytest.mark.parametrize(
    ("default", "given", "value"),
    [
        ("", "5", "5"),
        ("", "True", "True"),
        ("", "a=b", "a=b"),
        ("", "foto siswa/kelas A", "foto siswa/kelas A"),
        ("", 'it\'s "here"', 'it\'s "here"'),
        ("", Path("/data/x"), "/data/x"),
        (0.1, "0.5*2", 1.0),
        (0.1, "1e-3", 0.001),
        (0.1, "2**-3", 0.125),
        (0.1, "-3", -3.0),
        (0.1, "1/4", 0.25),
        (3, "1e3", 1000),
        (3, "2*8", 16),
        (3, "0.5", 0.5),  # the notebook's own check says what it thinks of it
        (3, np.int64(4), 4),
        (True, "false", False),
        (False, "1", True),
        (None, "None", None),
        (None, "[1, 2]", [1, 2]),
        (None, "word", "word"),
        ([1], "[2, 3]", [2, 3]),
        (UNKNOWN, "1e-3", 0.001),
        (UNKNOWN, "word", "word"),
    ],
)
def test_what_is_given_gets_its_defaults_type(default, given, value):
    found = value_for("X", default, given)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("default", "given", "words"),
    [
        (0.1, "0,5", r"X is '0,5'; the notebook has 0\.1 there\. Give a number.*no comma"),
        (0.1, "ten", "Give a number"),
        (0.1, "", "X is ''"),
        (3, "1,000", "Give a whole number, such as 12"),
        (3, "9**9**9", "Give a whole number"),
        (3, "True", "Give a whole number"),
        (True, "maybe", "X is 'maybe'. Give True or False"),
        ([1], "1", r"Give a list, such as \[1, 2\]"),
        ("", object(), "can't be written into a notebook"),
    ],
)
def test_what_is_no_such_value_is_refused_in_words(default, given, words):
    with pytest.raises(SettingsError, match=words):
        value_for("X", default, given)


def test_what_is_written_is_what_was_given():
    values = {"A": 'it\'s "=" \\ here\n', "B": (1, [2.5, None]), "C": -1e-9}
    assert defaults_of(cells(written(values)), Path("n.ipynb")) == values


@pytest.mark.parametrize("text", ["__import__('os')", "a", "1/0", "[x for x in 'ab']", "1 +", ""])
def test_nothing_but_plain_values_is_computed(text):
    assert read(text) is UNKNOWN
