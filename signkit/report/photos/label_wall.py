"""The wall of photos with several labels: those that the model got most wrong, and right ones."""

from dataclasses import dataclass

import numpy as np

from signkit.evaluation.calibration import TINY
from signkit.report.answers.label_tables import Answers
from signkit.report.photos import wall


@dataclass
class LabelShown(wall.Shown):
    """A photo on the wall, its labels by what became of them."""

    found: tuple[str, ...] = ()  # true and given
    missed: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()  # given, but not true

    def caption(self, words) -> list[list[tuple[str, str]]]:
        """The labels found, missed and given wrongly, a phrase each."""
        said = [[("", name)] for name in self.found]
        said += [[("muted", words["wall_missed"]), ("", name)] for name in self.missed]
        said += [[("muted", words["wall_extra"]), ("bad", name)] for name in self.extra]
        return said or [[("muted", words["wall_no_label"])]]


def choose(told: Answers, classes, seed=0) -> tuple[list[LabelShown], list[LabelShown]]:
    """The worst photos, first those with most labels wrong, and some right ones by chance.

    Of equally many wrong labels the photo that the model was surer about, by its log loss, comes
    first; at most 3 photos have the same mistake.
    """
    wrong = told.targets ^ told.given
    order = np.lexsort((told.table["path"].astype(str), -log_losses(told), -wrong.sum(axis=1)))
    chosen, kinds = [], {}
    for row in (row for row in order if wrong[row].any()):
        kind = (told.targets[row] * wrong[row] - told.given[row] * wrong[row] * 1.0).tobytes()
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= wall.ONE_PAIR and len(chosen) < wall.WRONG:
            chosen.append(row)
    right = np.flatnonzero(~wrong.any(axis=1))
    some = np.random.default_rng(seed).permutation(right)[: wall.RIGHT]
    return [_shown(told, row, classes) for row in chosen], [
        _shown(told, row, classes) for row in some
    ]


def log_losses(told: Answers) -> np.ndarray:
    """The log loss (N,) of each photo, a mean over labels; 0 where there are no scores."""
    if told.scores is None:
        return np.zeros(len(told.table))
    p = np.clip(np.where(told.targets, told.scores, 1 - told.scores), TINY, 1)
    return -np.log(p).mean(axis=1)


def _shown(told, row, classes):
    names = np.array([str(name) for name in classes], object)
    true, given = told.targets[row], told.given[row]
    facts = told.table.iloc[row]
    return LabelShown(
        str(facts["path"]),
        str(facts["label"]),
        str(facts["predicted"]),
        float("nan"),
        found=tuple(names[true & given]),
        missed=tuple(names[true & ~given]),
        extra=tuple(names[given & ~true]),
    )
