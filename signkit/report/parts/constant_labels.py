"""What every label, none, or the commonest set alone would score: in sentences."""

from signkit.evaluation.constant import constant_labels, is_better
from signkit.report.answers.label_tables import answers
from signkit.report.parts.constant import Constant, gain_points, units

MOST = 4  # labels of a set that are named


def constant(record, words) -> dict | None:
    """What every label, none, or the commonest set scores, as `Constant.told`."""
    return _CONSTANT.told(record, words)


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


def _labels_warning(found, test, words):
    of = {answer["name"]: answer for answer in found["answers"]}
    yield words["constant_labels_no"].format(
        macro_f1=words.percent(test["macro_f1"]),
        constant=words.percent(of["every"]["macro_f1"]),
        **gain_points(found["gains"]["macro_f1"], words),
    )
    exact = found["gains"]["exact_match"]
    name = "constant_labels_but" if is_better(found, "exact_match") else "constant_labels_nor"
    yield words[name].format(
        exact_match=words.percent(test["exact_match"]),
        constant_exact=words.percent(of[exact["over"]]["exact_match"]),
    )
    if test.get("roc_auc") is not None:
        yield words["constant_area"].format(roc_auc=words.number(test["roc_auc"], 2))


def _afterwards(record, test):
    """The same of a run that was measured before constant answers were: from what it answered."""
    classes = [row["label"] for row in test["per_class"]]
    told = answers(record.predictions, classes)
    if told is None:
        return None
    given = told.given.astype(int)
    return constant_labels(told.targets.astype(int), given, classes, units(told.table))


_CONSTANT = Constant("macro_f1", _labels, _labels_warning, _afterwards)
