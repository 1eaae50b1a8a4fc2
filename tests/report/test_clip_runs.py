"""Pages, cards, sentences and comparisons of runs of clips, and of tasks of text."""

import json
import re

import pytest

from signkit.report.answers.class_words import thesis
from signkit.report.card import model_card
from signkit.report.compare.page import comparison_table, write_comparison
from signkit.report.page import write_report
from signkit.report.record_files import read_record
from signkit.report.summary import summary
from signkit.report.texts import texts

PHOTOS = re.compile(r"\b(photos?|foto)\b", re.I)
TASKS = ("retrieval", "zero_shot", "translation")


def read(path):
    return path.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


def text_of(path):
    page = re.sub(r"<(style|svg).*?</\1>", " ", read(path), flags=re.S)
    page = page.split('<section id="settings">')[0]
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


@pytest.mark.parametrize(("groups", "language"), [(0, "id"), (8, "en")])
def test_clips_are_spoken_of_as_clips(make_clip_run, groups, language):
    folder = make_clip_run(groups=groups, strategy="grouped" if groups else "random")
    page = write_report(folder, language=language)
    card, said = read(folder / "model_card.md"), read(folder / "thesis.txt")
    for text in (text_of(page), card, said, summary(folder, language)):
        assert not PHOTOS.search(text), PHOTOS.search(text)
    assert "could not be" not in text_of(page).replace("could not be read, so", "")
    assert "tidak dapat dibuat" not in text_of(page)
    for there in (*TASKS, "clip_looks", "wall"):
        assert f'id="{there}"' in read(page)
    assert 'id="attention"' not in read(page)
    names = {path.stem for path in (folder / "figures").glob("*.pdf")}
    assert {*TASKS, "clip_look_1", "clip_look_2", "curves", "confusion"} <= names


def test_what_the_model_is(make_clip_run):
    record, words = read_record(make_clip_run()), texts("en", "clip")
    said = " ".join(thesis(record, words)["sentences"])
    assert "classifier of signs in clips (option C, hand landmarks of up to 48 frames" in said
    assert "“recurrent” of two bidirectional GRU layers" in said
    assert "4 pictures of each clip" in said
    assert "trained to name the class, find the text that describes it and write its" in said
    assert "pictures of 224 × 224 pixels" in said
    card = model_card(record, words, "now")
    assert "`landmark_input`: (48, 126), a row a frame" in card
    assert "`image_input`: (4, 224, 224, 3)" in card
    assert "naming the sign that a clip shows" in card
    assert "BLEU-4, with a beam" in card


def test_the_thesis_has_what_the_tasks_came_to(make_clip_run):
    record, words = read_record(make_clip_run()), texts("en", "clip")
    said = " ".join(thesis(record, words)["sentences"]).replace("\N{NO-BREAK SPACE}", " ")
    metrics = record.metrics
    first = metrics["retrieval"]["sign_to_text"]["1"]["recall"]
    assert f"the recall at 1 is {100 * first:.1f} %" in said
    assert "Of 6 signs of classes that were never trained on (halo_lagi)" in said
    bleu = metrics["translation"]["beam"]["bleu"]
    assert f"BLEU-1 to BLEU-4 of {' / '.join(f'{b:.1f}' for b in bleu)}" in said
    assert "Each class has one fixed sentence" in said
    assert metrics["translation"]["beam"]["signature"] in said


def test_a_run_of_classes_alone_has_no_part_on_texts(make_clip_run):
    folder = make_clip_run(tasks="classify")
    page = write_report(folder)
    for absent in TASKS:
        assert f'id="{absent}"' not in read(page)
    assert "trained to" not in read(folder / "thesis.txt")
    assert not (folder / "figures" / "retrieval.png").exists()


def test_clips_are_compared(make_clip_run, tmp_path):
    runs = [make_clip_run("a", skill=4.0), make_clip_run("b", skill=1.5)]
    settings = json.loads((runs[1] / "settings.json").read_text())
    settings["settings"]["temporal"] = "conv_transformer"
    (runs[1] / "settings.json").write_text(json.dumps(settings))
    page = read(write_comparison(runs, tmp_path / "x.html"))
    assert "Classifiers of clips side by side" in page
    assert "could not be drawn" not in page
    assert "conv_transformer" in page
    assert "R@1" in page
    assert "BLEU-4" in page
    table = comparison_table(runs)
    assert {"temporal", "tasks", "recall_at_1", "unseen_among_all", "bleu_4"} <= set(table)
    assert table["bleu_4"].notna().all()


def test_figures_of_texts_are_compared_only_where_all_runs_have_them(make_clip_run, tmp_path):
    runs = [make_clip_run("a"), make_clip_run("b", tasks="classify align")]
    page = read(write_comparison(runs, tmp_path / "x.html", "id"))
    assert "BLEU-4" not in page
    assert "R@1" in page
    assert "klip uji" in page
