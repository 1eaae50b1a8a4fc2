from signkit.report.plots.search_plot import plot_search
from signkit.report.texts import texts


def test_the_best_so_far_never_falls_and_the_best_is_marked():
    scores = [0.5, 0.7, 0.6, 0.7]
    trials = [{"trial": k, "score": score} for k, score in enumerate(scores, start=1)]
    line, dots, best = plot_search(trials).axes[0].lines
    assert line.get_ydata().tolist() == [0.5, 0.7, 0.7, 0.7, 0.7]
    assert dots.get_ydata().tolist() == scores
    assert (best.get_xdata()[0], best.get_ydata()[0]) == (2, 0.7)


def test_a_single_trial_in_another_language():
    axes = plot_search([{"trial": 1, "score": 0.5}], texts("id")).axes[0]
    assert axes.get_ylabel() == "skor pada data validasi"
    assert axes.get_ylim()[0] < 0.5 < axes.get_ylim()[1]
