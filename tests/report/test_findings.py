import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from signkit.report import findings
from signkit.report.record_files import RecordFiles, read_record
from signkit.report.texts import texts

WORDS = texts(groups="signer")


def titles(folder):
    return [title for title, _ in findings.warnings(read_record(folder), WORDS)]


def test_a_random_split_of_unknown_people_is_warned_about(make_run):
    found = dict(
        findings.warnings(read_record(make_run(groups=0, strategy="random", weights="x")), WORDS)
    )
    sentence = found[WORDS["warn_random_title"]]
    assert "Photos of one person may stand on both sides" in sentence
    assert "usually much lower" in sentence


def test_a_grouped_split_with_enough_groups_is_not(make_run):
    assert titles(make_run(groups=8, weights="imagenet")) == []


def test_groups_on_both_sides_are_named(make_run):
    found = dict(findings.warnings(read_record(make_run(strategy="random")), WORDS))
    assert "signer0" in found[WORDS["warn_shared_title"]]


def test_one_unseen_signer(make_run):
    rows = [
        (f"{label}/{group}_{shot}.jpg", label, group, split)
        for label in ("halo", "maaf", "terima_kasih", "tolong")
        for group, split in (("ani", "train"), ("budi", "validation"), ("citra", "test"))
        for shot in range(6)
    ]
    catalog = pd.DataFrame(rows, columns=["path", "label", "group", "split"])
    found = dict(findings.warnings(read_record(make_run(catalog=catalog)), WORDS))
    assert found[WORDS["warn_few_title"]] == (
        "One unseen signer (citra): the interval is over photos and says nothing about other "
        "signers."
    )


@pytest.mark.parametrize("used", ["random", "none", None, "random weights (site not reached)"])
def test_random_weights_are_warned_about(make_run, used):
    assert WORDS["warn_weights_title"] in titles(make_run(groups=8, weights=used))


def test_no_word_on_weights_where_the_run_has_none():
    for resolved in ({}, {"backbone_weights_used": "imagenet"}):
        record = RecordFiles(Path(), settings={"resolved": resolved})
        assert not findings.random_weights(record)


def test_hands_few_photos_and_absent_classes(make_run):
    record = read_record(make_run(groups=8, weights="imagenet"))
    test = record.metrics["test"]
    test["without_hand"] = {"photos": 30, "accuracy": 0.5}
    test["per_class"][1]["support"] = 0
    test["per_class"][2]["support"] = 2
    found = dict(findings.warnings(record, WORDS))
    assert "30 of 100 test photos (30.0" in found[WORDS["warn_hands_title"]]
    assert "maaf" in found[WORDS["warn_absent_title"]]
    assert "2 in the test (terima_kasih)" in found[WORDS["warn_small_title"]]


def test_confused_pairs_count_both_ways():
    confusion = [[5, 2, 0], [1, 4, 0], [4, 0, 9]]
    pairs = findings.confused_pairs(confusion, ["a", "b", "c"])
    assert [(pair["classes"], pair["photos"]) for pair in pairs] == [
        (("a", "c"), 4),
        (("a", "b"), 3),
    ]
    assert pairs[0]["ways"] == [("c", "a", 4)]
    assert pairs[1]["ways"] == [("a", "b", 2), ("b", "a", 1)]


def test_mistaken_for():
    confusion = np.array([[5, 2, 3], [0, 4, 0], [4, 0, 9]])
    assert findings.mistaken_for(confusion, 0) == (2, 3)
    assert findings.mistaken_for(confusion, 1) is None


def test_group_accuracy_is_worst_first():
    table = pd.DataFrame(
        {
            "split": ["test"] * 5 + ["validation"],
            "group": ["x", "x", "y", "y", None, "x"],
            "label": list("aaaaaa"),
            "predicted": list("aaabbb"),
        }
    )
    found = findings.group_accuracy(table)
    assert found[["group", "photos", "accuracy"]].values.tolist() == [["y", 2, 0.5], ["x", 2, 1]]


def test_names_in_a_row():
    assert findings.some(["a"], WORDS) == "a"
    assert findings.some(list("abc"), WORDS) == "a, b and c"
    assert findings.some(list("abcd"), WORDS, most=2) == "a, b and 2 more"
    assert findings.some([], WORDS) == ""
    indonesian = texts("id", groups="signer")
    assert findings.some(list("ab"), indonesian) == "a dan b"
    assert findings.some(list("abc"), indonesian) == "a, b, dan c"
    assert findings.some(list("abcd"), indonesian, most=2) == "a, b, dan 2 lainnya"


@pytest.mark.parametrize(
    ("kind", "title"),
    [("", "warn_groups_unsaid_title"), ("session", "warn_not_people_title"), ("person", None)],
)
def test_groups_that_are_no_people_are_said_first(make_run, kind, title):
    words = texts(groups=kind)
    said = findings.warnings(read_record(make_run(groups=8, weights="imagenet")), words)
    assert [name for name, _ in said] == ([words[title]] if title else [])


def test_groups_of_one_or_two_photos_are_told(make_run):
    folder = make_run(groups=8, weights="imagenet")
    table = pd.read_parquet(folder / "catalog.parquet")
    rows = table.index[table["split"] == "train"]
    table.loc[rows[0], "group"] = "0412"
    table.loc[rows[1:3], "group"] = "0413"
    table.to_parquet(folder / "catalog.parquet")
    said = dict(findings.warnings(read_record(folder), WORDS))[WORDS["warn_tiny_title"]]
    assert said.startswith("2 of 10 signers have one or two photos each, such as 0412 and 0413")


@pytest.mark.parametrize(
    ("stages", "said", "not_said"),
    [
        ("landmark 9 1e-3", "it has seen nothing", "the image alone"),
        ("end_to_end 9 1e-3", "sees the image alone", "seen nothing"),
        ("visual 9 1e-3", "", "no hand was found"),
    ],
)
def test_what_is_seen_of_photos_without_a_hand(make_run, stages, said, not_said):
    folder = make_run()
    metrics = json.loads((folder / "metrics.json").read_text())
    metrics["test"]["without_hand"] = {"photos": 30, "accuracy": 0.1}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    settings = json.loads((folder / "settings.json").read_text())
    settings["settings"]["stages"] = stages
    (folder / "settings.json").write_text(json.dumps(settings))
    text = " ".join(said for _, said in findings.warnings(read_record(folder), WORDS))
    assert said in text
    assert not_said not in text
