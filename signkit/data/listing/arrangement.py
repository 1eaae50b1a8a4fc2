"""Which folders are classes, which are splits, and which only hold the others."""

import re
from collections import Counter
from dataclasses import dataclass, field

from signkit.data.names import one_name
from signkit.errors import DataError

SPLIT_SPELLINGS = {
    "train": "train", "training": "train", "latih": "train", "pelatihan": "train",
    "val": "validation", "valid": "validation", "validation": "validation", "dev": "validation",
    "validasi": "validation",
    "test": "test", "testing": "test", "uji": "test", "pengujian": "test",
}  # fmt: skip

# What only says that a folder holds photos or their files: Validation_Images, xml/train.
KIND = re.compile(r"(jpeg)?images?|imgs?|photos?|annotations?|annots?|xmls?|labels?|voc", re.I)


def canonical_split(name: str) -> str | None:
    """'train', 'validation' or 'test' for any usual spelling of it, None for another word."""
    return SPLIT_SPELLINGS.get(str(name).strip().lower())


@dataclass
class Arrangement:
    """The samples that have a class, with it and the split their folders name; and notes."""

    paths: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    splits: list[str | None] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, path: str, label: str, split: str | None) -> None:
        """Take a sample up."""
        self.paths.append(path)
        self.labels.append(label)
        self.splits.append(split)

    def leave(self, paths: list[str], where: str, why: str, word: str) -> None:
        """Tell of samples that were left out."""
        if paths:
            self.notes.append(f"{len(paths)} {word}s {where} {why} and were left out.")


def arrange(paths: list[str], word: str, alone=lambda path: False) -> Arrangement:
    """Read the classes and splits of samples out of their folders' names.

    `paths` are relative, with /; `word` is what one of them is called; those that are `alone` are
    a class each where they lie beside the class folders. A folder that holds everything is passed
    through. Folders called train, val or test, also `asl_train` beside `asl_test`, are splits and
    never classes; what has no class in them is left out. Raises DataError where no class is found,
    or nobody can tell what `train` is.
    """
    outer = _outer(paths, alone)
    found = Arrangement()
    if outer:
        found.notes.append(
            f"All {word}s with a class lie in {outer.rstrip('/')}: the folders in it were read as "
            "the classes."
        )
    loose = [path for path in paths if not path.startswith(outer)]
    tops: dict[str, list[str]] = {}
    for path in paths:
        if not path.startswith(outer):
            continue
        top, slash, _ = path[len(outer) :].partition("/")
        if slash:
            tops.setdefault(top, []).append(path)
        elif alone(path):
            found.add(path, top.rsplit(".", 1)[0], None)
        else:
            loose.append(path)
    found.leave(loose, "outside of class folders", "have no class", word)
    _fill(found, outer, tops, _split_tops(tops), word)
    return found


def _outer(paths, alone, before="", keep=()) -> str:
    """The folders, as the beginning of a path, that hold all the others."""
    while True:
        inside = [path[len(before) :] for path in paths if path.startswith(before)]
        heads = {path.split("/")[0] for path in inside if "/" in path}
        direct = [path for path in inside if "/" not in path and alone(path)]
        if direct or len(heads) != 1 or set(map(one_name, heads)) & set(keep):
            return before
        (head,) = heads
        within = [path.split("/", 1)[1] for path in inside if "/" in path]
        single = sum("/" not in path and alone(path) for path in within)
        deeper = sum("/" in path for path in within) + single * (single > 1)
        if 2 * deeper < len(within):
            return before
        before += f"{head}/"


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower())


def _split_tops(tops) -> dict[str, str]:
    """Folder -> split: those called so, and those of a family, as asl_train and asl_test are."""
    families: dict[tuple, dict[str, str]] = {}
    for top in tops:
        words = _words(top)
        named = [canonical_split(word) for word in words if canonical_split(word)]
        if len(named) == 1:
            rest = tuple(word for word in words if not canonical_split(word))
            families.setdefault(rest, {})[top] = named[0]
    found = {top: canonical_split(top) for top in tops if canonical_split(top)}
    flat = {top for top, paths in tops.items() if all(p.endswith(_below(top, p)) for p in paths)}
    for rest, family in families.items():
        said = set(family.values())
        # seg_train with classes in it, beside a seg_pred without.
        unnamed = {top for top in flat if rest and set(rest) < set(_words(top))} - set(family)
        if "train" in said and (len(said) > 1 or (unnamed and not flat & set(family))):
            found |= family
    return found


def _below(top: str, path: str) -> str:
    """How a path ends whose file lies in `top` itself."""
    return f"{top}/{path.rsplit('/', 1)[-1]}"


def _fill(found: Arrangement, outer, tops, splits, word) -> None:
    inside = _inside_splits(outer, tops, splits)
    others = [top for top in tops if top not in splits]
    if _is_thing(outer, tops, splits):
        found.notes.append("train was read as a class, like the folders beside it.")
        splits, others = {}, list(tops)
    if any(splits[top] == "train" for top in inside) or (inside and not others):
        _refuse_doubt(outer, tops, splits, others)
        _by_splits(found, inside, splits)
        for top in others:
            found.leave(tops[top], f"in {outer}{top}", "lie in no split", word)
    elif others:
        classes = _by_classes(found, outer, {top: tops[top] for top in others}, word)
        if splits and len(classes) < 2:
            raise _no_classes(tops, word)
        inside = {
            top: rows for top, rows in inside.items() if {one_name(l) for _, l in rows} <= classes
        }
        if inside:
            found.splits = ["train"] * len(found.paths)
            _by_splits(found, inside, splits)
    elif not found.paths:
        raise _no_classes(tops, word)
    for top in splits:
        if top not in inside:
            found.leave(tops[top], f"in {outer}{top}", "have no class folder", word)


