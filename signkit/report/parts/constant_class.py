"""What the commonest class alone would score, and whether a model is better: in sentences."""

import numpy as np

from signkit.evaluation.constant import constant_class, is_better
from signkit.report.parts.constant import Constant, gain_points, units


def constant(record, words) -> dict | None:
    """What the commonest class scores, as `Constant.told`."""
    return _CONSTANT.told(record, words)


def _class(found, words):
    answer = found["answers"][0]
    return words["constant_class"].format(
        label=answer["labels"][0],
        accuracy=words.percent(answer["accuracy"]),
        macro_f1=words.percent(answer["macro_f1"]),
    )


def _class_warning(found, test, words):
    answer = found["answers"][0]
    yield words["constant_class_no"].format(
        accuracy=words.percent(test["accuracy"]),
        label=answer["labels"][0],
        constant=words.percent(answer["accuracy"]),
        **gain_points(found["gains"]["accuracy"], words),
    )
    yield words[
        "constant_class_but" if is_better(found, "macro_f1") else "constant_class_nor"
    ].format(
        macro_f1=words.percent(test["macro_f1"]), constant_f1=words.percent(answer["macro_f1"])
    )


def _afterwards(record, test):
    """The same of a run that was measured before constant answers were: from what it answered."""
    classes, table = [row["label"] for row in test["per_class"]], record.predictions
    if table is None:
        return None
    part = table[table["split"] == "test"]
    place = {name: k for k, name in enumerate(classes)}
    said = [part[name].astype(str).map(place).to_numpy() for name in ("label", "predicted")]
    if not len(part) or np.isnan(np.concatenate(said).astype(float)).any():
        return None
    return constant_class(*(column.astype(int) for column in said), classes, units(part))


_CONSTANT = Constant("accuracy", _class, _class_warning, _afterwards)
