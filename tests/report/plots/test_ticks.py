import pytest

from signkit.report.plots.palette import new_figure
from signkit.report.plots.ticks import number_ticks, percent_ticks
from signkit.report.texts import texts


def written(ticks, setup, language):
    """The labels of an axis with these ticks."""
    figure = new_figure(4, 3)
    axes = figure.add_subplot()
    axes.set(ylim=(ticks[0], ticks[-1]))
    axes.set_yticks(ticks)
    setup(axes.yaxis, texts(language))
    figure.canvas.draw()
    return [label.get_text().replace("\N{NO-BREAK SPACE}", " ") for label in axes.get_yticklabels()]


@pytest.mark.parametrize(
    ("language", "labels"),
    [("en", ["0 %", "97.5 %", "100 %"]), ("id", ["0%", "97,5%", "100%"])],
)
def test_shares_are_written_as_per_cent(language, labels):
    assert written([0, 0.975, 1 - 1e-12], percent_ticks, language) == labels


@pytest.mark.parametrize(
    ("language", "labels"), [("en", ["0.0", "0.5", "2.0"]), ("id", ["0,0", "0,5", "2,0"])]
)
def test_numbers_have_the_decimal_sign_of_the_language(language, labels):
    assert written([0, 0.5, 2], number_ticks, language) == labels
