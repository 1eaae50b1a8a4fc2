import pytest

from signkit.errors import RunError
from signkit.runs.versions import Versions


@pytest.fixture
def versions(tmp_path):
    return Versions(tmp_path / "models", "atk")


def test_the_list_reads_like_a_page(versions, make_run):
    settings = {"mode": "transfer", "model": "transfer", "backbone": "Net", "ensemble": 3}
    versions.promote(make_run("one"), note="first")
    versions.promote(make_run("two", settings=settings, test={}))
    first, second = versions.list().to_dict("records")
    assert (first["version"], first["active"], first["run"]) == ("v1", "active", "one")
    assert first["test"] == "accuracy 87.5 % (75.0 to 93.8 %)"
    assert (first["model"], first["data set"], first["note"]) == ("simple, cnn", "pens", "first")
    assert second["model"] == "transfer, Net, ensemble of 3"
    assert (second["test"], second["active"], second["note"]) == ("not measured", "", "")


def test_versions_of_the_same_test_photos_are_compared(versions, make_run, capsys):
    versions.promote(make_run("one"))
    test = {"accuracy": 0.5, "macro_f1": 0.4, "samples": 16}
    versions.promote(make_run("two", settings={"epochs": 9}, test=test))
    capsys.readouterr()
    table = versions.compare("v2", "v1")
    assert table.columns.tolist() == ["v2", "v1"]
    assert table.attrs["comparable"]
    assert capsys.readouterr().out == ""
    assert table.loc[("test", "same test photos as the first")].tolist() == ["yes", "yes"]
    assert table.loc[("test", "accuracy")].tolist() == ["50.0 %", "87.5 %"]
    assert table.loc[("test", "macro F1")].tolist() == ["40.0 %", ""]
    assert table.loc["settings that differ"].index.tolist() == ["epochs"]
    assert table.loc[("settings that differ", "epochs")].tolist() == ["9", "3"]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"name": "books", "fingerprint": "f2"}, "another data set"),
        ({"fingerprint": "f2"}, "photos or labels were added, changed or removed"),
        ({"split_strategy": "grouped"}, "the photos were split otherwise"),
        ({}, "other photos"),
    ],
)
def test_other_test_photos_are_said(versions, make_run, capsys, other, why):
    versions.promote(make_run("one"))
    versions.promote(make_run("two", data=other, photos=("p2", "p3")))
    table = versions.compare()
    said = capsys.readouterr().out
    assert f"different test photos ({why})" in said
    assert "can't be compared" in said
    assert not table.attrs["comparable"]
    same = table.loc[("test", "same test photos as the first")].tolist()
    assert same == ["yes", "NO: can't be compared"]


def test_comparing_what_is_not_there(versions, make_run):
    with pytest.raises(RunError, match="There is no version in"):
        versions.compare()
    versions.promote(make_run("one"))
    with pytest.raises(RunError, match=r"no version 'v7'\. There are: v1"):
        versions.compare("v1", "v7")
