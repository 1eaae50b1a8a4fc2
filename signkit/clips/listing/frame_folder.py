"""A folder of single frames, a .npy each: which they are, in which order, and which are missing."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np

from signkit.errors import ClipError

_NUMBERS = re.compile(r"(\d+)")
_CONSECUTIVE = 0.5  # part of the frames that follow each other where numbers count frames
_MOST_MISSING = 10  # times as many frames as there are: numbers that leave out more count something


def frame_run(names: Iterable[str]) -> dict[int, str]:
    """The files of a folder that are frames, by their numbers and in their order.

    Frames differ in one number alone, whatever stands around it: `0.npy`, `frame_12.npy`,
    `take2_007_points.npy`. Files that differ otherwise are no frames. Raises ClipError where there
    is no such row of files, or two of them.
    """
    alike = defaultdict(list)
    for name in names:
        words = _NUMBERS.split(Path(name).stem)
        if len(words) > 1:
            alike[tuple(words[::2])].append((tuple(map(int, words[1::2])), name))
    runs = sorted(alike.values(), key=len, reverse=True)
    if not runs:
        raise ClipError("there are no numbered frames.", "Name them 0.npy, 1.npy, ...")
    if len(runs) > 1 and len(runs[1]) > len(runs[0]) / 2:
        raise ClipError(
            f"there are two rows of frames: {_first(runs[0])}, ... and {_first(runs[1])}, ...",
            "Keep one file a frame, with all of its numbers.",
        )
    return _by_the_number_that_counts(runs[0])


def _first(run) -> str:
    return min(run)[1]


def _by_the_number_that_counts(run) -> dict[int, str]:
    columns = list(zip(*(numbers for numbers, _ in run), strict=True))
    counting = [column for column in columns if len(set(column)) > 1] or columns[-1:]
    numbered = dict(sorted(zip(counting[0], (name for _, name in run), strict=True)))
    if len(counting) > 1 or len(numbered) < len(run):
        raise ClipError(
            f"files such as {_first(run)} and {max(run)[1]} differ in more than one number, or "
            "have the same.",
            "Keep the frames of each sequence in a folder of its own, numbered once.",
        )
    return numbered


def in_time(
    frames: dict[int, np.ndarray], run: Iterable[int] | None = None
) -> tuple[np.ndarray, list[str]]:
    """Frames (T, ...) with NaN for those whose numbers are missing, and what is missing in words.

    `run` holds all numbers that there are, also of frames that can't be read. Numbers may count
    every second frame, or more; where they don't count frames at all (times, or numbers far apart)
    the frames follow each other, and the words say so.
    """
    numbers = np.array(sorted(run or frames))
    steps = np.diff(numbers)
    unit = int(np.gcd.reduce(steps)) if len(steps) else 1
    length = int(numbers[-1] - numbers[0]) // unit + 1
    if length == len(frames):
        return np.stack(list(frames.values())), []
    consecutive = not len(steps) or np.mean(steps == unit) >= _CONSECUTIVE
    if not consecutive or length > (1 + _MOST_MISSING) * len(numbers):
        return np.stack(list(frames.values())), [
            f"the numbers {numbers[0]} to {numbers[-1]} of {len(numbers)} frames do not count "
            "frames: they were taken as an order alone"
        ]
    there = (np.array(list(frames)) - numbers[0]) // unit
    some = next(iter(frames.values()))
    kind = some.dtype if some.dtype.kind == "f" else np.float32
    joined = np.full((length, *some.shape), np.nan, kind)
    joined[there] = list(frames.values())
    around = [-1, *there.tolist(), length]
    holes = [(one + 1, two - 1) for one, two in pairwise(around) if two - one > 1]
    return joined, [_missing(*(numbers[0] + unit * end for end in hole)) for hole in holes]


def _missing(first: int, last: int) -> str:
    return f"frame {first} is missing" if first == last else f"frames {first} to {last} are missing"
