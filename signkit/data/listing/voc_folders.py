"""Photos with Pascal VOC files to rows: each photo with the file of its name."""

import re
from collections import defaultdict
from itertools import takewhile
from pathlib import Path

import pandas as pd

from signkit.data.answers.base import Told
from signkit.data.answers.table import CLASSES
from signkit.data.image import is_image_name
from signkit.data.listing.arrangement import KIND, canonical_split
from signkit.data.listing.voc import ODD, Annotation, read_voc
from signkit.data.listing.walk import files_below
from signkit.errors import DataError


def rows_from_voc(root: Path, told: Told = CLASSES) -> tuple[pd.DataFrame, list[str]]:
    """Rows (path, label, group, split) of the photos below `root` that have a file, and notes.

    Photo and file share their name; of several alike, the folders decide (`IMAGES` belongs to
    `ANNOTATIONS`, `Validation_Images` to `Validation_Annotations`). `label` is what fills the
    largest boxes; where several labels are told there is a column `labels` of all that is
    there, and photos without an object stay. Raises DataError where nothing is left; what was left
    out is in notes.
    """
    found = files_below(root)
    photos = [path for path in found.paths if is_image_name(path.rsplit("/", 1)[-1])]
    files = [path for path in found.paths if path.lower().endswith(".xml")]
    said, faults = _read(root, files)
    notes = found.notes + faults
    match, orphans, bare = _matched(photos, said)
    notes += _unmatched(orphans, bare)
    there = {path: said[match[path]] for path in photos if path in match}
    shown, left_out = told.usable({path: about.areas() for path, about in there.items()})
    notes += left_out
    if not shown:
        raise DataError(
            f"{root} holds no photo with a Pascal VOC file ({len(photos)} photos, {len(files)} xml "
            f"files). {' '.join(notes)}".strip(),
            "Put the xml files beside their photos, or into a folder ANNOTATIONS beside IMAGES; "
            "each has its photo's name.",
        )
    notes += _odd({path: there[path].odd for path in shown})
    rows = pd.DataFrame({"path": list(shown), "group": None})
    rows["split"] = _splits(rows["path"])
    rows, mixed = told.of_boxes(rows, list(shown.values()))
    return rows, notes + mixed


def _read(root, files) -> tuple[dict[str, Annotation], list[str]]:
    said, faults = {}, []
    for file in files:
        try:
            said[file] = read_voc(root / file)
        except DataError as error:
            faults.append(error.what)
    if not faults:
        return said, []
    return said, [f"{len(faults)} xml files were left out, such as this one: {faults[0]}"]


def _matched(photos, said) -> tuple[dict[str, str], list[str], list[str]]:
    """The file of each photo; the files that are nobody's; the photos without one."""
    by_name = defaultdict(list)
    for path in photos:
        by_name[_stem(path)].append(path)
    near = {}
    for file, about in said.items():
        # The file's own name counts first: the one inside is often that of another time.
        alike = by_name.get(_stem(file)) or by_name.get(_stem(about.photo)) or []
        near[file] = [(_nearness(file, about, path), path) for path in alike]
    pairs = [(grade, path, file) for file in near for grade, path in near[file]]
    match, given = {}, set()
    for grade, path, file in sorted(pairs, key=lambda pair: pair[0], reverse=True):
        if path in match or file in given:
            continue
        rivals = [other for same, other in near[file] if same == grade and other not in match]
        if len(rivals) == 1:
            match[path] = file
            given.add(file)
    orphans = [file for file in said if file not in given]
    return match, orphans, [path for path in photos if path not in match]


def _stem(path) -> str:
    name = path.rsplit("/", 1)[-1]
    known = is_image_name(name) or name.lower().endswith(".xml")
    return (name.rsplit(".", 1)[0] if known else name).casefold()


def _nearness(file, about, path) -> tuple:
    """How surely a file speaks of a photo of its name, to be compared."""
    here, there = file.split("/")[:-1], path.split("/")[:-1]
    same = path.rsplit("/", 1)[-1].casefold() == about.photo.casefold()
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(here, there, strict=False))))
    return here == there, _place(here) == _place(there), shared, same


def _place(folders) -> tuple[str, ...]:
    """What the folders say beside their kind, in lower-case words."""
    words = [
        "-".join(word for word in re.split(r"[\W_]+", name.lower()) if not KIND.fullmatch(word))
        for name in folders
    ]
    return tuple(filter(None, words))


def _splits(paths) -> list[str | None]:
    """The split that each photo's folders name, where all do."""
    named = [
        next(filter(None, map(canonical_split, _place(path.split("/")[:-1]))), None)
        for path in paths
    ]
    return named if None not in named else [None] * len(named)


def _unmatched(orphans, bare) -> list[str]:
    notes = []
    if orphans:
        notes.append(
            f"{len(orphans)} xml files belong to no photo, or not surely to one, such as "
            f"{orphans[0]}."
        )
    if bare:
        notes.append(f"{len(bare)} photos have no xml file and were left out, such as {bare[0]}.")
    return notes


def _odd(found: dict[str, tuple[str, ...]]) -> list[str]:
    """What boxes were put right for, and in how many photos."""
    notes = []
    for name, words in ODD.items():
        paths = [path for path, odd in found.items() if name in odd]
        count = sum(odd.count(name) for odd in found.values())
        boxes = f" ({count} boxes)" if count > len(paths) else ""
        if paths:
            notes.append(f"{len(paths)} photos have {words}{boxes}, such as {paths[0]}.")
    return notes
