"""What a history of epochs holds: its measures, its stages, its best epoch."""

import pandas as pd

_NO_MEASURE = {"stage", "epoch", "stage_epoch", "seconds", "step", "steps", "time"}
_ORDER = (
    "accuracy",
    "balanced_accuracy",
    "map",
    "loss",
    "alignment_loss",
    "perplexity",
    "text_perplexity",
    "top5",
    "learning_rate",
)
# What epochs are chosen by: balanced accuracy where classes are rare, mAP with several labels.
_JUDGES = ("balanced_accuracy", "map", "accuracy")
_MOST = 8  # panels; more would not be read


def measures(history) -> list[str]:
    """Names of the measures in a history (training names), the usual ones first.

    A learning rate that never changed is no curve.
    """
    names = [column.removeprefix("val_") for column in _numbers(history)]
    names = [name for name in dict.fromkeys(names) if name not in _NO_MEASURE]
    if "learning_rate" in names and history["learning_rate"].nunique() == 1:
        names.remove("learning_rate")
    known = [name for name in _ORDER if name in names]
    return (known + [name for name in names if name not in known])[:_MOST]


def stage_starts(history) -> list[tuple[int, str]]:
    """(row, stage) of each row where a stage begins."""
    if "stage" not in history or not len(history):
        return []
    stages = history["stage"].astype(str)
    return [(int(row), stages.iloc[row]) for row in range(len(stages)) if _starts(stages, row)]


def judged_by(history) -> str | None:
    """The measure that chose the epochs, of `_JUDGES`; None where a history has no such one."""
    return next((name for name in _JUDGES if f"val_{name}" in history), None)


def judged_words(history, words) -> str:
    """A sentence on what chose the epoch, where that isn't what is usual; else nothing."""
    balanced = history is not None and judged_by(history) == "balanced_accuracy"
    return words["curves_judged"] if balanced else ""


def best_row(history) -> int | None:
    """The row of the last stage that validation finds best; of equal ones, the lowest loss.

    Of the last stage only: earlier stages train parts, and their weights are not the ones kept.
    """
    starts = stage_starts(history)
    first = starts[-1][0] if starts else 0
    ways = {f"val_{judged_by(history)}": -1.0, "val_loss": 1.0}
    keys = [history[name].astype(float) * way for name, way in ways.items() if name in history]
    keys = [key.iloc[first:].reset_index(drop=True) for key in keys]
    if not any(key.notna().any() for key in keys):
        return None
    order = pd.concat(keys, axis=1).fillna(float("inf"))
    return first + int(order.sort_values(list(order.columns), kind="stable").index[0])


def _starts(stages, row):
    return row == 0 or stages.iloc[row] != stages.iloc[row - 1]


def _numbers(history):
    number = history.select_dtypes("number")
    return [column for column in number if number[column].notna().any()]
