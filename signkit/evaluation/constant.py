"""What an answer that never changes would score, and whether a model is better than that."""

import numpy as np

from signkit.evaluation.answers.averages import averages, macro_f1_interval
from signkit.evaluation.answers.labels_f1 import macro_difference_interval
from signkit.evaluation.paired import difference_interval


def constant_class(targets, predicted, classes, units=None, seed=0) -> dict:
    """The commonest class named for every photo: `answers` and the model's `gains` over them.

    `targets`, `predicted` (N,) int; `units` (N,) are drawn whole for the intervals. The commonest
    of the test itself is the strongest answer of its kind, known only afterwards.
    """
    targets, predicted = np.asarray(targets), np.asarray(predicted)
    common = int(np.bincount(targets).argmax())
    right, always = predicted == targets, targets == common
    f1 = averages(targets, np.full_like(targets, common))["macro"]["f1"]
    model = averages(targets, predicted)["macro"]["f1"]
    # Drawn within classes, a constant answer's F1 stays as it is.
    f1_ends = macro_f1_interval(targets, predicted, len(classes), units, seed)
    answer = {
        "name": "commonest",
        "labels": [str(classes[common])],
        "accuracy": float(always.mean()),
        "macro_f1": f1,
    }
    accuracy_gain = float(right.mean() - always.mean())
    return {
        "answers": [answer],
        "gains": {
            "accuracy": _gain(answer, accuracy_gain, difference_interval(right, always, units)),
            "macro_f1": _gain(answer, model - f1, [end - f1 for end in f1_ends]),
        },
    }


def constant_labels(targets, given, classes, units=None, seed=0) -> dict:
    """The same where a photo has several labels: every label, none, and the commonest set.

    `targets`, `given` (N, C) 0 or 1. Macro F1 is highest for every label; what is all right most
    often is the commonest set.
    """
    targets, given = np.asarray(targets), np.asarray(given)
    sets, counts = np.unique(targets, axis=0, return_counts=True)
    common = sets[counts.argmax()]
    said = {"every": np.ones_like(common), "none": np.zeros_like(common), "commonest": common}
    answers = [_labels_answer(name, targets, row, classes) for name, row in said.items()]
    every, exact = answers[0], max(answers, key=lambda answer: answer["exact_match"])
    right = (given == targets).all(axis=1)
    always = (targets == said[exact["name"]]).all(axis=1)
    ends = difference_interval(right, always, units)
    gains = {"exact_match": _gain(exact, float(right.mean() - always.mean()), ends)}
    all_given = np.broadcast_to(said["every"], targets.shape)
    if ends := macro_difference_interval(targets, given, all_given, units, seed, True):
        model = averages_of_labels(targets, given)["macro_f1"]
        gains["macro_f1"] = _gain(every, model - every["macro_f1"], ends)
    return {"answers": answers, "gains": gains}


def averages_of_labels(targets, given) -> dict[str, float]:
    """Macro F1 over the labels present, micro F1 and exact match of labels given (N, C)."""
    right, total = (targets * given).sum(axis=0), targets.sum(axis=0) + given.sum(axis=0)
    there = targets.any(axis=0)
    f1 = 2 * right[there] / total[there]
    return {
        "macro_f1": float(f1.mean()) if there.any() else 0.0,
        "micro_f1": float(2 * right.sum() / total.sum()) if total.any() else 0.0,
        "exact_match": float((targets == given).all(axis=1).mean()),
    }


def is_better(constant: dict, figure: str) -> bool:
    """Whether a model's figure is surely above that of the best constant answer."""
    gain = constant["gains"].get(figure)
    return gain is not None and gain["interval"][0] > 0


def _labels_answer(name, targets, row, classes):
    labels = [str(label) for label, there in zip(classes, row, strict=True) if there]
    figures = averages_of_labels(targets, np.broadcast_to(row, targets.shape))
    return {"name": name, "labels": labels, **figures}


def _gain(answer, gain, interval):
    return {"over": answer["name"], "gain": float(gain), "interval": [float(e) for e in interval]}
