"""Class folders to rows: the top folder is the class, whatever lies deeper belongs to it."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from signkit.data.image import IMAGE_SUFFIXES, is_image_name
from signkit.errors import DataError

SPLIT_SPELLINGS = {
    "train": "train", "training": "train",
    "val": "validation", "valid": "validation", "validation": "validation", "dev": "validation",
    "test": "test", "testing": "test",
}  # fmt: skip


def canonical_split(name: str) -> str | None:
    """'train', 'validation' or 'test' for any usual spelling of it, None for another word."""
    return SPLIT_SPELLINGS.get(str(name).strip().lower())


def rows_from_folders(root: Path) -> tuple[pd.DataFrame, list[str]]:
    """Rows (path, label, group, split) of all photos below `root`, and notes on what was left out.

    `root/train/CLASS/...` with its sisters is understood too: the split is kept in the rows.
    """
    photos, loose, others = [], [], Counter()
    tops = [entry for entry in sorted(os.scandir(root), key=lambda e: e.name) if _counts(entry)]
    for top in tops:
        if not top.is_dir():
            loose += [top.name] if is_image_name(top.name) else []
            continue
        for path in walk(top.path):
            if is_image_name(path.name):
                photos.append(path.relative_to(root).as_posix())
            elif not path.name.startswith("."):
                others[path.suffix.lower() or "no ending"] += 1
    if not photos:
        raise _no_photos(root, loose, others)
    with_photos = {path.split("/")[0] for path in photos}
    depth = 1 if _are_splits(with_photos, photos) else 0
    rows = pd.DataFrame({"path": photos})
    rows["label"] = [path.split("/")[depth] for path in photos]
    rows["group"] = None
    rows["split"] = [canonical_split(p.split("/")[0]) if depth else None for p in photos]
    empty = [top.name for top in tops if top.is_dir() and top.name not in with_photos]
    return rows, _notes(root, empty, loose, others, with_photos if depth else ())


def _counts(entry) -> bool:
    return not entry.name.startswith(".") and entry.name != "__MACOSX"


def walk(folder) -> Iterator[Path]:
    """All files below a folder, in order, but for hidden folders."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "__MACOSX")
        yield from (Path(here, name) for name in sorted(names))


def _are_splits(tops: set[str], photos: list[str]) -> bool:
    splits = {canonical_split(name) for name in tops}
    return None not in splits and "train" in splits and all(p.count("/") >= 2 for p in photos)


def _no_photos(root, loose, others) -> DataError:
    if loose:
        return DataError(
            f"{root} holds {len(loose)} photos, but no class folders.",
            "Put the photos of each class into a folder of its name, or give a CSV file with the "
            "columns path and label.",
        )
    found = f", only {_counted(others)}" if others else ""
    return DataError(
        f"{root} holds no photos in folders{found}.",
        f"Put {', '.join(sorted(IMAGE_SUFFIXES))} files into one folder a class.",
    )


def _counted(others: Counter) -> str:
    return ", ".join(f"{n} {suffix}" for suffix, n in others.most_common(5))


def _notes(root, empty, loose, others, splits) -> list[str]:
    notes = []
    if empty:
        notes.append(f"{len(empty)} folders without photos are no class: {', '.join(empty[:10])}.")
    if loose:
        notes.append(f"{len(loose)} photos directly in {root} have no class and were left out.")
    if others:
        notes.append(f"Files that are no photos were left out: {_counted(others)}.")
    if splits:
        notes.append(
            f"The folders {', '.join(sorted(splits))} were read as splits: choose the split "
            "'given' to keep them."
        )
    return notes
