import json
from pathlib import Path

import pandas as pd
import pytest

from signkit.report.answers.class_words import thesis
from signkit.report.record_files import RecordFiles, read_record
from signkit.report.texts import LANGUAGES, texts
from signkit.report.thesis import is_random, seed_words, weights_words


def said(folder, language="en"):
    record = read_record(folder)
    words = texts(language, groups=record.groups_are)
    text = " ".join(thesis(record, words)["sentences"])
    return text.replace("\N{NO-BREAK SPACE}", " ")


def change(folder, file, part, **values):
    content = json.loads((folder / file).read_text())
    content[part] |= values
    (folder / file).write_text(json.dumps(content))


def test_unseen_groups(make_run):
    text = said(make_run(groups=6))
    assert "none of the 3 signers of the test (signer3, signer4 and signer5)" in text
    assert "option A, image backbone EfficientNetV2S starting from random weights" in text
    assert "224 × 224 pixels, seed 0" in text
    assert "on asl-alphanumeric, 120 photos of 4 classes: 40 for training, 20 for valid" in text
    assert "over 3 unseen signers) and a macro F1 of" in text
    assert "one training run" in text
    assert "random split, in which" not in text
    assert "Software: signkit 0.1.0, Keras 3.13.2, TensorFlow 2.20.0, Python 3.11.9." in text


def test_the_figures_are_those_of_the_test(make_run):
    folder = make_run()
    test = json.loads((folder / "metrics.json").read_text())["test"]
    low, high = test["accuracy_interval"]
    text = said(folder)
    assert f"an accuracy of {100 * test['accuracy']:.1f} % (95 % bootstrap" in text
    assert f"interval {100 * low:.1f} % to {100 * high:.1f} %" in text
    assert f"macro F1 of {100 * test['macro_f1']:.1f} % (" in text
    assert f"“{test['worst_class']['label']}” with a recall of" in text


def test_a_random_split_is_said_in_the_sentence_itself(make_run):
    folder = make_run(groups=0, strategy="random")
    text = said(folder)
    result = next(part for part in text.split(". ") if "accuracy of" in part)
    assert result.startswith("On a random split, in which photos of one person")
    assert "It is not known who is in which photo." in text
    assert "acak" in said(folder, "id")


def test_known_people_on_both_sides_make_it_random_as_well(make_run):
    folder = make_run(strategy="random")
    assert is_random(read_record(folder))
    assert "Signers of the test are also in the training." in said(folder)


def test_a_single_group_and_groups_shared_with_validation(make_run):
    folder = make_run(groups=6)
    table = pd.read_parquet(folder / "catalog.parquet")
    alone = table.assign(split=table["split"].where(table["group"] != "signer3", "train"))
    alone = alone.assign(split=alone["split"].where(alone["group"] != "signer4", "train"))
    alone.to_parquet(folder / "catalog.parquet")
    assert "the only signer of the test (signer5) is in neither" in said(folder)
    part = table["group"].isin(["signer3", "signer4", "signer5"]) & (table.index % 2 == 0)
    table.assign(split=table["split"].mask(part, "validation")).to_parquet(
        folder / "catalog.parquet"
    )
    assert "no signer of the test (signer3, signer4 and signer5) is in the training" in said(folder)


def test_a_given_split(make_run):
    text = said(make_run(groups=0, strategy="given"))
    assert "was given with the data" in text
    assert "random split, in which" not in text


def test_an_ensemble_names_its_seeds(make_run):
    folder = make_run()
    change(folder, "settings.json", "settings", ensemble=3, seed=4)
    text = said(folder)
    assert "mean of 3 models with the seeds 4, 5 and 6" in text
    assert "one training run" not in text
    assert seed_words({}, texts()) == ""


def test_weights():
    words = texts()
    used = {"resolved": {"backbone_weights_used": "imagenet"}}
    assert weights_words(RecordFiles(Path(), settings=used), words) == "imagenet weights"
    assert "not on record" in weights_words(RecordFiles(Path()), words)


def test_the_gap_is_told_only_where_it_is_one_between_people(make_run):
    folder = make_run()
    folds = {"interval": [0.9, 0.99], "folds": [0.9]}
    gap = {"by": "group", "random": {"mean": 0.947, **folds}, "grouped": {"mean": 0.879, **folds}}
    for content, told in ((gap, True), (gap | {"by": "source"}, False), (None, False)):
        (folder / "audit.json").write_text(json.dumps({"gap": content}))
        assert ("reaches 94.7 % on a random split and 87.9 %" in said(folder)) is told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gone", ["settings.json", "catalog.parquet", "predictions.parquet"])
def test_what_is_missing_is_left_out(make_run, gone, language):
    folder = make_run()
    (folder / gone).unlink()
    assert "recall" in said(folder, language)


