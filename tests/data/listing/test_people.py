import pandas as pd
import pytest

from signkit.data.listing.people import other_reading
from signkit.errors import DataError


def table(*paths, level=0, groups=None):
    labels = [path.split("/")[level] for path in paths]
    return pd.DataFrame({"path": paths, "label": labels, "group": groups or [None] * len(paths)})


BY_PERSON = [f"{who}/{sign}/1.jpg" for who in ("budi", "siti") for sign in ("a", "b", "c")]


def test_the_same_folders_in_every_class_are_asked_about():
    (note,) = other_reading(table(*BY_PERSON))
    assert note == (
        "The same 3 folders (a, b, c) lie in each of the 2 classes (budi, siti). If those are the "
        "classes, and these only who or where it was, set LABEL_PATTERN = '^[^/]+/([^/]+)/' and "
        "GROUP_PATTERN = '^([^/]+)/'. If those say who or where it was, set GROUP_PATTERN = "
        "'^[^/]+/([^/]+)/'."
    )


def test_groups_that_are_those_folders_answer_it():
    assert other_reading(table(*BY_PERSON, groups=["a", "b", "c"] * 2)) == []


def test_signers_are_no_classes():
    paths = [f"signer{n}/MP_Data/{sign}/0" for n in (1, 2) for sign in ("hello", "thanks")]
    with pytest.raises(DataError) as caught:
        other_reading(table(*paths))
    assert "these would be who signed, not what" in caught.value.what
    assert caught.value.mend.startswith(
        "Set LABEL_PATTERN = '^(?:[^/]+/){2}([^/]+)/' and GROUP_PATTERN = '^([^/]+)/'."
    )


@pytest.mark.parametrize(
    "paths",
    [
        ["a/1.jpg", "b/2.jpg"],
        ["a/s1/1.jpg", "b/2.jpg"],
        ["a/s1/1.jpg", "a/s2/1.jpg", "b/s3/1.jpg", "b/s4/1.jpg"],
        ["a/x/1.jpg", "b/x/1.jpg"],  # one folder alone
        ["a/MP/x/1.jpg", "b/MP/y/1.jpg"],
    ],
)
def test_other_folders_are_no_question(paths):
    assert other_reading(table(*paths)) == []


def test_patterns_count_from_the_data_sets_folder():
    (note,) = other_reading(table(*(f"zip/{path}" for path in BY_PERSON), level=1))
    assert "LABEL_PATTERN = '^(?:[^/]+/){2}([^/]+)/' and GROUP_PATTERN = '^[^/]+/([^/]+)/'" in note
