import pytest

from signkit.evaluation.gap import Folds, Gap
from signkit.report.plots.gap_plot import plot_gap
from signkit.report.plots.palette import GOOD, to_svg

RANDOM = Folds(0.948, (0.937, 0.96), [0.946, 0.95, 0.958, 0.944, 0.942])
GROUPED = Folds(0.892, (0.813, 0.971), [0.917, 0.908, 0.889, 0.922, 0.822])


def gap_of(by="group", random=RANDOM, grouped=GROUPED):
    return Gap(2515, 36, 0, by, 5 if by else None, random, grouped if by else None, "signer")


def texts_of(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.parametrize("facts", [False, True])
def test_both_rows_with_folds_mean_and_interval(facts):
    gap = gap_of().facts() if facts else gap_of()
    (axes,) = plot_gap(gap).axes
    assert texts_of(axes) == ["random split", "unseen signers"]
    assert len(axes.lines) == 6  # two rows of interval, folds, mean
    interval, folds, mean = (line for line in axes.lines if line.get_color() == GOOD)
    assert list(interval.get_xdata()) == [0.813, 0.971]
    assert list(folds.get_xdata()) == GROUPED.folds
    assert list(mean.get_xdata()) == [0.892]
    assert [text.get_text().split()[0] for text in axes.texts] == ["94.8", "89.2"]


def test_copies_and_a_random_split_alone():
    assert texts_of(plot_gap(gap_of("source")).axes[0]) == ["random split", "copies kept together"]
    assert texts_of(plot_gap(gap_of(None), "id").axes[0]) == ["pembagian acak"]


@pytest.mark.parametrize("value", [0.0, 0.03, 0.5, 0.999, 1.0])
def test_the_axis_holds_every_mark_and_stays_within_a_share(value):
    same = Folds(value, (value, value), [value] * 5)
    (axes,) = plot_gap(gap_of(random=same, grouped=same)).axes
    low, high = axes.get_xlim()
    assert 0 <= low <= value <= high <= 1
    assert high - low >= 0.0999


@pytest.mark.parametrize("language", ["en", "id"])
def test_nothing_leaves_the_picture(language):
    figure = plot_gap(gap_of(), language)
    figure.draw_without_rendering()
    (axes,) = figure.axes
    box = figure.bbox
    written = [*axes.get_yticklabels(), *axes.texts, axes.xaxis.label]
    for text in written:
        extent = text.get_window_extent()
        assert box.x0 <= extent.x0 < extent.x1 <= box.x1, text.get_text()
        assert box.y0 <= extent.y0 < extent.y1 <= box.y1, text.get_text()
    assert "<svg" in to_svg(figure)
