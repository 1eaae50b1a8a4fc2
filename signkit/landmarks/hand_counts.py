"""Hands counted by class: which signs take two, which classes lack hands, and in which photos."""

import numpy as np
import pandas as pd

# A class takes two hands where both were found in this part of its photos with a hand, and in two
# photos or more. Detectors lose a hand of two far more often than they invent one (in 1 photo of
# 700): of BISINDO's letters those of two hands have both in 67 to 100 %, the others in none.
TWO_HANDED = 0.3
_FEWEST_WITH_BOTH = 2
HALF = 50.0  # per cent of a class's photos, below which a class is warned of
_SHOWN = 10  # classes in a warning


def takes_two(labels, present: np.ndarray) -> np.ndarray:
    """Whether the class of each photo takes two hands, (N,); `present` (N, 2) says which it has."""
    rows = pd.DataFrame({"any": present.any(axis=1), "both": present.all(axis=1)})
    counts = rows.groupby(np.asarray(labels)).transform("sum")
    often = counts["both"] >= np.maximum(TWO_HANDED * counts["any"], _FEWEST_WITH_BOTH)
    return often.to_numpy()


def missing_hands(table: pd.DataFrame, present: np.ndarray) -> pd.DataFrame:
    """The photos that lack a hand: path, label, group, hands found, of how many; none first."""
    wanted = 1 + takes_two(table["label"], present)
    rows = table[["path", "label", "group"]].assign(hands=present.sum(axis=1), of=wanted)
    rows = rows[rows["hands"] < rows["of"]]
    return rows.sort_values(["hands", "label", "path"], kind="stable", ignore_index=True)


def hand_warnings(by_class: pd.DataFrame) -> list[str]:
    """Sentences on the classes that have a hand, or both where signs take two, in under half."""
    found = []
    for column, rows, what in (
        ("hands_found", by_class, "A hand was found"),
        ("both_hands", by_class[by_class["two_handed"]], "Signs of two hands: both were found"),
    ):
        few = rows[rows[column] < HALF].sort_values(column, kind="stable")
        if len(few):
            said = [
                f"{label} ({share:.0f} %)"
                for label, share in zip(few["label"], few[column], strict=True)
            ]
            more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
            classes = "a class" if len(said) == 1 else f"{len(said)} classes"
            found.append(
                f"{what} in under half of the photos of {classes}: {', '.join(said[:_SHOWN])}"
                f"{more}. Look at them before you train."
            )
    return found
