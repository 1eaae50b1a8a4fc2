from signkit.evaluation.answers.table import ANSWERS
from signkit.report.answers.table import REPORTED, reported
from signkit.report.record_files import read_record


def test_every_answer_that_is_measured_is_reported_too():
    assert {name: REPORTED[name].name for name in ANSWERS} == {name: name for name in ANSWERS}


def test_a_run_is_reported_as_it_answers(make_run, make_label_run, make_text_run):
    for folder, name in (
        (make_run(), "classes"),
        (make_label_run(), "labels"),
        (make_text_run(), "sentences"),
    ):
        assert reported(read_record(folder)) is REPORTED[name]
