"""A data set of clips as one table: videos and landmark sequences in folders, or from a CSV."""

from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from signkit.clips.listing.folders import join_frames, one_row_a_clip, single_frames, without_twins
from signkit.clips.listing.sequence_file import SequenceFile
from signkit.clips.names import CLIP_FILES, CLIP_ROWS, MANY, file_and_number, is_video
from signkit.clips.video import GIF, measure
from signkit.data.catalog import Catalog, catalog_of, check_ways, find_root, with_other_reading
from signkit.data.group_kinds import kind_of_groups
from signkit.data.listing.csv_file import find_csv, read_csv
from signkit.data.listing.folders import PHOTOS, rows_from_folders
from signkit.data.listing.table_file import rows_from_csv
from signkit.data.listing.walk import files_below
from signkit.errors import ClipError, DataError

# What landmarks are kept in elsewhere, and can't be read.
OTHERS = {".parquet", ".pkl", ".pickle", ".h5", ".hdf5", ".json", ".feather"}


def open_clips(
    root, csv=None, group_pattern=None, group_column=None, label_pattern=None, groups_are=""
) -> Catalog:
    """List a data set of clips: class folders below `root`, the rows of a CSV, or .npz files.

    A clip is a video (`hello/3.mp4`) or a landmark sequence: a .npy file, a folder of numbered
    frames (`hello/3/0.npy`, ...), or one of many in a .npz (`hello.npz#3`), which directly in
    `root` is a class of its name, or holds its labels itself (X and y, an array a label). Groups
    and errors are those of `open_catalog`.
    """
    check_ways(csv, group_pattern, group_column, label_pattern=label_pattern)
    kind = kind_of_groups(groups_are, group_column, group_pattern)
    root = find_root(root)
    if csv:
        rows, notes = rows_from_csv(root, csv, group_column, kind=CLIP_ROWS)
    else:
        rows, notes = _in_folders(root, label_pattern)
        rows, strangers = _without_strangers(root, rows)
        rows, twins = without_twins(rows)
        notes = [*notes, *strangers, *twins]
    rows, packed = one_row_a_clip(root, rows, labelled=bool(csv))
    listed = catalog_of(root, rows, [*notes, *packed], group_pattern, CLIP_ROWS)
    listed = replace(listed, groups_are=kind)
    return listed if csv or label_pattern else with_other_reading(listed)


def joined_frames(root: Path, paths: list[str]) -> list[str]:
    """Paths of clips: what holds the frames of one is named instead of them.

    Raises DataError where a folder holds frames and folders of frames.
    """
    if not paths:
        return []
    clips = join_frames(root, pd.DataFrame({"path": paths, "split": None}))["path"].tolist()
    joined = set(clips) - set(paths)
    holding = {folder.as_posix() for clip in joined for folder in PurePosixPath(clip).parents}
    if mixed := sorted(holding & joined):
        raise single_frames(root, mixed[0])
    return clips


def _in_folders(root, label_pattern) -> tuple[pd.DataFrame, list[str]]:
    """The rows of class folders; where there are none, what lies there instead says the mend."""
    try:
        return rows_from_folders(root, CLIP_FILES, label_pattern, partial(joined_frames, root))
    except DataError as error:
        arrays = sorted(root.glob("*.npy"))
        if any(_is_many(file) for file in arrays):
            names = " and ".join(file.name for file in arrays[:4])
            raise DataError(
                f"{root} holds {names}, but no class folders.",
                "Save sequences and labels in one file: "
                'numpy.savez("data.npz", X=X, y=y, classes=names).',
            ) from error
        names = files_below(root).paths
        others = sorted({Path(name).suffix.lower() for name in names} & OTHERS)
        if others and not any(map(CLIP_FILES.is_named, names)):
            raise DataError(
                f"{root} holds no clips, only {', '.join(others)}.",
                "Tables and pickles of landmarks are not read: save each clip as a .npy of "
                "(frames, 126) numbers into one folder a class.",
            ) from error
        raise


def _is_many(file) -> bool:
    try:
        return len(np.load(file, mmap_mode="r", allow_pickle=False).shape) > 2
    except (OSError, ValueError, EOFError):
        return False


def holds_clips(root, csv=None) -> bool:
    """Whether a data set is one of clips; False for photos, also with .npy or .gif beside them.

    Raises DataError where there is no such folder or CSV, and where videos and photos are mixed.
    """
    root = find_root(root)
    named = list(_named_in(root, csv))
    kinds = Counter(map(_kind, named))
    if not kinds["photo"] and kinds["gif"]:
        kinds["video"] += _moves(root / next(path for path in named if _kind(path) == "gif"))
    if kinds["photo"] and kinds["video"]:
        raise DataError(
            f"{root} holds {kinds['photo']} photos and {kinds['video']} videos.",
            "A data set is of one kind: move the photos or the videos to another folder.",
        )
    return not kinds["photo"] and bool(kinds["video"] or kinds["sequence"])


def refuse_clips(root, csv, error: DataError) -> None:
    """Raise DataError where what wasn't read as photos, told by `error`, is a data set of clips."""
    try:
        found = holds_clips(root, csv)
    except DataError:  # what is wrong was told already
        found = False
    if found:
        raise DataError(
            f"{root} holds clips, not photos.",
            "Run preprocess_clips on it, and train with OPTION = 'C'.",
        ) from error


def _named_in(root: Path, csv):
    """The paths that a CSV names, or that lie in class folders or are a class of their own."""
    if csv:
        yield from read_csv(find_csv(root, csv), ["path"]).get("path", [])
        return
    for path in files_below(root).paths:
        if "/" in path or path.lower().endswith(MANY):
            yield path


def _kind(path: str) -> str | None:
    if PHOTOS.is_named(path):
        return "photo"
    if not CLIP_FILES.is_named(file_and_number(path)[0]):
        return None
    if path.lower().endswith(GIF):
        return "gif"  # a photo, or one that moves
    return "video" if is_video(path) else "sequence"


def _moves(gif: Path) -> bool:
    try:
        return measure(gif).frames > 1
    except ClipError:
        return False


def _without_strangers(root, rows) -> tuple[pd.DataFrame, list[str]]:
    """The rows without the .npz files directly in the root that hold no sequences.

    Raises DataError with the first one's trouble where there is nothing else.
    """
    loose = [path for path in rows["path"] if "/" not in path]
    strange = {path: error for path in loose if (error := _trouble(root / path))}
    if not strange:
        return rows, []
    first = next(iter(strange.values()))
    if len(strange) == len(rows):
        raise DataError(f"{root} holds no clips. {first.what}", first.mend)
    names = ", ".join(list(strange)[:10])
    note = f"{len(strange)} {MANY} files without sequences are no class: {names}. {first.what}"
    return rows[~rows["path"].isin(strange)].reset_index(drop=True), [note]


def _trouble(file) -> ClipError | None:
    """Why a .npz is no class of sequences."""
    try:
        if SequenceFile(file).many:
            return None
    except ClipError as error:
        return error
    return ClipError(
        f"{file} holds one sequence alone.", "Put it into a folder of the name of its class."
    )
