import json

import pytest

from signkit.report.answers.table import reported
from signkit.report.record_files import read_record
from signkit.report.summary import summary
from signkit.report.texts import LANGUAGES, texts


def measured_before(folder):
    """The run as one whose metrics say nothing of constant answers."""
    file = folder / "metrics.json"
    metrics = json.loads(file.read_text())
    for split in ("validation", "test"):
        metrics[split].pop("constant")
    file.write_text(json.dumps(metrics))
    return folder


def parts(folder, language="en"):
    record = read_record(folder)
    return record, texts(language, *record.variants)


def told(folder):
    record, words = parts(folder)
    return reported(record).constant(record, words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_knows_something_has_its_sentence_and_the_constant_beside(make_run, language):
    record, words = parts(make_run(), language)
    found = reported(record).constant(record, words)
    assert found["warning"] is None
    assert found["sentence"] in reported(record).parts["thesis"][0](record, words)["sentences"]
    assert reported(record).parts["headline"][0](record, words)["constant"] == found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["make_run", "make_label_run"])
def test_one_that_knows_nothing_has_no_thesis_sentence(request, kind, language):
    folder = request.getfixturevalue(kind)(skill=0.0)
    record, words = parts(folder, language)
    warning = reported(record).constant(record, words)["warning"]
    said = reported(record).parts["thesis"][0](record, words)["sentences"]
    assert warning in said
    where = tuple(words["thesis_where"].values())
    assert not any(sentence.startswith(where) for sentence in said)
    plain = warning.replace("\N{NO-BREAK SPACE}", " ")
    assert plain in " ".join(summary(folder, language).split())


@pytest.mark.parametrize("kind", ["make_run", "make_label_run"])
def test_earlier_runs_are_told_by_what_they_answered(request, kind):
    folder = request.getfixturevalue(kind)()
    now = told(folder)
    assert told(measured_before(folder)) == now
    (folder / "predictions.parquet").unlink()
    assert told(folder) is None
