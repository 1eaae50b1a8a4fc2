import pytest

from signkit.errors import RunError
from signkit.versions.store import Versions


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


def test_translators_are_told_in_points_of_bleu(versions, make_text_run, capsys):
    versions.promote(make_text_run("one"))
    assert (
        "one is now version v1 of atk: test BLEU-4 22.2 (20.1 to 24.3)." in capsys.readouterr().out
    )
    versions.promote(make_text_run("two"))
    row = versions.list().iloc[1]
    assert (row["test"], row["data set"]) == ("BLEU-4 22.2 (20.1 to 24.3)", "weather")
    assert row["model"] == "gloss to de, transformer, width 8, depth 1"
    table = versions.compare()
    assert table.attrs == {"comparable": True, "note": "All were tested on the same sentences."}
    facts = table["v1"]
    assert facts["test", "same test sentences as the first"] == "yes"
    assert facts["test", "result (95 % interval)"] == "BLEU-4 22.2 (20.1 to 24.3)"
    said = {name: facts["test", name] for name in ("sentences", "BLEU-4", "BLEU-4 of new pairs")}
    assert said == {"sentences": "2", "BLEU-4": "22.2", "BLEU-4 of new pairs": "18.0"}
    assert (facts["test", "chrF"], facts["test", "perplexity"]) == ("44.1", "9.4")
    assert facts["test", "exactly right"] == "6.2 %"
    assert (facts["data", "pairs"], facts["version", "words"]) == ("20", "7")
    assert {("test", "photos"), ("data", "photos"), ("version", "labels")}.isdisjoint(table.index)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"fingerprint": "t2"}, "pairs were added, changed or removed"),
        ({"split_strategy": "random"}, "the pairs were split otherwise"),
        ({}, "other sentences"),
    ],
)
def test_other_test_sentences_are_said(versions, make_text_run, capsys, other, why):
    versions.promote(make_text_run("one"))
    versions.promote(make_text_run("two", pairs=[("WIND", "wind .")], **other))
    table = versions.compare()
    said = capsys.readouterr().out
    assert f"v1 and v2 were measured on different test sentences ({why})" in said
    assert said.endswith("may only mean easier sentences.\n")
    same = table.loc[("test", "same test sentences as the first")].tolist()
    assert same == ["yes", "NO: can't be compared"]


def test_translating_and_naming_classes_are_not_compared(versions, make_run, make_text_run, capsys):
    versions.promote(make_run("photos"))
    versions.promote(make_text_run("words"))
    table = versions.compare()
    note = (
        "Translating sentences (v2) and naming classes (v1) are different tests: there is no "
        "figure that both have, so they can't be compared."
    )
    assert capsys.readouterr().out.endswith(f"{note}\n")
    assert table.attrs == {"comparable": False, "note": note}
    same = table.loc[("test", "same test as the first")].tolist()
    assert same == ["yes", "NO: can't be compared"]
    assert table.loc[("test", "photos")].tolist() == ["16", ""]
    assert table.loc[("version", "labels")].tolist() == ["2", ""]
    assert "settings that differ" not in table.index.get_level_values(0)
    assert versions.list()["test"].tolist()[1] == "BLEU-4 22.2 (20.1 to 24.3)"
