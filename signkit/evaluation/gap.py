"""What a random split would report, and what people never seen would get: told before training."""

import warnings
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import LeaveOneGroupOut, StratifiedGroupKFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from signkit.clips.sample import Clips
from signkit.data.catalog import Catalog
from signkit.evaluation.intervals import folds_interval
from signkit.inputs.clip_frames import in_sight
from signkit.landmarks.geometry import hand_features, normalise, relative_points
from signkit.landmarks.sample import Landmarks

FOLDS = 5
MOST_GROUPS = 10  # up to here each group is left out by itself
MOST_PHOTOS = 5000  # an SVM's time grows with their square; of more, so many are drawn
C = 3.0
MOMENTS = 16  # of a clip


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
    where there is neither, and then nothing to compare with.
    """

    photos: int
    classes: int
    seed: int
    by: str | None
    groups: int | None
    random: Folds
    grouped: Folds | None
    groups_are: str = ""  # group_kinds

    def facts(self) -> dict:
        """As a dict that JSON can hold."""
        return {"probe": "svm", **asdict(self)}


def measure_gap(catalog: Catalog, landmarks: Landmarks | Clips, seed: int = 0) -> Gap | None:
    """Score an SVM on the landmarks of photos or clips, split at random in five and by groups.

    Up to ten groups are left out one at a time; more are dealt into five folds. Where no photo
    names its group, copies of one photo are what a random split tears apart. Classes that one
    group alone shows are left out of both. None where fewer than two classes remain, or one has
    fewer than five photos in all.
    """
    by, keys = _keys(catalog.table)
    rows = _usable(catalog.table["label"], keys if by == "group" else None, seed)
    labels = catalog.table["label"].to_numpy()[rows]
    counts = pd.Series(labels).value_counts()
    if len(counts) < 2 or counts.min() < FOLDS:
        return None
    see = clip_features if isinstance(landmarks, Clips) else probe_features
    features = see(landmarks.take(rows))
    at_random = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    grouped, groups = None, None
    if by:
        units = keys.to_numpy()[rows]
        groups = len(np.unique(units))
        grouped = _score(features, labels, _by_groups(groups, seed), units)
    return Gap(
        photos=len(rows),
        classes=len(counts),
        seed=seed,
        by=by,
        groups=groups,
        random=_score(features, labels, at_random),
        grouped=grouped,
        groups_are=catalog.groups_are,
    )


def probe_features(landmarks: Landmarks) -> np.ndarray:
    """What the probe sees of N photos, (N, 194): each hand's normalised points and 34 features.

    Left hands are mirrored. A hand that is alone stands first, whichever it is: detectors take one
    for the other. An absent hand is zeros.
    """
    points = relative_points(landmarks.image_points, landmarks.size)
    points[:, 1, :, 0] *= -1
    points = normalise(points)
    hands = np.concatenate([points.reshape(*points.shape[:2], -1), hand_features(points)], axis=2)
    hands *= landmarks.present[:, :, None]
    alone = landmarks.present[:, 1] & ~landmarks.present[:, 0]
    hands[alone] = hands[alone][:, ::-1]
    return hands.reshape(len(hands), -1)


def clip_features(clips: Clips) -> np.ndarray:
    """What the probe sees of N clips, (N, 2016): their points at 16 moments, evenly spread.

    Points are frame widths from the frame's middle, from the first hand to the last; absent hands
    are zeros.
    """
    seen = np.zeros((len(clips), MOMENTS, 2, 21, 3), np.float32)
    for row in range(len(clips)):
        hands = in_sight(clips, row)
        seen[row] = hands[np.linspace(0, len(hands) - 1, MOMENTS).round().astype(int)]
    return seen.reshape(len(seen), -1)


def _keys(table: pd.DataFrame) -> tuple[str | None, pd.Series | None]:
    """What must stay on one side, as far as anything is known of it."""
    if table["group"].notna().all() and table["group"].nunique() > 1:
        return "group", table["group"].astype(str)
    if table["source"].duplicated().any():
        return "source", table["source"].astype(str)
    return None, None


def _usable(labels: pd.Series, groups: pd.Series | None, seed: int) -> np.ndarray:
    """Rows of the classes that at least two groups show, thinned out evenly where too many."""
    kept = np.ones(len(labels), bool)
    if groups is not None:
        kept = (groups.groupby(labels).transform("nunique") > 1).to_numpy()
    rows = np.flatnonzero(kept)
    if len(rows) <= MOST_PHOTOS:
        return rows
    order = np.random.default_rng(seed).permutation(rows)
    # The k-th photo of each class before the k+1-th of any: rare classes stay whole.
    place = labels.iloc[order].groupby(labels.iloc[order]).cumcount().to_numpy()
    return np.sort(order[np.argsort(place, kind="stable")][:MOST_PHOTOS])


def _by_groups(groups: int, seed: int):
    if groups <= MOST_GROUPS:
        return LeaveOneGroupOut()
    return StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)


def _score(features, labels, folds, units=None) -> Folds:
    right, shares = [], []
    with warnings.catch_warnings():
        # A class that is rare in the groups is uneven over the folds: so it is.
        warnings.filterwarnings("ignore", category=UserWarning, module="sklearn.model_selection")
        splits = list(folds.split(features, labels, units))
    for train, test in splits:
        probe = make_pipeline(StandardScaler(), SVC(C=C))
        probe.fit(features[train], labels[train])
        right.append(probe.predict(features[test]) == labels[test])
        shares.append(len(test) / len(train))
    scores = [float(part.mean()) for part in right]
    interval = folds_interval(right, float(np.mean(shares)))
    return Folds(float(np.mean(scores)), interval, scores)
