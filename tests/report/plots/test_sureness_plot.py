import numpy as np
import pytest

from signkit.evaluation.calibration import calibrate
from signkit.report.plots.palette import to_svg
from signkit.report.plots.sureness_plot import plot_reliability


def calibration_of(sharpness, photos=400):
    """The calibration of a model whose scores are `sharpness` times what they should be."""
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(photos, 5)) * 2
    true = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    targets = np.array([rng.choice(5, p=row) for row in true])
    said = true**sharpness / (true**sharpness).sum(axis=1, keepdims=True)
    return calibrate(said, targets, said, targets)


@pytest.mark.parametrize(("sharpness", "names"), [(3.0, ["before", "after"]), (1.0, ["after"])])
def test_each_filled_bin_is_a_circle_and_bars_count_all_photos(sharpness, names):
    calibration = calibration_of(sharpness)
    assert calibration["applied"] == (len(names) == 2)
    upper, lower = plot_reliability(calibration).axes
    assert len(upper.collections) == len(lower.patches) == len(names)
    for name, circles, bars in zip(names, upper.collections, lower.patches, strict=True):
        bins = [row for row in calibration[name]["test"]["bins"] if row["photos"]]
        places = [(row["confidence"], row["accuracy"]) for row in bins]
        np.testing.assert_allclose(circles.get_offsets(), places)
        assert bars.get_data().values.sum() == 400
        biggest = max(range(len(bins)), key=lambda k: bins[k]["photos"])
        assert circles.get_sizes().argmax() == biggest


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("sharpness", [1.0, 3.0])
def test_the_legend_covers_no_circle_and_stays_in_the_picture(language, sharpness):
    figure = plot_reliability(calibration_of(sharpness), language)
    figure.draw_without_rendering()
    upper = figure.axes[0]
    legend = upper.get_legend().get_window_extent()
    assert legend.y0 >= upper.get_window_extent().y1
    assert legend.x1 <= figure.bbox.x1
    assert legend.y1 <= figure.bbox.y1
    assert "<svg" in to_svg(figure)


def test_a_single_bin_draws():
    sure = np.tile([0.97, 0.03], (6, 1))
    calibration = calibrate(sure, np.zeros(6, int), sure, np.zeros(6, int))
    to_svg(plot_reliability(calibration))
