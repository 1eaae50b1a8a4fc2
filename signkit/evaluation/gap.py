"""What a random split would report, and what groups never seen would get: told before training."""

import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from signkit.clips.sample import Clips
from signkit.data.catalog import Catalog
from signkit.data.splits.units import units_of
from signkit.evaluation.crossed import Crossed, find_crossed
from signkit.evaluation.intervals import folds_interval
from signkit.evaluation.probe import new_probe, probe_features
from signkit.landmarks.sample import Landmarks

See = Callable[[Landmarks | Clips], np.ndarray]
FOLDS = 5
MOST_GROUPS = 10  # up to here each group is left out by itself
MOST_PHOTOS = 5000  # an SVM's time grows with their square; of more, so many are drawn
_ROUNDS = 3  # of labels put right: what crosses most may hide what crosses, too


@dataclass(frozen=True)
class Folds:
    """Accuracies (0-1) of the folds of one way to split, their mean, and its 95 % interval."""

    mean: float
    interval: tuple[float, float]
    folds: list[float]


@dataclass(frozen=True)
class Gap:
    """The same probe on the same photos, split at random and split by groups.

    `by` says what stayed on one side: "group", "source" (copies; nobody knows the groups) or None
    where there is neither. Then `grouped` is None, and where no two classes are shown by two
    groups, or two sets of copies, each: nothing is tested on that was never trained. With groups
    copies stay together in both splits.
    """

    photos: int
    classes: int
    seed: int
    by: str | None
    groups: int | None
    random: Folds
    grouped: Folds | None
    groups_are: str = ""  # group_kinds
    # Classes of one group, or one set of copies, or fewer than five photos:
    left_out: list[str] = field(default_factory=list)
    # Of each group its photos, and how many of them (0-1) are told rightly by the probe of the
    # random split and by one that never saw the group: photos, random, unseen.
    by_group: dict[str, dict] = field(default_factory=dict)
    crossed: list[Crossed] = field(default_factory=list)  # labels that a group exchanged, it seems
    mended: dict[str, Folds] | None = None  # random and grouped, with those put right

    def facts(self) -> dict:
        """As a dict that JSON can hold."""
        return {"probe": "svm", **asdict(self)}


def measure_gap(
    catalog: Catalog, landmarks: Landmarks | Clips, see: See = probe_features, seed: int = 0
) -> Gap | None:
    """Score an SVM on the landmarks of photos or clips, split at random in five and by groups.

    `see` makes its features (N, D) of them: `probe_features`, of clips `clip_features`.
    Up to ten groups are left out one at a time; more are dealt into five folds. Where no photo
    names its group, copies of one photo are what a random split tears apart. Classes that one
    group, or one set of copies, alone shows are left out of both, as are those of fewer than five
    photos. None where fewer than two classes are left.
    """
    by, units, copies = _units(catalog.table)
    every = catalog.table["label"].astype(str).to_numpy()
    rows = _usable(every, units if by else None, seed)
    compared = by is not None and len(np.unique(every[rows])) > 1
    if by and not compared:
        rows = _usable(every, None, seed)
    labels = every[rows]
    if len(np.unique(labels)) < 2:
        return None
    features, units = see(landmarks.take(rows)), units[rows]
    number = len(np.unique(units))
    at_random = _dealt(labels, copies[rows] if by == "group" and compared else None, seed)
    apart = None
    if compared:
        each = by == "group" and number <= MOST_GROUPS
        apart = pd.factorize(units)[0] if each else _dealt(labels, units, seed)
    named = by == "group" and compared
    groups = catalog.table["group"].astype(str).to_numpy()[rows] if named else None
    return Gap(
        photos=len(rows),
        classes=len(np.unique(labels)),
        seed=seed,
        by=by,
        groups=number if by else None,
        groups_are=catalog.groups_are,
        left_out=sorted({*every} - {*labels}),
        **_measured(features, labels, groups, at_random, apart),
    )


