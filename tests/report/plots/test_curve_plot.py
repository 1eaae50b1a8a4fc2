import itertools

import numpy as np
import pandas as pd
import pytest

from signkit.report.plots.curve_plot import name_places, plot_curves
from signkit.report.plots.palette import to_svg
from signkit.report.record_files import read_record

FOUR = ("visual", "landmark", "fusion", "end_to_end")


def four_stages(*epochs):
    """A history of four stages with as many epochs each as given."""
    rows = [
        {"stage": stage, "epoch": 0, "stage_epoch": k + 1, "val_accuracy": 0.5, "accuracy": 0.5}
        for stage, number in zip(FOUR, epochs, strict=True)
        for k in range(number)
    ]
    return pd.DataFrame(rows).assign(epoch=range(1, sum(epochs) + 1), seconds=1.0)


def test_curves_mark_stages_and_the_best_epoch(make_run):
    history = read_record(make_run(stages={"fusion": 6, "end to end": 4})).history
    figure = plot_curves(history, ["accuracy"])
    (axes,) = figure.axes
    labels = [line.get_label() for line in axes.lines]
    best = 6 + int(history["val_accuracy"].iloc[6:].argmax()) + 1
    assert f"best, epoch {best}" in labels
    assert {"fusion", "end to end"} <= {text.get_text() for text in axes.texts}
    boundary = [line.get_xdata() for line in axes.lines if line.get_label().startswith("_")]
    assert [list(x) for x in boundary] == [[6.5, 6.5]]


def test_curves_of_one_epoch_and_of_all_measures(make_run):
    history = read_record(make_run(stages={"train": 1})).history
    figure = plot_curves(history)
    assert len(figure.axes) == 3  # the learning rate of one epoch is no curve
    to_svg(figure)


def test_curves_without_validation(make_run):
    history = read_record(make_run()).history.filter(regex="^(?!val_)")
    to_svg(plot_curves(history))


@pytest.mark.parametrize("epochs", [(15, 20, 10, 15), (2, 40, 1, 2), (1, 1, 1, 1), (60, 1, 1, 1)])
def test_stage_names_touch_neither_each_other_nor_the_border(epochs):
    (axes,) = (figure := plot_curves(four_stages(*epochs), ["accuracy"])).axes
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in axes.texts]
    assert [text.get_text() for text in axes.texts] == [*FOUR[:3], "end to end"]
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))
    assert max(box.x1 for box in boxes) <= figure.bbox.x1
    title = axes._left_title.get_window_extent()
    assert not any(title.overlaps(box) for box in boxes)


def test_places_of_stage_names():
    # "a" takes .0165 + .03 of the width: the second starts where the first has just ended.
    assert name_places([(0, "a"), (5, "b")], 100) == [(0, 0), (0.05, 0)]
    assert name_places([(0, "a"), (4, "b")], 100) == [(0, 0), (0.04, 1)]
    ((_, _), (x, row)) = name_places([(0, "a"), (99, "b")], 100)
    assert (round(x, 4), row) == (1 - 0.0465, 0)


def test_a_curve_is_broken_between_stages_and_a_lone_epoch_gets_a_dot():
    (axes,) = plot_curves(four_stages(20, 20, 1, 20), ["accuracy"]).axes
    line = next(line for line in axes.lines if line.get_label() == "validation")
    assert list(np.flatnonzero(np.isnan(line.get_ydata()))) == [20, 41, 43]
    assert [line.get_xdata()[k] for k in line.get_markevery()] == [41]
    assert line.get_marker() == "o"
    (axes,) = plot_curves(four_stages(20, 20, 5, 20), ["accuracy"]).axes
    assert axes.lines[0].get_marker() == ""


def test_a_learning_rate_has_a_logarithmic_axis_that_a_zero_does_not_break():
    rates = np.r_[0.0, np.geomspace(1e-3, 1e-9, 9)]
    history = pd.DataFrame({"epoch": range(10), "learning_rate": rates})
    (axes,) = plot_curves(history, ["learning_rate"]).axes
    assert axes.get_yscale() == "log"
    assert axes.get_ylim()[0] > 1e-8
    few = history.assign(learning_rate=[1e-3] * 5 + [1e-4] * 5)
    (axes,) = plot_curves(few, ["learning_rate"]).axes
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["1e-4", "1e-3"]
    to_svg(plot_curves(history.assign(learning_rate=0.0), ["learning_rate"]))


@pytest.mark.parametrize(("first", "scale"), [(600.0, "log"), (8.0, "linear")])
def test_a_perplexity_that_falls_far_is_drawn_by_powers(first, scale):
    table = {"epoch": [1, 2, 3], "text_perplexity": [first, 9, 2], "val_text_perplexity": [9, 4, 2]}
    figure = plot_curves(pd.DataFrame(table), ["text_perplexity"], "id")
    (axes,) = figure.axes
    assert axes.get_yscale() == scale
    figure.canvas.draw()
    ticks = [label.get_text() for label in axes.get_yticklabels()]
    assert ("100" in ticks) == (scale == "log")
    assert axes.get_title(loc="left") == "Perpleksitas teks"
