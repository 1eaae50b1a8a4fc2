"""What lies in class folders to clips, a row each: frames joined, files of many opened up."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.clips.listing.frame_folder import frame_run
from signkit.clips.listing.own_labels import with_own_labels
from signkit.clips.listing.sequence_file import SequenceFile, frame_or_sequence
from signkit.clips.names import file_and_number, is_video
from signkit.data.catalog import content_hash, size_and_hash
from signkit.errors import ClipError, DataError

_PEEKS = 20  # files of a folder that are looked at, until three tell what they are


def join_frames(root: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows in which numbered .npy files of one frame each have become one row, their folder.

    Files that belong to no row of numbers keep their own rows. Raises DataError where a class
    folder itself holds frames.
    """
    parts = rows["path"].str.rpartition("/")
    inside = rows.assign(folder=parts[0], name=parts[2])
    inside = inside[inside["name"].str.lower().str.endswith(".npy") & (inside["folder"] != "")]
    joined = {}  # the folder of each frame, by its path
    for folder, files in inside.groupby("folder"):
        if _holds_frames(root / folder, files["name"]):
            joined |= {f"{folder}/{name}": folder for name in _frames_among(files["name"])}
    folders = rows["path"].map(joined)
    frames = folders.notna()
    clips = rows[frames].assign(path=folders[frames]).drop_duplicates("path")
    for row in clips.itertuples():
        if row.path.count("/") < (1 if pd.isna(row.split) else 2):
            raise single_frames(root, row.path)
    return pd.concat([rows[~frames], clips], ignore_index=True)


def _holds_frames(folder: Path, names) -> bool:
    """Whether files, by the first that tell, are frames of a sequence and not sequences."""
    numbered = [name for name in names if any(map(str.isdecimal, name))]
    kinds = (frame_or_sequence(folder / name) for name in numbered[:_PEEKS])
    told = list(islice(filter(None, kinds), 3))
    return told.count("frame") > len(told) / 2


def _frames_among(names) -> list[str]:
    try:
        return list(frame_run(names).values())
    except ClipError:  # all of them are one clip, which says what is wrong when it is read
        return list(names)


def single_frames(root: Path, folder: str) -> DataError:
    """What is wrong with a class folder that holds frames itself."""
    return DataError(
        f"{root / folder} holds single frames, not sequences.",
        f"Put the frames of each sequence into a folder: {folder}/0/0.npy, ...",
    )


def without_twins(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Rows without the sequences that have a video's name beside it, and a note that counts them.

    They are its landmarks, made earlier; together they would be one clip twice.
    """
    video = rows["path"].map(is_video).astype(bool)
    bare = rows["path"].map(lambda path: str(Path(path).with_suffix("")) if "." in path else path)
    twins = ~video & bare.isin(set(bare[video]))
    if not twins.any():
        return rows, []
    note = (
        f"{twins.sum()} landmark files beside a video of their name were left out, such as "
        f"{rows['path'][twins].iloc[0]}."
    )
    return rows[~twins].reset_index(drop=True), [note]


def one_row_a_clip(
    root: Path, rows: pd.DataFrame, labelled: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """Rows with `bytes` and `hash`, a row for every sequence of a file that holds many, and notes.

    A sequence's hash is of its numbers: equal sequences have equal ones wherever they lie. What
    can't be read as a sequence keeps its row, and the hash of its file. Labels and splits that a
    .npz holds itself count where it lies directly in `root`, unless rows are `labelled`, by a CSV.
    Raises DataError where one sequence is named twice, labels contradict, or the disk fails.
    """
    named = rows["path"].map(file_and_number)
    rows = rows.assign(file=[file for file, _ in named], number=[number for _, number in named])
    with ThreadPoolExecutor(min(8, (os.cpu_count() or 1) * 2)) as pool:
        jobs = [(root, file, inside, labelled) for file, inside in rows.groupby("file", sort=False)]
        parts, told = zip(*pool.map(lambda job: _clips_of_file(*job), jobs), strict=True)
    clips = pd.concat(parts, ignore_index=True).drop(columns=["file", "number"])
    twice = clips[clips.duplicated("path")]
    if len(twice):
        raise DataError(
            f"{len(twice)} clips are named twice, such as {twice['path'].iloc[0]}.",
            "Name a file, or single sequences of it, but not both.",
        )
    return clips, [note for note in told if note]


def clip_hashes(root: Path, paths) -> list[str]:
    """The hashes of clips as their catalog has them; "" of one that is no longer there."""
    rows = pd.DataFrame({"path": list(paths), "label": ""}).drop_duplicates()
    rows, _ = one_row_a_clip(Path(root), rows, labelled=True)
    found = dict(zip(rows["path"], rows["hash"], strict=True))
    return [found.get(path, "") for path in paths]


def _clips_of_file(root, file, rows, labelled) -> tuple[pd.DataFrame, str]:
    if is_video(file):
        size, digest = size_and_hash(root / file)
        return rows.assign(bytes=size, hash=digest), ""
    sequences = SequenceFile(root / file)
    found = []
    for place, (path, number) in enumerate(zip(rows["path"], rows["number"], strict=True)):
        number = None if pd.isna(number) else int(number)
        try:
            numbers = range(len(sequences)) if number is None and sequences.many else [number]
            found += [(place, each, *_facts(sequences, file, each)) for each in numbers]
        except ClipError:
            found.append((place, None, path, *_raw_facts(root / file, path)))
    places, numbers, paths, sizes, hashes = zip(*found, strict=True)
    clips = rows.iloc[list(places)].assign(path=paths, bytes=sizes, hash=hashes)
    if None in numbers or sequences.held.labels is None:
        return clips, ""
    return with_own_labels(root, file, clips, sequences.held, list(numbers), labelled)


def _facts(sequences, file, number) -> tuple[str, int, str]:
    frames = sequences.frames(number)
    if frames.dtype.kind not in "fiu":
        raise ClipError(f"{file} holds no numbers.")
    numbers = np.ascontiguousarray(frames.reshape(len(frames), -1), np.float32)
    shape = str(numbers.shape).encode()  # the same numbers in other rows are another sequence
    path = file if number is None else f"{file}#{number}"
    return path, frames.nbytes, content_hash(shape + numbers.tobytes())


def _raw_facts(file: Path, path: str) -> tuple[int, str]:
    if file.is_file() and path == file_and_number(path)[0]:
        return size_and_hash(file)
    return 0, content_hash(path.encode())
