import pytest

from signkit.data.names import in_quotes, listed, one_name, read_names, there_are
from signkit.errors import SettingsError

GROUPS = ["S1, left", "S2", "S3"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" S2 ,, S3 ", ["S2", "S3"]),
        ("S1, left", ["S1, left"]),
        ("S2, S1, left,S3", ["S2", "S1, left", "S3"]),
        ('"S1, left", S2', ["S1, left", "S2"]),
        ('"S1, right", left', ["S1, right", "left"]),
        ("S1, right", ["S1", "right"]),
        ('"S1', ['"S1']),
        (["S1, left", " S2"], ["S1, left", "S2"]),
    ],
)
def test_names_in_a_setting(text, names):
    assert read_names(text, GROUPS) == names


def test_commas_that_can_be_read_in_two_ways():
    known = ["a", "b", "a, b", 'say "x"']
    with pytest.raises(SettingsError, match='a, b can be one name, or 2.*"a, b" is one, "a","b"'):
        read_names("a, b", known)
    assert read_names('"a", "b"', known) == ["a", "b"]
    assert read_names('"a, b"', known) == ["a, b"]
    assert read_names('say "x"', known) == ['say "x"']


def test_a_name_is_one_however_composed():
    assert one_name("n\u0303") == "\u00f1"
    assert read_names("n\u0303, a", ["\u00f1"]) == ["\u00f1", "a"]


def test_names_are_listed_as_they_are_written():
    assert there_are(GROUPS) == 'There are: "S1, left", S2, S3.'
    assert in_quotes('a;"b"', ";") == '"a;""b"""'


def test_listed():
    assert listed("abc") == "a, b, c"
    assert listed(range(5), 2, "; ") == "0; 1; and 3 more"
    assert listed(range(37), 2, " and ") == "0 and 1 and 35 more"
