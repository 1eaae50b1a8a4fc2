import pytest

from signkit.report.plots.label_plot import plot_label_counts, plot_label_f1
from signkit.report.texts import texts

ROW = {"label": "rust", "f1": 0.8, "half": 0.6, "threshold": 0.31}
ROW |= {"found": 8, "missed": 2, "extra": 1, "none": 1089}
WORDS = texts("en", "labels")


def said(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_both_scores_and_the_threshold():
    figure = plot_label_f1([ROW, ROW | {"label": "dent", "half": 0.7}], WORDS)
    marks = [line.get_xdata() for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert [float(x[0]) for x in marks] == [0.6, 0.8, 0.7, 0.8]
    assert said(figure) == ["0.31", "0.31", "Threshold"]
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["rust", "dent"]


def test_without_scores_there_is_one_mark_a_label():
    figure = plot_label_f1([ROW | {"half": None, "threshold": None}], WORDS)
    assert len(figure.axes[0].lines) == 1
    assert not figure.legends
    assert said(figure) == []


def test_the_four_counts_are_shaded_by_their_half():
    axes = plot_label_counts([ROW], WORDS).axes[0]
    assert [text.get_text() for text in axes.texts] == ["8", "2", "1", "1,089"]
    shades = [patch.get_facecolor()[3] for patch in axes.patches]
    expected = [0.2 + 0.8 * share for share in (0.8, 0.2, 1 / 1090, 1089 / 1090)]
    assert shades == pytest.approx(expected)


def test_a_count_of_none_is_no_cell():
    axes = plot_label_counts([ROW | {"missed": 0, "found": 0}], WORDS).axes[0]
    assert len(axes.patches) == 2
