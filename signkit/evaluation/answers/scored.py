"""What answers share that are read off a score for each class."""

from pathlib import Path

from signkit.evaluation.answers.base import Tested
from signkit.runs.files import LABELS
from signkit.runs.formats import read_file

TESTED = Tested("naming classes")
FIGURES = ("accuracy", "macro_f1", "micro_f1", "exact_match", "balanced_accuracy", "top5")


def labels_in(folder: Path) -> list[str]:
    """The classes or labels in the order of the model's output."""
    return read_file(folder / LABELS)


def headline(metrics: dict, measure: str, name: str) -> dict:
    """The test's figures (shares 0-1), the one in front and its 95 % interval."""
    test = metrics.get("test") or {}
    return {
        "measure": name,
        "value": test.get(measure),
        "interval": test.get(f"{measure}_interval"),
        "interval_over": test.get("interval_over"),
        "photos": test.get("samples"),
        "groups": test.get("groups"),
        "figures": {name: test[name] for name in FIGURES if test.get(name) is not None},
    }


def gives(names: list[str], several: bool, more: str) -> dict:
    """The output of a model: a probability a name, and `more` words on it."""
    return {
        "shape": [len(names)],
        "range": [0, 1],
        "labels": names,
        "several": several,
        "words": f"one probability a label, in the order of labels.json{more}",
    }
