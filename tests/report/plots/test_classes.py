import itertools

import numpy as np
import pytest

from signkit.report.plots import classes as plots
from signkit.report.plots.palette import to_svg
from signkit.report.record_files import read_record


@pytest.fixture(params=[4, 36])
def record(request, make_run):
    return read_record(make_run(classes=request.param))


def overlaps(boxes):
    """Whether two neighbours of a row or column of boxes lie on each other."""
    return any(a.overlaps(b) for a, b in itertools.pairwise(boxes))


def boxes(texts):
    return [text.get_window_extent() for text in texts]


def test_class_names_of_the_confusion_matrix_do_not_overlap(record):
    test = record.of_split("test")
    figure = plots.plot_confusion(test["confusion"], record.labels)
    figure.canvas.draw()
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.get_xticklabels()] == record.labels
    assert not overlaps(boxes(axes.get_xticklabels()))
    assert not overlaps(boxes(axes.get_yticklabels()))
    assert min(text.get_fontsize() for text in axes.get_yticklabels()) >= 8


def test_every_count_of_the_confusion_matrix_is_written_in_its_cell(record):
    confusion = np.array(record.of_split("test")["confusion"])
    figure = plots.plot_confusion(confusion, record.labels)
    written = {
        (t.get_position()[1], t.get_position()[0]): t.get_text() for t in figure.axes[0].texts
    }
    cells = {(r, c): str(confusion[r, c]) for r, c in np.argwhere(confusion > 0)}
    assert written == cells
    wrong = figure.axes[0].collections[1]
    corners = {tuple(path.vertices.min(axis=0) + 0.5) for path in wrong.get_paths()}
    assert corners == {(c, r) for r, c in np.argwhere(confusion > 0) if r != c}


def test_an_empty_row_and_a_hundred_classes_draw():
    confusion = np.diag([0] + [3] * 99)
    figure = plots.plot_confusion(confusion, [f"class {i}" for i in range(100)])
    assert not figure.axes[0].texts
    to_svg(figure)


def test_bars_are_sorted_worst_first(record):
    test = record.of_split("test")
    for draw, value in ((plots.plot_per_class, "recall"), (plots.plot_hands_found, "hands_found")):
        (axes,) = draw(test).axes
        widths = [bar.get_width() for bar in axes.patches]
        assert widths == sorted(row[value] for row in test["per_class"])


def test_wall_of_photos():
    photo = np.zeros((8, 8, 3), np.uint8)
    figure = plots.plot_predictions([(photo, "a", "b", 0.5), (photo, "a", "a", 0.9)] * 5, columns=4)
    panels = figure.axes
    assert len(panels) == 12
    assert panels[0].get_title() == "a → b\n50\N{NO-BREAK SPACE}%"
    assert panels[0].title.get_color() != panels[1].title.get_color()
    to_svg(plots.plot_predictions([]))
