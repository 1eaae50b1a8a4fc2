"""Labels that one group alone has exchanged: told by a probe that never saw the group."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import combinations, pairwise

import numpy as np
from scipy.stats import binom
from sklearn.model_selection import GroupKFold

MOST = 0.5  # of the group's photos of each class are taken for the other class,
LITTLE = 0.15  # and of other groups' photos no more, on average
FEWEST = 2  # photos that the group has of each class
LIKELY = 0.01  # the chance that any group crosses any classes so, if it were as the others are
_LOOKS = 60  # candidates looked at, strongest first
_FOLDS = 10  # of other groups


@dataclass(frozen=True)
class Crossed:
    """Classes whose labels one group seems to have exchanged: each is taken for the next.

    The last is taken for the first. `taken` of `photos` photos of the group in these classes are;
    `others` is the share (0-1) in the other groups.
    """

    group: str
    classes: list[str]
    photos: int
    taken: int
    others: float

    def facts(self) -> dict:
        """As a dict that JSON can hold."""
        return asdict(self)

    def mended(self, labels: np.ndarray, groups: np.ndarray) -> np.ndarray:
        """The labels (N,), in which this group's classes are what they were taken for."""
        mended, own = labels.copy(), groups == self.group
        for one, other in _steps(self.classes):
            mended[own & (labels == one)] = other
        return mended


def find_crossed(probes, features, labels, groups, fresh: Callable) -> list[Crossed]:
    """Find classes that a group crosses and others don't: A is taken for B, and B for A.

    `probes` are pairs of a fitted SVM that decides pair by pair ("ovo") and the rows (M,) of the
    groups that it was not trained on; `features` (N, D), `labels` and `groups` (N,). `fresh`
    makes such an SVM, with which the other groups are asked, the suspect left out of training,
    too. So what look alike to every group aren't named, nor the groups that a wrong label
    misled, nor what so few photos may do by chance. Longer rounds, A for B, B for C, C for A, are
    found where most of each class is. Two groups would accuse each other: none is named of those.
    """
    if len(np.unique(groups)) < 3:
        return []
    candidates = []
    for probe, rows in probes:
        for group in np.unique(groups[rows]):
            own = rows[groups[rows] == group]
            candidates += _candidates(probe, features[own], labels[own], str(group))
    # Of a round of three two may seem a pair: the longer explains more.
    candidates.sort(key=lambda each: (-each.taken / each.photos, -len(each.classes)))
    number = len(np.unique(labels))
    tests = len(np.unique(groups)) * number * (number - 1) / 2
    found = []
    for each in candidates[:_LOOKS]:
        used = [one.classes for one in found if one.group == each.group]
        if any(set(each.classes) & set(classes) for classes in used):
            continue
        if (seen := _confirmed(each, features, labels, groups, fresh, tests)) is not None:
            found.append(seen)
    return sorted(found, key=lambda one: -one.photos)


def _candidates(probe, features, labels, group) -> list[Crossed]:
    names = list(probe.classes_)
    shown = np.array([(labels == name).sum() for name in names])
    decided = probe.decision_function(features)
    # Of two classes there is one column, which speaks for the second.
    decided = -decided[:, None] if len(names) == 2 else decided
    found, argmax = [], _argmax(probe.predict(features), labels, names)
    for column, (one, other) in enumerate(combinations(range(len(names)), 2)):
        if min(shown[one], shown[other]) < FEWEST:
            continue
        first = (decided[labels == names[one], column] < 0).sum()
        second = (decided[labels == names[other], column] > 0).sum()
        if first > MOST * shown[one] and second > MOST * shown[other]:
            both = [str(names[one]), str(names[other])]
            photos = int(shown[one] + shown[other])
            found.append(Crossed(group, both, photos, int(first + second), 0.0))
    for cycle in _cycles({one: other for one, (other, _) in argmax.items()}):
        taken = sum(argmax[name][1] for name in cycle)
        photos = int(np.isin(labels, cycle).sum())
        found.append(Crossed(group, [str(name) for name in cycle], photos, taken, 0.0))
    return found


def _argmax(predicted, labels, names) -> dict:
    """Class -> another one that most of it is taken for, and how many photos are."""
    ways = {}
    for name in names:
        answers, times = np.unique(predicted[labels == name], return_counts=True)
        if times.sum() < FEWEST:
            continue
        answer, most = answers[times.argmax()], int(times.max())
        if answer != name and most > MOST * times.sum():
            ways[name] = answer, most
    return ways


def _cycles(answered: dict) -> list[list]:
    """Three and more classes that take each other's places in a round; pairs are no round."""
    cycles, seen = [], set()
    for start in answered:
        path = [start]
        while (following := answered.get(path[-1])) is not None and following not in path:
            path.append(following)
        if following == start and len(path) > 2 and not seen & set(path):
            cycles.append(path)
            seen |= set(path)
    return cycles


def _confirmed(suspect, features, labels, groups, fresh, tests) -> Crossed | None:
    """The suspect with what the other groups do; None where they, or chance, do it as well."""
    rows = np.flatnonzero((groups != suspect.group) & np.isin(labels, suspect.classes))
    if (number := len(np.unique(groups[rows]))) < 2:
        return None
    following, shares, photos = dict(_steps(suspect.classes)), [], 0
    for train, test in GroupKFold(min(number, _FOLDS)).split(rows, groups=groups[rows]):
        train, test = rows[train], rows[test]
        if len(np.unique(labels[train])) < len(suspect.classes):
            continue
        probe = fresh().fit(features[train], labels[train])
        crossed = probe.predict(features[test]) == [following[label] for label in labels[test]]
        shares.append(crossed.mean())
        photos += len(test)
    if not shares or np.mean(shares) > LITTLE or max(shares) > MOST:
        return None
    others = float(np.mean(shares))
    likely = (others * photos + 0.5) / (photos + 1)
    chance = binom.sf(suspect.taken - 1, suspect.photos, likely)
    if chance * tests > LIKELY:
        return None
    return Crossed(suspect.group, suspect.classes, suspect.photos, suspect.taken, others)


def _steps(classes):
    return pairwise([*classes, classes[0]])
