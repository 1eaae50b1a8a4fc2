import pytest

from signkit.report.parts.text_sections import retrieval, zero_shot
from signkit.report.parts.translation_section import translation
from signkit.report.plots.text_plots import plot_retrieval, plot_translation, plot_zero_shot
from signkit.report.record_files import read_record
from signkit.report.texts import texts


@pytest.fixture
def record(make_clip_run):
    return read_record(make_clip_run())


def said(figure):
    return {text.get_text() for axes in figure.axes for text in axes.texts}


def test_each_recall_has_its_dot_and_its_chance(record):
    rows = retrieval(record, texts())["rows"]
    figure = plot_retrieval(rows)
    assert len(figure.axes) == 2
    assert said(figure) == {texts().percent(row["recall"]) for row in rows}
    # Of signs a line, a tick and a dot; of texts no interval.
    assert [len(axes.lines) for axes in figure.axes] == [3, 6]


def test_unseen_classes(record):
    rows = zero_shot(record, texts("id"))["rows"]
    figure = plot_zero_shot(rows, "id")
    assert said(figure) == {texts("id").percent(row["accuracy"]) for row in rows}


def test_greedy_beside_beam(record):
    ways = translation(record, texts())["ways"]
    figure = plot_translation(ways)
    numbers = [*ways["beam"]["bleu"], ways["greedy"]["chrf"]]
    assert {texts().number(value) for value in numbers} <= said(figure)
    assert len(figure.axes[0].lines) == 2 * 6
