import pandas as pd
import pytest

from signkit.data.catalog import open_catalog
from signkit.data.catalog_file import load_catalog, save_catalog
from signkit.data.group_kinds import (
    KINDS,
    group_rows,
    kind_of_groups,
    plural,
    spoken_of,
    tiny_groups,
)
from signkit.errors import SettingsError


@pytest.mark.parametrize(
    ("said", "column", "pattern", "kind"),
    [
        ("backgrounds", "signer", None, "background"),  # what is said comes first
        ("Latar Belakang", None, None, "background"),
        ("penutur", None, None, "signer"),
        (" subject ", None, None, "person"),
        ("kostum", None, None, "kostum"),
        ("groups", "signer", None, ""),
        ("batch of files/batches of files", None, None, "batch of files/batches of files"),
        ("", "signer", None, "signer"),
        ("", "signerID", None, "signer"),
        ("", "SUBJECT_NO", None, "person"),
        ("", "latar", None, "background"),
        ("", "group", None, ""),
        ("", "signer_or_session", None, ""),  # two kinds
        ("", None, r"(signer[0-9]+)", "signer"),
        ("", None, r"user_(\d+)/", "person"),
        ("", None, r"(?P<background>wall|door)", "background"),
        ("", None, r"(?P<session>signer\d-day\d)", "session"),
        ("", None, r"(hand\d)", ""),
        ("", None, r"(body dot|body white|wall white)", ""),
        ("", None, r"_(\d+)\.jpg$", ""),
        ("", None, None, ""),
    ],
)
def test_the_kind_is_said_or_read_off_a_name(said, column, pattern, kind):
    assert kind_of_groups(said, column, pattern) == kind


@pytest.mark.parametrize("said", ["3", "signer2", "a,b", "<b>", "one two three four five"])
def test_what_is_no_word_is_refused_with_those_there_are(said):
    with pytest.raises(SettingsError, match="signer, person, session"):
        kind_of_groups(said)


def test_no_word_stands_for_two_kinds():
    called = [name for kind, others in KINDS.items() for name in (kind, *others.split())]
    assert len(called) == len(set(called))


def test_plurals_and_whom_sentences_speak_of():
    assert [plural(kind) for kind in ("person", "day", "kostum", "box/boxes", "")] == [
        "people",
        "days",
        "kostums",
        "boxes",
        "groups",
    ]
    named, nobody = pd.Series(["a", None]), pd.Series([None, None], dtype="string")
    assert spoken_of("", named) == ""
    assert spoken_of("background", named) == "background"
    assert spoken_of("background", nobody) == "person"  # nobody knows who is on the photos
    assert spoken_of("", None, hands=False) == ""


def test_groups_are_counted_and_the_tiny_are_told():
    groups = pd.Series(["a"] * 5 + ["b"] * 3 + ["17", "18", "18"] + [None])
    assert tiny_groups(groups) == ["17", "18"]
    table = pd.DataFrame({"label": "x", "group": groups})
    rows = group_rows(table, "session")
    assert rows[0][:3] == ("groups", "4", "sessions: 17 (1), 18 (2), a (5), b (3)")
    assert (rows[1][:2], rows[1][3]) == (("tiny groups", "2"), "17, 18")
    assert "GROUPS_ARE" in group_rows(table, "")[0][2]
    assert group_rows(table[:8], "session")[1:] == []
    assert group_rows(table[-1:], "") == []


def test_groups_that_may_be_the_photos_numbers_are_told():
    # Photos 1 to 4 of each of five classes, taken before three walls.
    table = pd.DataFrame(
        [(label, number) for label in "abcde" for number in "1234" for _ in range(3)],
        columns=["label", "group"],
    )
    name, count, meaning, example = group_rows(table, "")[1]
    assert (name, count, example) == ("numbered groups", "4", "1, 2, 3, 4")
    assert meaning.startswith("numbered, with 3 of a class's photos each")
    assert len(group_rows(table, "signer")) == 1  # it was said what they are
    assert len(group_rows(table.assign(group="s" + table["group"]), "")) == 1
    assert len(group_rows(pd.concat([table] * 2), "")) == 1  # six of a class each
    alone = table.drop_duplicates().assign(group="wall (" + table["group"] + ")")
    assert group_rows(alone, "")[1][0] == "numbered groups"


def test_the_kind_is_kept_with_the_catalog(draw, tmp_path):
    root = draw("photos/a/1.png").parents[1]
    draw("photos/b/2.png")
    catalog = open_catalog(root, group_pattern=r"(?P<session>[^/]+)\.\w+$")
    assert catalog.groups_are == "session"
    assert open_catalog(root, groups_are="Latar").groups_are == "background"
    saved = save_catalog(catalog.with_table(catalog.table), tmp_path / "catalog.parquet")
    assert load_catalog(saved, root).groups_are == "session"