def test_without_a_test_there_is_nothing_to_say(make_run):
    folder = make_run()
    (folder / "metrics.json").unlink()
    assert thesis(read_record(folder), texts()) is None


def edit_catalog(folder, change):
    table = pd.read_parquet(folder / "catalog.parquet")
    change(table).to_parquet(folder / "catalog.parquet")
    return folder


def unname(*people):
    return lambda table: table.assign(group=table["group"].mask(table["group"].isin(people)))


def test_a_given_split_that_shares_people_is_not_called_random(make_run):
    text = said(make_run(groups=6, strategy="random"))
    assert "On a random split" in text
    folder = make_run(groups=6, strategy="random")
    change(folder, "settings.json", "data", split_strategy="given")
    text = said(folder)
    assert "On a test that shares signers with the training the model reaches" in text
    assert "says nothing about people who are not in these data" in text
    assert "On a random split, in which" not in text


@pytest.mark.parametrize("unnamed", [["signer5"], ["signer0"], ["signer3", "signer4", "signer5"]])
def test_photos_without_a_name_leave_open_who_is_new(make_run, unnamed):
    text = said(edit_catalog(make_run(groups=6), unname(*unnamed)))
    assert "Not every photo names its signer" in text
    assert "On a test of which it is not known whether its signers" in text
    assert "none of the" not in text
    assert "Signers of the test are also" not in text
    assert "too few signers" not in text


def test_where_nothing_is_known_the_result_says_so(make_run):
    folder = make_run(groups=0, strategy="random")
    (folder / "settings.json").unlink()
    assert "says nothing about people who are not in these data" in said(folder)


def test_top5_is_told_where_there_is_one(make_run):
    folder = make_run(classes=12)
    top5 = json.loads((folder / "metrics.json").read_text())["test"]["top5"]
    assert f"), a top-5 accuracy of {100 * top5:.1f} % and a macro F1 of" in said(folder)
    change(folder, "metrics.json", "test", top5=None)
    assert "top-5" not in said(folder)


def test_classes_never_trained_on_are_named(make_run):
    def apart(table):
        new = table[table["split"] == "test"].assign(split="unknown", label="j")
        return pd.concat([table, new], ignore_index=True)

    text = said(edit_catalog(make_run(groups=6), apart))
    assert "The class j was never trained on; 60 photos of it only served" in text
    assert "120 photos of 4 classes" in text


def test_an_interval_over_photos_of_one_group_says_whose(make_run):
    folder = edit_catalog(
        make_run(groups=6),
        lambda table: table.assign(
            split=table["split"].mask(table["group"].isin(["signer3", "signer4"]), "train")
        ),
    )
    change(folder, "metrics.json", "test", interval_over="photos")
    assert "over 60 photos of one signer)" in said(folder)


@pytest.mark.parametrize(
    ("kind", "language", "sentence", "left_open"),
    [
        ("background", "en", "none of the 3 backgrounds of the", "how the model does with people"),
        (
            "background",
            "id",
            "dibagi menurut latar belakang",
            "Latar belakang tersebut bukan orang",
        ),
        ("", "en", "none of the 3 groups of the test", "It is not on record what a group is"),
        ("", "id", "dibagi menurut kelompok", "Arti kelompok tidak tercatat"),
        ("person", "en", "none of the 3 people of the test", ""),
    ],
)
def test_what_the_groups_are_is_said_and_what_that_leaves_open(
    make_run, kind, language, sentence, left_open
):
    folder = make_run(groups=6)
    change(folder, "settings.json", "resolved", groups_are=kind)
    text = said(folder, language)
    assert sentence in text
    assert left_open in text
    assert not any(word in text for word in (" signers", "peraga"))
    assert left_open or "not people" not in text


def test_the_gap_is_quoted_of_the_very_test_groups(make_run):
    folder = make_run(groups=8)
    audit = json.loads((folder / "audit.json").read_text())
    tested = sorted(set(read_record(folder).catalog.query("split == 'test'")["group"]))
    by_group = {name: {"photos": 10, "random": 0.9, "unseen": 0.7} for name in tested}
    crossed = {"group": tested[0], "classes": ["a", "b"], "photos": 9, "taken": 8, "others": 0.01}
    audit["gap"] |= {"by_group": by_group, "crossed": [crossed]}
    (folder / "audit.json").write_text(json.dumps(audit))
    said = " ".join(thesis(read_record(folder), texts())["sentences"])
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    assert "the same test groups" in said
    assert "reaches 90.0 %" in said
    assert "70.0 % where it never saw them" in said
    assert f"labels of {tested[0]} for a and b must be looked at: a probe takes 8 of 9" in said
