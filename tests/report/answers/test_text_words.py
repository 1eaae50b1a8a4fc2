import pytest

from signkit.report.answers.text_words import card_figures, tasks_words, text_results
from signkit.report.record_files import read_record
from signkit.report.texts import texts


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        ("classify", ""),
        ("translate", "trained to write its sentence"),
        (
            "classify align",
            "trained to name the class and find the text that describes it, text encoder bag",
        ),
    ],
)
def test_tasks_are_named(tasks, said):
    assert tasks_words({"tasks": tasks, "text_encoder": "bag"}, texts()) == said


def test_runs_of_earlier_versions_classify():
    assert tasks_words({}, texts()) == ""


def test_results_are_said_as_far_as_measured(make_clip_run):
    record = read_record(make_clip_run())
    assert len(text_results(record, texts())) == 4
    assert [title for title, _, _ in card_figures(record, texts())][-1] == "BLEU-4, with a beam"
    record.metrics = {}
    assert text_results(record, texts()) == list(card_figures(record, texts())) == []
