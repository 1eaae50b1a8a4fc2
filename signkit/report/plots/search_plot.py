"""The scores of a search's trials, one after the other, and the best so far."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from signkit.report.plots.palette import BAD, FONT, GOOD, MUTED, dress, new_figure
from signkit.report.plots.ticks import percent_ticks
from signkit.report.texts import texts

_ROOM = 0.05  # below and above the scores, of their span


def plot_search(trials, language="en"):
    """Draw the validation score of each trial as a dot and the best so far as a line.

    `trials` are finished ones in order, each with `trial` and `score`; the best has a ring.
    """
    words = texts(language)
    numbers = np.array([trial["trial"] for trial in trials])
    scores = np.array([trial["score"] for trial in trials], float)
    figure = new_figure(5.6, 3.1)
    axes = figure.add_subplot()
    dress(axes)
    best = np.maximum.accumulate(scores)
    axes.step(
        np.append(numbers, numbers[-1] + 0.5),
        np.append(best, best[-1]),
        where="post",
        color=GOOD,
        lw=2,
        label=words["search_so_far"],
    )
    axes.plot(numbers, scores, "o", color=MUTED, ms=5.5, mew=0, label=words["search_trial"])
    place = int(scores.argmax())
    axes.plot(
        numbers[place], scores[place], "o", mfc="none", mec=BAD, mew=1.8, ms=11,
        label=words["search_best"],
    )  # fmt: skip
    room = max(0.01, _ROOM * float(np.ptp(scores)))
    axes.set(xlim=(0.5, numbers[-1] + 0.6), ylim=(scores.min() - room, scores.max() + 2 * room))
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    percent_ticks(axes.yaxis, words)
    axes.set_xlabel(words["search_axis"], color=MUTED, fontsize=FONT - 1)
    axes.set_ylabel(words["search_score_axis"], color=MUTED, fontsize=FONT - 1)
    style = {"frameon": False, "fontsize": FONT - 1.5, "labelcolor": MUTED}
    figure.legend(loc="outside lower left", ncols=3, **style)
    return figure