def _units(table: pd.DataFrame) -> tuple[str | None, np.ndarray, np.ndarray]:
    """What must stay on one side, as far as it is known: its name, its numbers; those of copies."""
    copies = pd.factorize(table["source"])[0]
    if table["group"].notna().all() and table["group"].nunique() > 1:
        return "group", units_of(table, "grouped"), copies
    return "source" if table["source"].duplicated().any() else None, copies, copies


def _usable(labels: np.ndarray, units: np.ndarray | None, seed: int) -> np.ndarray:
    """Rows of the classes of enough photos, in two units at least, thinned out where too many."""
    labels = pd.Series(labels)
    kept = labels.groupby(labels).transform("size") >= FOLDS
    if units is not None:
        kept &= pd.Series(units).groupby(labels).transform("nunique") > 1
    rows = np.flatnonzero(kept)
    if len(rows) <= MOST_PHOTOS:
        return rows
    order = np.random.default_rng(seed).permutation(rows)
    # The k-th photo of each class before the k+1-th of any: rare classes stay whole.
    place = labels.iloc[order].groupby(labels.iloc[order]).cumcount().to_numpy()
    return np.sort(order[np.argsort(place, kind="stable")][:MOST_PHOTOS])


def _dealt(labels: np.ndarray, units: np.ndarray | None, seed: int) -> np.ndarray:
    """(N,) the fold, from 0, of each row; units stay whole, and no class is in one fold alone."""
    if units is None or len(np.unique(units)) == len(units):
        splits = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(labels, labels)
    else:
        folds = min(FOLDS, len(np.unique(units)))
        dealer = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        splits = dealer.split(labels, labels, units)
    fold = np.zeros(len(labels), int)
    with warnings.catch_warnings():
        # A class that is rare in the groups is uneven over the folds: so it is.
        warnings.filterwarnings("ignore", category=UserWarning, module="sklearn.model_selection")
        for number, (_, test) in enumerate(splits):
            fold[test] = number
    for name in np.unique(labels) if units is not None else ():
        mine = labels == name
        if len(np.unique(fold[mine])) == 1:
            held, photos = np.unique(units[mine], return_counts=True)
            moved = units == held[photos.argmin()]
            fold[moved] = (fold[moved] + 1) % (fold.max() + 1)
    return fold


def _measured(features, labels, groups, at_random, apart) -> dict:
    """Both splits scored; with groups, which of them crosses labels, and both scored without."""
    random, told, _ = _score(features, labels, at_random)
    found = {"random": random, "grouped": None, "by_group": {}, "crossed": [], "mended": None}
    if apart is None:
        return found
    found["grouped"], unseen, probes = _score(features, labels, apart)
    if groups is None:
        return found
    for name in np.unique(groups):
        own = groups == name
        right = {"random": told == labels, "unseen": unseen == labels}
        shares = {way: float(each[own].mean()) for way, each in right.items()}
        found["by_group"][str(name)] = {"photos": int(own.sum()), **shares}
    mended = labels
    for _ in range(_ROUNDS):
        crossed = find_crossed(probes, features, mended, groups, new_probe)
        if not crossed:
            break
        found["crossed"] += crossed
        for each in crossed:
            mended = each.mended(mended, groups)
        grouped, _, probes = _score(features, mended, apart)
        random = _score(features, mended, at_random)[0]
        found["mended"] = {"random": random, "grouped": grouped}
    return found


def _score(features, labels, fold) -> tuple[Folds | None, np.ndarray, list]:
    """The folds' figures, (N,) what each photo was taken for, and each probe with what it tested.

    None where nothing could be tested: what a fold's training lacks is not.
    """
    told, right, shares, probes = np.full(len(labels), "", object), [], [], []
    for number in np.unique(fold):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        test = test[np.isin(labels[test], labels[train])]
        if not len(test) or len(np.unique(labels[train])) < 2:
            continue
        probe = new_probe().fit(features[train], labels[train])
        told[test] = probe.predict(features[test])
        right.append(told[test] == labels[test])
        shares.append(len(test) / len(train))
        probes.append((probe, test))
    if len(right) < 2:
        return None, told, probes
    scores = [float(part.mean()) for part in right]
    interval = folds_interval(right, float(np.mean(shares)))
    return Folds(float(np.mean(scores)), interval, scores), told, probes
