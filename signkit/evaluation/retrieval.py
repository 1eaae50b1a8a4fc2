"""How well signs and texts find each other, and what is said of classes never trained on."""

import numpy as np
from scipy.stats import hypergeom

from signkit.errors import DataError
from signkit.evaluation.intervals import bootstrap_interval

AT = (1, 5, 10)


def retrieval(scores, targets, groups=None, at=AT) -> dict:
    """Recall at k both ways of scores (N, C) between N signs and the texts of C classes.

    `targets` (N,) are places among the C. "sign_to_text": the share of signs whose own text is
    among the k best, with its interval (over `groups` (N,) where given). "text_to_sign": the share
    of texts (of classes that have signs) with a sign of theirs among the k best. Each beside its
    chance level, what a random order reaches. A tie counts as lost. Raises DataError where shapes
    don't agree.
    """
    scores, targets = _checked(scores, targets)
    signs, classes = scores.shape
    ranks = text_ranks(scores, targets)
    counts = np.bincount(targets, minlength=classes)
    firsts = first_sign_ranks(scores, targets)
    found = {"sign_to_text": {}, "text_to_sign": {}}
    for k in at:
        right = ranks < k
        found["sign_to_text"][k] = {
            "recall": float(right.mean()),
            "interval": bootstrap_interval(right, groups),
            "chance": min(k, classes) / classes,
        }
        # At least one of a class's signs among k drawn from all without replacement.
        chance = hypergeom.sf(0, signs, counts[counts > 0], min(k, signs))
        found["text_to_sign"][k] = {
            "recall": float((firsts < k).mean()),
            "chance": float(chance.mean()),
        }
    return found


def text_ranks(scores, targets) -> np.ndarray:
    """How many other texts score as high as each sign's own or higher, (N,): 0 is found first."""
    own = np.take_along_axis(scores, targets[:, None], axis=1)
    return (scores >= own).sum(axis=1) - 1


def first_sign_ranks(scores, targets) -> np.ndarray:
    """How many signs of other classes score as high as the best of a text's own, or higher.

    One number for each class that has signs, in their order.
    """
    present = np.unique(targets)
    best = np.array([scores[targets == c, c].max() for c in present])
    return np.array(
        [(scores[targets != c, c] >= b).sum() for c, b in zip(present, best, strict=True)]
    )


def zero_shot(scores, targets, seen, groups=None) -> dict:
    """What is said of signs of unseen classes, by scores (N, C) with the texts of all classes.

    `seen` (C,) bool says which classes were trained on. Of unseen classes' signs: accuracy "among
    all" classes and "among the unseen" alone, each with its interval (over `groups` (N,) where
    given) and its chance level. "seen" is the accuracy of seen classes' signs among all, and
    "harmonic" the harmonic mean of both sides' accuracies among all, each averaged over classes
    (Xian et al., 2018, "Zero-shot learning: a comprehensive evaluation of the good, the bad and
    the ugly"); both None without signs of seen classes. Raises DataError where shapes don't agree
    or no sign is of an unseen class.
    """
    scores, targets = _checked(scores, targets)
    seen = np.asarray(seen, bool)
    if seen.shape != scores.shape[1:]:
        raise DataError(
            f"`seen` has {seen.size} classes and the scores {scores.shape[1]}.",
            "Give one for each text.",
        )
    new = ~seen[targets]
    if not new.any():
        raise DataError(
            "No sign is of a class that was never trained on.",
            "Set classes apart (UNKNOWN_CLASSES) to measure zero-shot.",
        )
    groups = None if groups is None else np.asarray(groups)
    right = scores.argmax(axis=1) == targets
    between = np.where(seen, -np.inf, scores).argmax(axis=1) == targets
    unseen, old = _share(right, targets, new, groups), _share(right, targets, ~new, groups)
    return {
        "among_all": unseen | {"chance": 1 / len(seen)},
        "among_unseen": _share(between, targets, new, groups) | {"chance": 1 / (~seen).sum()},
        "seen": old and old | {"chance": 1 / len(seen)},
        "harmonic": old and harmonic_mean(unseen["per_class"], old["per_class"]),
    }


def harmonic_mean(one: float, other: float) -> float:
    """The harmonic mean of two shares: near the lower one, and 0 where one is 0."""
    return 2 * one * other / (one + other) if one + other else 0.0


def _per_class(right, targets) -> float:
    """The mean over classes of the share that is right of each."""
    return float(np.mean([right[targets == c].mean() for c in np.unique(targets)]))


def _share(right, targets, chosen, groups) -> dict | None:
    """The accuracy of chosen signs, its interval, and its mean over their classes."""
    if not chosen.any():
        return None
    right, targets = right[chosen], targets[chosen]
    theirs = None if groups is None else groups[chosen]
    return {
        "accuracy": float(right.mean()),
        "interval": bootstrap_interval(right, theirs),
        "per_class": _per_class(right, targets),
        "signs": len(right),
    }


def _checked(scores, targets):
    scores, targets = np.asarray(scores, float), np.asarray(targets)
    if scores.ndim != 2 or targets.shape != scores.shape[:1] or not targets.size:
        raise DataError(
            f"Scores {scores.shape} and targets {targets.shape} don't belong together.",
            "Give one row and one target for each sign.",
        )
    if targets.min() < 0 or targets.max() >= scores.shape[1]:
        raise DataError(
            f"Targets go from {targets.min()} to {targets.max()}, and there are "
            f"{scores.shape[1]} texts.",
            "Number classes by their place among the texts.",
        )
    if not np.isfinite(scores).all():
        raise DataError("Some scores are no numbers.", "Look for NaN in the vectors.")
    return scores, targets
