"""What an answer that never changes would score, and whether the model is better: in sentences."""

import numpy as np

from signkit.evaluation.answers.classes_figures import resampling_units
from signkit.evaluation.constant import constant_class, constant_labels, is_better
from signkit.report.answers.label_tables import answers

MOST = 4  # labels of a set that are named


def constant(record, words) -> dict | None:
    """`sentence` on what constant answers score, and `warning` where the model is no better.

    None without a test, and in older runs that don't say what they answered.
    """
    test = record.of_split("test")
    found = test and (test.get("constant") or _afterwards(record, test))
    if not found or not found["answers"]:
        return None
    say, warn = (_labels, _labels_warning) if record.several else (_class, _class_warning)
    figure = "macro_f1" if record.several else "accuracy"
    warned = figure in found["gains"] and not is_better(found, figure)
    return {
        "sentence": say(found, words),
        "warning": " ".join(warn(found, test, words)) if warned else None,
    }


def _class(found, words):
    answer = found["answers"][0]
    return words["constant_class"].format(
        label=answer["labels"][0],
        accuracy=words.percent(answer["accuracy"]),
        macro_f1=words.percent(answer["macro_f1"]),
    )


def _labels(found, words):
    of = {answer["name"]: answer for answer in found["answers"]}
    names = of["commonest"]["labels"]
    more = "…" if len(names) > MOST else ""
    return words["constant_labels"].format(
        every_f1=words.percent(of["every"]["macro_f1"]),
        none_exact=words.percent(of["none"]["exact_match"]),
        set=", ".join(names[:MOST]) + more or words["constant_no_label"],
        set_exact=words.percent(of["commonest"]["exact_match"]),
    )


def _class_warning(found, test, words):
    answer = found["answers"][0]
    yield words["constant_class_no"].format(
        accuracy=words.percent(test["accuracy"]),
        label=answer["labels"][0],
        constant=words.percent(answer["accuracy"]),
        **_points(found["gains"]["accuracy"], words),
    )
    yield words[
        "constant_class_but" if is_better(found, "macro_f1") else "constant_class_nor"
    ].format(
        macro_f1=words.percent(test["macro_f1"]), constant_f1=words.percent(answer["macro_f1"])
    )


def _labels_warning(found, test, words):
    of = {answer["name"]: answer for answer in found["answers"]}
    yield words["constant_labels_no"].format(
        macro_f1=words.percent(test["macro_f1"]),
        constant=words.percent(of["every"]["macro_f1"]),
        **_points(found["gains"]["macro_f1"], words),
    )
    exact = found["gains"]["exact_match"]
    name = "constant_labels_but" if is_better(found, "exact_match") else "constant_labels_nor"
    yield words[name].format(
        exact_match=words.percent(test["exact_match"]),
        constant_exact=words.percent(of[exact["over"]]["exact_match"]),
    )
    if test.get("roc_auc") is not None:
        yield words["constant_area"].format(roc_auc=words.number(test["roc_auc"], 2))


def _points(gain, words):
    ends = dict(zip(("low", "high"), gain["interval"], strict=True))
    points = {
        name: words.number(100 * value) for name, value in {"gain": gain["gain"], **ends}.items()
    }
    return points


def _afterwards(record, test):
    """The same of a run that was measured before constant answers were: from what it answered."""
    classes, table = [row["label"] for row in test["per_class"]], record.predictions
    if table is None:
        return None
    if record.several:
        told = answers(table, classes)
        if told is None:
            return None
        units = _units(told.table)
        return constant_labels(told.targets.astype(int), told.given.astype(int), classes, units)
    part = table[table["split"] == "test"]
    place = {name: k for k, name in enumerate(classes)}
    said = [part[name].astype(str).map(place).to_numpy() for name in ("label", "predicted")]
    if not len(part) or np.isnan(np.concatenate(said).astype(float)).any():
        return None
    return constant_class(*(column.astype(int) for column in said), classes, _units(part))


def _units(part):
    return resampling_units(part["group"].to_numpy() if "group" in part else None)[0]
