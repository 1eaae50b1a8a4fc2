"""What lies in class folders to clips, a row each: frames joined, files of many opened up."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.clips.names import file_and_number, is_video
from signkit.clips.sequence_file import SequenceFile, is_one_frame
from signkit.data.catalog import content_hash, size_and_hash
from signkit.errors import ClipError, DataError

_PEEKS = 3  # files of a folder that are looked at: the first may be damaged


def join_frames(root: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows in which numbered .npy files of one frame each have become one row, their folder.

    Raises DataError where a class folder itself holds such frames.
    """
    folders = rows["path"].map(lambda path: _folder_of_frame(path))
    numbered = rows.assign(folder=folders).dropna(subset="folder")
    joined = [
        folder
        for folder, inside in numbered.groupby("folder")
        if any(is_one_frame(root / path) for path in inside["path"].head(_PEEKS))
    ]
    frames = folders.isin(joined)
    clips = rows[frames].assign(path=folders[frames]).drop_duplicates("path")
    for row in clips.itertuples():
        if row.path.count("/") < (1 if pd.isna(row.split) else 2):
            raise DataError(
                f"{root / row.path} holds single frames, not sequences.",
                f"Put the frames of each sequence into a folder: {row.path}/0/0.npy, ...",
            )
    return pd.concat([rows[~frames], clips], ignore_index=True)


def _folder_of_frame(path: str) -> str | None:
    folder, _, name = path.rpartition("/")
    stem, suffix = os.path.splitext(name)
    return folder if folder and stem.isdecimal() and suffix.lower() == ".npy" else None


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


def one_row_a_clip(root: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with `bytes` and `hash`, and a row for every sequence of a file that holds many.

    A sequence's hash is of its numbers: equal sequences have equal ones wherever they lie. What
    can't be read as a sequence keeps its row, and the hash of its file. Raises DataError where
    one sequence is named twice, or the disk fails.
    """
    named = rows["path"].map(file_and_number)
    rows = rows.assign(file=[file for file, _ in named], number=[number for _, number in named])
    with ThreadPoolExecutor(min(8, (os.cpu_count() or 1) * 2)) as pool:
        jobs = [(root, file, inside) for file, inside in rows.groupby("file", sort=False)]
        parts = list(pool.map(lambda job: _clips_of_file(*job), jobs))
    clips = pd.concat(parts, ignore_index=True).drop(columns=["file", "number"])
    twice = clips[clips.duplicated("path")]
    if len(twice):
        raise DataError(
            f"{len(twice)} clips are named twice, such as {twice['path'].iloc[0]}.",
            "Name a file, or single sequences of it, but not both.",
        )
    return clips


def _clips_of_file(root, file, rows) -> pd.DataFrame:
    if is_video(file):
        size, digest = size_and_hash(root / file)
        return rows.assign(bytes=size, hash=digest)
    sequences = SequenceFile(root / file)
    found = []
    for place, (path, number) in enumerate(zip(rows["path"], rows["number"], strict=True)):
        number = None if pd.isna(number) else int(number)
        try:
            numbers = range(len(sequences)) if number is None and sequences.many else [number]
            found += [(place, *_facts(sequences, file, each)) for each in numbers]
        except ClipError:
            found.append((place, path, *_raw_facts(root / file, path)))
    places, paths, sizes, hashes = zip(*found, strict=True)
    return rows.iloc[list(places)].assign(path=paths, bytes=sizes, hash=hashes)


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
