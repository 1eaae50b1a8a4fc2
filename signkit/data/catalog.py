"""A data set as one table, a row a photo, from class folders, a CSV or Pascal VOC files."""

import hashlib
import os
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.data.answers.base import Told
from signkit.data.answers.table import CLASSES, asked_for, each_label, told_by
from signkit.data.checks.inventory import inventory
from signkit.data.columns import COLUMNS, UNKNOWN
from signkit.data.group_kinds import kind_of_groups
from signkit.data.listing.arrangement import catch
from signkit.data.listing.folders import PHOTOS, FileKind, compiled, rows_from_folders
from signkit.data.listing.people import other_reading
from signkit.data.listing.table_file import rows_from_csv
from signkit.data.listing.voc_folders import rows_from_voc
from signkit.data.names import listed, one_name
from signkit.errors import DataError, SettingsError


@dataclass(frozen=True)
class Catalog:
    """The photos of a data set and what is known of each.

    `table` has a RangeIndex, is sorted by path, and holds `path` (relative to `root`, with /),
    `label`, `group` (who or what must stay on one side of a split, or NA), `split` ("train",
    "validation", "test", "unknown" for classes never trained on, or NA), `bytes`, `hash`
    (BLAKE2b-128 of the content, hex) and `source` (copies of each other share it; the photo's own
    hash until find_copies has looked).
    Where photos have several labels, `labels` is a sorted tuple of them (empty: none of them is
    there), and `label` is made of them: "a + b", or "no label".
    With COPIES="report" `alike` names the set of copies that a photo was found in.
    `notes` are sentences about what was left out on the way, `copies_left_out` how many photos a
    split left out of the learning because they are copies of held-out ones. `listed` are all files
    of the folder as they were when it was listed (signkit.data.checks.inventory), and `groups_are`
    says what a group is (signkit.data.group_kinds), where that is known.
    `white` is the value of white of photos of more than 8 bits, 0 until they were looked at.
    """

    root: Path
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    listed: pd.DataFrame | None = field(default=None, repr=False, compare=False)
    groups_are: str = ""
    white: float = 0.0
    copies_left_out: int = 0

    @property
    def told(self) -> Told:
        """What is told of each photo: its class, or several labels."""
        return told_by(self.table)

    @property
    def classes(self) -> list[str]:
        """The labels that occur, sorted, but for those kept unknown."""
        known = (self.table["split"] != UNKNOWN).fillna(True)
        return sorted(each_label(self.table[known])["label"].unique())

    def targets(self) -> np.ndarray:
        """Places in `classes`: (N,) int32, -1 for those kept unknown.

        Of several labels a photo: (N, classes) float32, 1 for each that is there, else 0.
        """
        return self.told.targets(self.table, self.classes)

    def files(self) -> list[Path]:
        """The photos' full paths, in the table's order."""
        return [self.root / path for path in self.table["path"]]

    def with_table(self, table: pd.DataFrame) -> "Catalog":
        """The same data set with another table, numbered anew."""
        return replace(self, table=table.reset_index(drop=True))

    def __len__(self) -> int:
        return len(self.table)


def open_catalog(
    root,
    csv=None,
    group_pattern=None,
    group_column=None,
    voc=False,
    several=False,
    separator="",
    groups_are="",
    label_pattern=None,
) -> Catalog:
    """List a data set: class folders below `root`, the rows of a CSV, or photos with VOC files.

    A CSV has the columns `path` and `label` (`labels` with `several`). With `voc` Pascal VOC files
    anywhere below `root` say what is on the photos. With `several` a photo keeps all its labels,
    without it has one: in VOC files what fills the largest boxes. `separator` parts the labels in a
    cell of the CSV ("": | and ;). `label_pattern`, a regular expression searched in each path,
    catches the class where the folders aren't the classes.
    Groups come from the CSV's `group` column, from another one (`group_column`), or from
    `group_pattern`, a regular expression searched in each path: what its brackets catch is the
    group. `groups_are` says what a group is, where neither name does.
    Raises SettingsError for settings that exclude each other; DataError where there is no
    folder, no photo, fewer than two classes, or no way to the groups asked for; single rows that
    can't be used are left out and counted in `notes`.
    """
    told = asked_for(several)
    check_ways(csv, group_pattern, group_column, voc, told, separator, label_pattern)
    kind = kind_of_groups(groups_are, group_column, group_pattern)
    root = find_root(root)
    if csv:
        rows, notes = rows_from_csv(root, csv, group_column, told, separator=separator)
    elif voc:
        rows, notes = rows_from_voc(root, told)
    else:
        rows, notes = rows_from_folders(root, label_pattern=label_pattern)
    found = replace(catalog_of(root, rows, notes, group_pattern), groups_are=kind)
    return found if csv or voc or label_pattern else with_other_reading(found)


def find_root(root) -> Path:
    """The folder itself as a path; DataError, naming what lies beside, where there is none."""
    root = Path(root).expanduser()
    if not root.is_dir():
        raise DataError(f"There is no folder {root}.", _nearest(root))
    return root


def catalog_of(
    root: Path, rows: pd.DataFrame, notes, group_pattern=None, kind: FileKind = PHOTOS
) -> Catalog:
    """The catalog of listed rows (path, label, group, split); the photos themselves are read.

    Rows with `bytes` and `hash` have been read before. Raises DataError where there are fewer than
    two classes, and for a pattern that catches no group.
    """
    files = inventory(root, rows["path"])  # before any is read: what changes later is seen to have
    rows = rows.sort_values("path", kind="stable", ignore_index=True)
    if group_pattern:
        rows["group"] = _groups_by_pattern(rows["path"], group_pattern)
    rows, spelled = _one_spelling(rows)
    _check_classes(root, rows, kind, notes)
    notes = (*notes, *spelled, *_look_alike_names(each_label(rows)["label"]))
    notes = (*notes, *told_by(rows).doubts(rows))
    if "hash" not in rows:
        rows = rows.assign(**_sizes_and_hashes(root, rows["path"]))
    rows["source"] = rows["hash"]
    rows = rows.astype({"group": "string", "split": "string", "bytes": "int64"})
    table = rows[[*COLUMNS, *told_by(rows).columns]]
    return Catalog(root, table, notes, files)


