"""Folders of people that hold folders of signs: told where they were read the other way round."""

import re
from collections import defaultdict

import pandas as pd

from signkit.data.names import one_name
from signkit.errors import DataError

_PERSON = re.compile(
    r"(signers?|subjects?|persons?|people|users?|participants?|students?|speakers?|performers?|"
    r"actors?|hands?|orang|peraga|penutur|responden|subjek|siswa|mahasiswa|p|s)[\W_]*\d+",
    re.IGNORECASE,
)


def other_reading(table: pd.DataFrame) -> list[str]:
    """A sentence where the same folders lie in each class: they may be the classes.

    Nothing where the groups are those folders already. Raises DataError where the classes are
    called signer1, signer2, ...: what was trained would tell people apart.
    """
    crossed = _crossed(table["path"], table["label"])
    if crossed is None:
        return []
    class_level, level, shared, inner = crossed
    if table["group"].notna().all() and set(table["group"]) == inner:
        return []
    names = sorted(set(table["label"]))
    sets = f"LABEL_PATTERN = '{_pattern(level)}' and GROUP_PATTERN = '{_pattern(class_level)}'"
    found = f"The same {len(shared)} folders ({_few(shared)}) lie in each of the {len(names)} "
    if all(map(_PERSON.fullmatch, names)):
        raise DataError(
            f"{found}folders {_few(names)}: read as classes these would be who signed, not what.",
            f"Set {sets}. To learn who it is all the same, set LABEL_PATTERN = "
            f"'{_pattern(class_level)}'.",
        )
    return [
        f"{found}classes ({_few(names)}). If those are the classes, and these only who or where it "
        f"was, set {sets}. If those say who or where it was, set GROUP_PATTERN = "
        f"'{_pattern(level)}'."
    ]


def _crossed(paths, labels) -> tuple[int, int, list[str], set[str]] | None:
    """The levels of the class's folder and of those that all classes share, and their names."""
    parts = [one_name(path).split("/")[:-1] for path in paths]
    places = {p.index(label) if label in p else -1 for p, label in zip(parts, labels, strict=True)}
    if len(places) != 1 or -1 in places:
        return None
    (class_level,) = places
    level = class_level + 1
    while len({p[level] if len(p) > level else None for p in parts}) == 1 and len(parts[0]) > level:
        level += 1  # a folder of one name in all: MP_Data
    inside = defaultdict(set)
    for p, label in zip(parts, labels, strict=True):
        if len(p) <= level:
            return None
        inside[label].add(p[level])
    shared = set.intersection(*inside.values())
    every = set.union(*inside.values())
    if len(shared) < 2 or 2 * len(shared) < len(every):
        return None
    return class_level, level, sorted(shared), every


def _pattern(level: int) -> str:
    before = "" if level == 0 else "[^/]+/" if level == 1 else f"(?:[^/]+/){{{level}}}"
    return f"^{before}([^/]+)/"


def _few(names: list[str]) -> str:
    return ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
