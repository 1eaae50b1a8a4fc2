import pytest

from signkit.report.plots.groups_plot import MOST, plot_groups

ROWS = [
    {"group": f"signer{k}", "photos": 20, "accuracy": k / 100, "interval": (0.0, k / 80)}
    for k in range(70)
]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "1.0\N{NO-BREAK SPACE}% of 20"), ("id", "1,0% dari 20")]
)
def test_each_group_has_its_dot_its_interval_and_its_photos(language, said):
    (axes,) = plot_groups(ROWS[:3], language).axes
    lines = [line.get_xydata().tolist() for line in axes.lines]
    assert lines[2:4] == [[[0.0, 1.0], [1 / 80, 1.0]], [[0.01, 1.0]]]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["signer0", "signer1", "signer2"]
    assert axes.texts[1].get_text() == said


def test_of_many_groups_the_first_are_drawn():
    (axes,) = plot_groups(ROWS).axes
    assert len(axes.get_yticks()) == MOST