def _is_thing(outer, tops, splits) -> bool:
    """Whether train is what runs on rails: without folders, as several others beside it are."""
    flat = all(path[len(outer) :].count("/") == 1 for paths in tops.values() for path in paths)
    return flat and set(splits.values()) == {"train"} and len(tops) > 2


def _inside_splits(outer, tops, splits) -> dict[str, list[tuple[str, str]]]:
    """The (path, label) of all in each split that holds class folders."""
    inside, known = {}, set()
    for top in sorted(splits, key=lambda top: splits[top] != "train"):
        before = _outer(tops[top], lambda path: False, f"{outer}{top}/", keep=known)
        parts = {path: path[len(before) :].split("/") for path in tops[top]}
        rows = [(path, p[0]) for path, p in parts.items() if len(p) > 1 and not _is_no_name(p[0])]
        labels = {one_name(label) for _, label in rows}
        if labels and (not known or labels & known):  # test/unknown is no class
            inside[top] = rows
            known |= labels if splits[top] == "train" else set()
    return inside


def _is_no_name(name: str) -> bool:
    """Whether a folder's name only says that photos, or those of a split, are in it."""
    words = re.split(r"[\W_]+", name)
    return all(
        KIND.fullmatch(word) or canonical_split(word.rstrip("0123456789")) for word in words if word
    )


def _by_splits(found: Arrangement, inside, splits) -> None:
    for top, rows in inside.items():
        for path, label in rows:
            found.add(path, label, splits[top])
    names = ", ".join(sorted(inside))
    found.notes.append(
        f"The folders {names} were read as splits: choose the split 'given' to keep them."
        if len(inside) > 1
        else f"The folder {names} was read as a split, not as a class."
    )


def _by_classes(found: Arrangement, outer, tops, word) -> set[str]:
    if all(map(_is_no_name, tops)) and not found.paths:
        raise _no_classes(tops, word)
    paths = [path for inside in tops.values() for path in inside]
    before = _outer(paths, lambda path: False, outer)  # what lay beside them may be left out now
    rows = {path: path[len(before) :].split("/") for path in paths}
    second = _second_splits(list(rows.values()))
    for path, parts in rows.items():
        found.add(path, parts[0], second[parts[1]] if second else None)
    return set(map(one_name, found.labels))


def _second_splits(rows) -> dict[str, str]:
    """Folder -> split where every class holds folders of splits: eraser/train, eraser/test."""
    if not all(len(parts) > 2 for parts in rows):
        return {}
    found = {parts[1]: canonical_split(parts[1]) for parts in rows}
    named = set(found.values())
    return found if None not in named and "train" in named and len(named) > 1 else {}


def _refuse_doubt(outer, tops, splits, others) -> None:
    """Beside several folders like it, train may be a class as well as a split."""
    deep = [top for top in others if any(p[len(outer) :].count("/") > 1 for p in tops[top])]
    if set(splits.values()) == {"train"} and len(deep) > 1:
        raise DataError(
            f"Is train a class or a split? Beside it lie {', '.join(deep[:5])}, with folders of "
            "their own.",
            f"If it is a class, set LABEL_PATTERN = '^{outer}([^/]+)/'; if it is a split, move the "
            "others away, or set DATASET to the folder train.",
        )


def _no_classes(tops: dict[str, list[str]], word) -> DataError:
    example = next(iter(tops.values()))[0]
    return DataError(
        f"The {word}s lie in {', '.join(sorted(tops)[:5])}, without class folders, such as "
        f"{example}.",
        f"Put the {word}s of each class into a folder of its name, give a CSV file with the "
        "columns path and label, or set LABEL_PATTERN to what catches the class in their paths.",
    )


def caught(paths: list[str], expression: re.Pattern, word: str) -> Arrangement:
    """The classes that a pattern over the path catches; what it misses is left out.

    Splits are those that folders on every path name. Raises DataError where nothing is caught.
    """
    found, missed = Arrangement(), []
    for path in paths:
        if label := catch(expression, path):
            named = map(canonical_split, path.split("/")[:-1])
            found.add(path, label, next(filter(None, named), None))
        else:
            missed.append(path)
    if not found.paths:
        raise DataError(
            f"label_pattern {expression.pattern!r} matches no path ({len(paths)} {word}s), such as "
            f"{', '.join(missed[:3])}.",
            "Change the pattern so that it catches the class, or leave it empty.",
        )
    if None in found.splits or len(Counter(found.splits)) == 1:
        found.splits = [None] * len(found.paths)
    if missed:
        found.notes.append(
            f"{len(missed)} {word}s whose path label_pattern {expression.pattern!r} misses were "
            f"left out, such as {missed[0]}."
        )
    return found


def catch(expression: re.Pattern, path: str) -> str:
    """What a pattern's brackets catch in a path, joined; all that matches where it has none."""
    match = expression.search(one_name(path))
    if match is None:
        return ""
    return "-".join(filter(None, match.groups())) if match.re.groups else match.group()
