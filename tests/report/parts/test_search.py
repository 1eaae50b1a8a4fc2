import html
import json

import pytest

from signkit.report.page import write_report
from signkit.report.parts.search import search, tuned_words, value_words
from signkit.report.record_files import read_record
from signkit.report.texts import LANGUAGES, texts


def found(folder, language="en"):
    record = read_record(folder)
    return search(record, texts(language, *record.variants))


def test_what_was_searched_and_what_was_best(make_image_run):
    folder = make_image_run(mode="tuned", trials=9)
    lines = [json.loads(line) for line in (folder / "search/trials.jsonl").read_text().splitlines()]
    best = max(lines, key=lambda line: line["score"])
    content = found(folder)
    assert content["sentences"][0].startswith("Hyperband tried 9 trainings of at most 9 epochs")
    assert "In all there were 1,536 choices." in content["sentences"][0]
    assert content["sentences"][1].startswith(f"Trial {best['trial']} has the highest score")
    assert [row["best"] for row in content["rows"]] == [True] + [False] * 8
    scores = [row["score"] for row in content["rows"]]
    assert scores == sorted(scores, reverse=True)
    assert content["names"] == ["conv1_filters", "dropout", "learning_rate"]
    epochs = {row["trial"]: row["epochs"] for row in content["rows"]}
    assert (epochs[1], epochs[7]) == ("3", "3 to 9, on from 1")


def test_runs_without_a_search_have_none(make_run, make_image_run):
    assert found(make_run()) is None
    assert found(make_image_run()) is None
    assert tuned_words(read_record(make_image_run("other")), texts()) == ""


def test_half_a_line_and_a_trial_without_a_score_are_left_out(make_image_run):
    folder = make_image_run(mode="tuned", trials=3)
    file = folder / "search/trials.jsonl"
    file.write_text(file.read_text() + '{"trial": 4, "values": {}, "score": null}\n{"trial": 5,')
    assert [trial["trial"] for trial in found(folder)["trials"]] == [1, 2, 3]


def test_values():
    assert value_words(1e-5, texts()) == "1e-05"
    assert value_words(0.25, texts("id")) == "0,25"
    assert (value_words(64, texts()), value_words(None, texts())) == ("64", "–")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_the_thesis_say_it(make_image_run, language):
    folder = make_image_run(mode="tuned", trials=5)
    page = html.unescape(write_report(folder, language=language).read_text(encoding="utf-8"))
    words = texts(language)
    assert words["search_caution"] in page
    assert '<tr class="chosen">' in page
    assert (folder / "figures" / "search.png").is_file()
    thesis = (folder / "thesis.txt").read_text(encoding="utf-8")
    assert {"en": "among 5 trials (Hyperband)", "id": "dari 5 percobaan"}[language] in thesis
