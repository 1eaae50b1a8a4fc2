"""Classes that are mirror images of each other, and the augmentation that would mix them up."""

import re
from itertools import combinations

import pandas as pd

# What makes a photo of each kind of pair out of the other one: names of changes of training photos.
CHANGES = {
    "mirrored": ("flip",),
    "turned": ("quarter_turns",),
    "flipped": ("vertical_flip", "quarter_turns"),
}
_SIDES = (("left", "right"), ("kiri", "kanan"))


def mirror_classes(pairs: pd.DataFrame) -> list[dict]:
    """Count the pairs of copies, by classes and kind, that differ in label and how they are turned.

    `pairs` is as Copies has it; each row holds `classes` (two), `kind` and `pairs` (how many).
    """
    counts = pairs[mirrors(pairs)].groupby(["first_label", "second_label", "kind"]).size()
    found = {}
    for (first, second, kind), number in counts.items():
        key = (*sorted((str(first), str(second))), kind)
        found[key] = found.get(key, 0) + int(number)
    return [
        {"classes": [first, second], "kind": kind, "pairs": number}
        for (first, second, kind), number in sorted(found.items(), key=lambda item: -item[1])
    ]


def mirrors(pairs: pd.DataFrame) -> pd.Series:
    """Which of the pairs are of two classes, and of one photo mirrored or turned."""
    return (pairs["first_label"] != pairs["second_label"]) & pairs["kind"].isin(list(CHANGES))


def named_sides(classes: list[str]) -> list[list[str]]:
    """Pairs of classes whose names differ in left and right only, as turn_left and turn_right."""
    found = []
    for pair in combinations(sorted(map(str, classes)), 2):
        words = [re.findall(r"[^\W_]+", name.casefold()) for name in pair]
        differ = [tuple(sorted(both)) for both in zip(*words, strict=False) if len(set(both)) > 1]
        known = [tuple(sorted(side)) for side in _SIDES]
        if len(words[0]) == len(words[1]) and len(differ) == 1 and differ[0] in known:
            found.append(list(pair))
    return found


def changes_asked(settings: dict) -> set[str]:
    """Return the names of those changes in CHANGES that a run's settings ask for."""
    if "augmentations" in settings:
        named = re.findall(r"(\w+)(?:\s*=\s*([\d.]+))?", settings["augmentations"])
        return {name for name, strength in named if strength == "" or float(strength) > 0}
    return {"flip"} if settings.get("augment") and settings.get("flip") else set()


def clashes(copies: dict | None, classes: list[str], settings: dict) -> list[dict]:
    """Return the classes that a run's augmentation turns into each other: `classes`, `changes`.

    `copies` are the facts of the audit, or None; `settings` are those of the run.
    """
    asked = changes_asked(settings)
    known = [(row["classes"], CHANGES[row["kind"]]) for row in (copies or {}).get("mirrors", [])]
    known += [(pair, CHANGES["mirrored"]) for pair in named_sides(classes)]
    found = {}
    for pair, changes in known:
        if set(pair) <= set(classes) and (done := sorted(asked & set(changes))):
            found.setdefault(tuple(pair), set()).update(done)
    return [{"classes": list(pair), "changes": sorted(found[pair])} for pair in found]


def clash_notes(copies: dict | None, classes: list[str], settings: dict) -> list[str]:
    """Say before a training which classes its augmentation mixes up, and how to turn it off."""
    return [
        f"The classes {' and '.join(row['classes'])} seem to be mirror images of each other, and "
        f"{', '.join(row['changes'])} shows the one under the other's name: {mend(settings)}."
        for row in clashes(copies, classes, settings)
    ]


def mend(settings: dict) -> str:
    """How a run turns that off."""
    if "augmentations" in settings:
        return "take it out of AUGMENTATIONS"
    return "set FLIP = False"
