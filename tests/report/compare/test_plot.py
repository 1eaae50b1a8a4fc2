import numpy as np
import pytest

from signkit.report.compare.plot import plot_accuracies, plot_learning, plot_recall
from signkit.report.plots.palette import to_svg

ROWS = [("first $run", 0.98, (0.95, 0.99), 0.97), ("second", 0.9, (0.85, 0.94), None)]


def test_each_run_has_its_dot_and_interval():
    axes = plot_accuracies([("", ROWS)]).axes[0]
    drawn = [tuple(line.get_xdata()) for line in axes.lines]
    assert drawn[0] == (0.95, 0.99)
    assert [x for (x, *_) in drawn[1:3]] == [0.98, 0.97]
    assert len(drawn) == 5  # the second has no diamond
    assert max(axes.get_xticks()) <= 1
    assert 0.8 < axes.get_xlim()[0] < 0.85


def test_tests_have_titles_and_labels():
    figure = plot_accuracies([("Test 1", ROWS), ("Test 2", ROWS[:1])])
    svg = to_svg(figure)
    assert svg.count("first $run") == 2
    assert "Test 2" in svg


def test_repetitions_share_a_colour():
    lines = [("a", "a0", [0.1, 0.5]), ("a", "a1", [0.2, 0.6]), ("b", "b0", [0.3, 0.9])]
    axes = plot_learning(lines).axes[0]
    first, second, third = axes.lines
    assert first.get_color() == second.get_color() != third.get_color()
    assert first.get_linestyle() != second.get_linestyle()
    assert list(first.get_xdata()) == [1, 2]


@pytest.mark.parametrize("classes", [4, 36])
def test_recall_writes_every_class(classes):
    names = [str(k) for k in range(classes)]
    recalls = list(np.linspace(0, 1, classes))
    recalls[1] = None
    axes = plot_recall(names, [("a", recalls), ("b", recalls)]).axes[0]
    written = [text.get_text() for text in axes.texts]
    assert len(written) == 2 * (classes - 1)
    assert written[0] == "0"
    assert written[classes - 2] == "100"
    assert [tick.get_text() for tick in axes.get_xticklabels()] == names
