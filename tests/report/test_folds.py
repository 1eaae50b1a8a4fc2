import json
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from signkit.report.folds import content, write_folds
from signkit.report.record_files import read_record
from signkit.report.texts import LANGUAGES, texts


def joined(folders, mean=0.9):
    """What training.cross_validation says of these runs."""
    tests = [read_record(folder).of_split("test") for folder in folders]
    right = [0.8 + 0.1 * k for k in range(len(folders))]
    table = pd.DataFrame(
        {
            "fold": range(1, len(folders) + 1),
            "run": [folder.name for folder in folders],
            "photos": [test["samples"] for test in tests],
            "right": right,
            "macro_f1": [test["macro_f1"] for test in tests],
        }
    )
    return SimpleNamespace(table=table, mean=mean, interval=(0.7, 1.0))


def say(folder, group):
    """Note in a run what its groups are."""
    settings = json.loads((folder / "settings.json").read_text())
    settings.setdefault("resolved", {})["groups_are"] = group
    (folder / "settings.json").write_text(json.dumps(settings))


@pytest.fixture
def folds(make_runs):
    folders = make_runs("signs-fold1", "signs-fold2")
    for folder in folders:
        say(folder, "signer")
    return folders


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_the_mean_the_worst_fold_and_every_run(folds, tmp_path, language):
    page = write_folds(joined(folds), folds, tmp_path / "reports" / "signs-2folds.html", language)
    text = page.read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in text
    assert "../runs/signs-fold1/report.html" in text
    assert "90.0" in text.replace(",", ".")
    thesis = page.with_suffix(".txt").read_text(encoding="utf-8")
    assert not re.search(r"[{}<>]", thesis)
    assert {"en": "the worst, fold 1", "id": "yang terburuk, lipatan 1"}[language] in thesis


def test_the_worst_fold_is_named_with_whom_it_tested(folds):
    records = [read_record(folder) for folder in folds]
    said = content(joined(folds), records, texts("en", groups="signer"))
    tested = sorted(set(records[0].catalog.query("split == 'test'")["group"]))
    assert said["rows"][0]["groups"].startswith(tested[0])
    assert tested[0] in said["tiles"][2]["notes"][0]
    assert said["classes"] == sorted(said["classes"], key=lambda r: (r["recall"], r["label"]))
    assert said["constant"]["warning"] is None


def test_folds_that_are_no_better_than_a_constant_answer_get_no_result(make_runs):
    folders = make_runs("fold1", "fold2", skill=0.0)
    records = [read_record(folder) for folder in folders]
    said = content(joined(folders), records, texts("en"))
    assert said["constant"]["warning"] in said["thesis"]
    assert not any("The mean over the folds" in sentence for sentence in said["thesis"])


def test_random_folds_say_nothing_of_new_people(make_run):
    records = [read_record(make_run(strategy="random"))] * 2
    said = content(joined([record.folder for record in records]), records, texts("en"))
    assert "divided at random" in said["lead"]
    assert any("says nothing about people" in sentence for sentence in said["thesis"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_labels_and_clips_have_their_own_words(
    make_label_run, make_clip_run, tmp_path, language
):
    labelled = [make_label_run()] * 2
    page = write_folds(joined(labelled), labelled, tmp_path / "l.html", language)
    thesis = page.with_suffix(".txt").read_text(encoding="utf-8")
    assert {"en": "is a macro F1 of", "id": "adalah macro F1"}[language] in thesis
    clips = [make_clip_run()] * 2
    page = write_folds(joined(clips), clips, tmp_path / "c.html", language)
    lead = page.read_text(encoding="utf-8")
    assert {"en": " clips of ", "id": " klip dari "}[language] in lead
