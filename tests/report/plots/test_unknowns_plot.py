import numpy as np
import pytest

from signkit.evaluation.unknown import cost, curve
from signkit.report.plots.palette import to_svg
from signkit.report.plots.unknowns_plot import plot_coverage


def unknown_of(photos=200, threshold=0.4, right=None):
    rng = np.random.default_rng(0)
    scores = rng.random(photos)
    right = rng.random(photos) < scores if right is None else np.full(photos, right)
    said = {"threshold": threshold, "test": cost(scores, right, threshold)}
    return said | {"curve": curve(scores, right)}


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_threshold_is_marked_on_the_curve(language):
    unknown = unknown_of()
    figure = plot_coverage(unknown, language)
    line, mark = figure.axes[0].lines
    test = unknown["test"]
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (
        test["accepted"],
        test["accuracy_accepted"],
    )
    # All photos accepted: the curve ends at the accuracy of the test.
    assert max(zip(*line.get_data(), strict=True)) == (1.0, test["accuracy_all"])
    figure.draw_without_rendering()
    (text,) = figure.axes[0].texts
    box, frame = text.get_window_extent(), figure.axes[0].get_window_extent()
    assert frame.x0 <= box.x0 < box.x1 <= frame.x1
    assert frame.y0 <= box.y0


def test_thresholds_that_accept_a_handful_are_left_out():
    line = plot_coverage(unknown_of(photos=200)).axes[0].lines[0]
    assert min(line.get_xdata()) >= 10 / 200
    few = plot_coverage(unknown_of(photos=6)).axes[0].lines[0]
    assert list(few.get_xdata()) == [1.0]


@pytest.mark.parametrize("right", [True, False])
def test_all_right_all_wrong_and_none_accepted_draw(right):
    to_svg(plot_coverage(unknown_of(right=right)))
    refused = plot_coverage(unknown_of(right=right, threshold=2.0))
    assert not refused.axes[0].texts
    to_svg(refused)