def with_other_reading(catalog: Catalog) -> Catalog:
    """The catalog of class folders with a note where its folders may be meant another way.

    Raises DataError where they surely are.
    """
    return replace(catalog, notes=(*catalog.notes, *other_reading(catalog.table)))


def check_ways(
    csv,
    group_pattern,
    group_column,
    voc=False,
    told: Told = CLASSES,
    separator="",
    label_pattern=None,
) -> None:
    """Raise DataError or SettingsError for ways to list a data set that exclude each other."""
    if group_pattern and group_column:
        raise DataError(
            "Both group_pattern and group_column are given.", "Name the groups one way only."
        )
    if group_column and not csv:
        raise DataError(
            f"group_column {group_column!r} needs a CSV file.",
            "Give csv as well, or use group_pattern for class folders.",
        )
    if label_pattern and (csv or voc):
        raise SettingsError(
            "LABEL_PATTERN reads classes from paths, CSV and VOC read them from files.",
            "Say what is on the photos one way only.",
        )
    if csv and voc:
        raise SettingsError(
            "CSV and VOC exclude each other.", "Say what is on the photos one way only."
        )
    told.check_ways(csv, voc, separator)


def _nearest(folder: Path) -> str:
    there = next((parent for parent in folder.parents if parent.is_dir()), None)
    if there is None:
        return "Check the path."
    found = sorted(entry.name for entry in there.iterdir() if entry.is_dir())[:10]
    return f"{there} holds: {', '.join(found) or 'no folders'}."


def _check_classes(root, rows, kind, notes) -> None:
    labels = sorted(each_label(rows)["label"].unique())
    if len(labels) > 1:
        return
    if not labels:
        raise DataError(f"No {kind.word} in {root} has a label.", "Check the CSV or the VOC files.")
    first = root / rows["path"].iloc[0].split("/")[0]
    inside = sorted(p.name for p in first.iterdir() if p.is_dir())[:10] if first.is_dir() else []
    hint = f" {first} holds the folders {', '.join(inside)}: is that the one?" if inside else ""
    raise DataError(
        " ".join(
            [f"{root} holds one class only, {labels[0]!r} ({len(rows)} {kind.word}s).", *notes]
        ),
        f"A classifier needs two or more.{hint}",
    )


def _one_spelling(rows) -> tuple[pd.DataFrame, list[str]]:
    """Rows whose names are composed, and a note on those that were written in two ways."""
    spellings = defaultdict(set)
    for name in pd.concat([each_label(rows)["label"], rows["group"].dropna()]).unique():
        spellings[one_name(name)].add(name)
    rows = rows.assign(group=rows["group"].map(one_name, na_action="ignore"))
    rows = told_by(rows).renamed(rows, one_name)
    joined = [name for name, ways in spellings.items() if len(ways) > 1]
    note = (
        f"Names whose letters are composed in one place and taken apart in another (macOS does) "
        f"were joined: {listed(joined)}."
    )
    return rows, [note] if joined else []


def _look_alike_names(labels) -> list[str]:
    spelled = {}
    for label in sorted(labels.unique()):
        spelled.setdefault(" ".join(label.casefold().split()), []).append(label)
    return [
        f"The classes {' and '.join(map(repr, names))} differ in capitals or spaces only: "
        "rename them if they are meant to be one."
        for names in spelled.values()
        if len(names) > 1
    ]


def _groups_by_pattern(paths: pd.Series, pattern: str) -> list[str]:
    expression = compiled("group_pattern", pattern, r"(signer\d+)")
    groups = [catch(expression, path) for path in paths]
    missed = [path for path, group in zip(paths, groups, strict=True) if not group]
    if missed:
        verb = "matches no path" if len(missed) == len(groups) else "misses some paths"
        raise DataError(
            f"group_pattern {pattern!r} {verb} ({len(missed)} of {len(groups)}), such as "
            f"{', '.join(missed[:3])}.",
            "Change the pattern so that it catches a group in every path, or leave it empty.",
        )
    return groups


def _sizes_and_hashes(root: Path, paths: pd.Series) -> dict[str, list]:
    with ThreadPoolExecutor(min(8, (os.cpu_count() or 1) * 2)) as pool:
        found = list(pool.map(size_and_hash, (root / path for path in paths), chunksize=64))
    return {"bytes": [size for size, _ in found], "hash": [digest for _, digest in found]}


def file_hashes(root: Path, paths) -> list[str]:
    """The hashes of files as a catalog of photos has them."""
    return _sizes_and_hashes(root, paths)["hash"]


def size_and_hash(path: Path) -> tuple[int, str]:
    """Bytes and BLAKE2b-128 (hex) of a file; DataError where it can't be read."""
    try:
        with open(path, "rb") as file:  # in pieces: a video may be larger than the memory
            digest = hashlib.file_digest(file, _blake2b)
            return file.tell(), digest.hexdigest()
    except OSError as error:
        raise DataError(
            f"{path} can't be read: {error.strerror}.",
            "Give yourself the right to read it, or move it away.",
        ) from error


def content_hash(content) -> str:
    """BLAKE2b-128 of bytes, in hex."""
    return _blake2b(content).hexdigest()


def _blake2b(content=b""):
    return hashlib.blake2b(content, digest_size=16)
