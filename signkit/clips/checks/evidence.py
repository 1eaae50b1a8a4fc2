"""What else than the hands tells that two clips are one recording: their pictures, or the body.

Hands that go the same way are no proof: a practised signer repeats a sign closely. In one recording
all the rest goes along.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from signkit.clips.checks.ways import Agreement
from signkit.clips.listing.layouts import HAND, hands_at
from signkit.clips.listing.sequence_file import SequenceFile
from signkit.clips.names import file_and_number, is_video
from signkit.clips.sample import Clips
from signkit.clips.tracking.gaps import extent
from signkit.clips.video import read_moments
from signkit.data.catalog import Catalog
from signkit.errors import DataError

# How far pictures of one moment may differ, in what they change within BESIDE seconds. Of 24 pairs
# of takes of one sign and signer, the nearest to eight clips, none is below 0.55; of copies of
# these clips all are below 0.5 that were cut, mirrored, brightened or saved at half the rate, five
# of eight that were saved at a quarter of the size, and none that was cropped.
ALIKE = 0.5
BESIDE = 2 / 15
SHIFTS = (0.0, -0.02, 0.02, -0.04, 0.04)  # seconds; copies at another rate have other moments
MOMENTS = 6  # of a clip whose pictures are compared
SIZE = (64, 36)  # pixels of what is compared, width and height
BODY_APART = 0.045  # extents of the hand by which the body's points may lie apart, as hands may


def proved(
    catalog: Catalog, clips: Clips, pair: tuple[int, int], found: Agreement, flipped: bool
) -> bool:
    """Whether pictures, or the body's points, say that two clips are one recording.

    Of sequences that hold hands alone nothing does, nor of those at other speeds.
    """
    paths = [catalog.root / catalog.table["path"][row] for row in pair]
    try:
        if all(map(is_video, paths)):
            return _pictures_agree(paths, list(_moments(clips, pair, found)), flipped)
        if any(map(is_video, paths)) or flipped or found.speed != 1:
            return False
        return _bodies_agree(paths, clips, pair, found)
    except DataError:  # what can't be read shows nothing
        return False


def _frames(clips: Clips, pair, found: Agreement) -> tuple[np.ndarray, np.ndarray]:
    """The frames of both clips that are of one moment."""
    first, second = (np.flatnonzero(clips.present[clips.frames(r)].any(axis=1)) for r in pair)
    offset = second[0] + found.lag - first[0]
    at = np.arange(first[0], first[-1] + 1)
    there = at[(at + offset >= 0) & (at + offset <= clips.lengths[pair[1]] - 1)]
    return there, there + offset


def _moments(clips: Clips, pair, found) -> Iterator[np.ndarray]:
    for row, frames in zip(pair, _frames(clips, pair, found), strict=True):
        chosen = np.linspace(0, len(frames) - 1, MOMENTS + 2).round().astype(int)[1:-1]
        yield frames[chosen] / float(clips.rate[row])


def _pictures_agree(paths, moments, flipped: bool) -> bool:
    first, second = moments
    read = read_moments(paths[0], [*first, *(first + BESIDE)], _small)
    one, later = read[:MOMENTS], read[MOMENTS:]
    near = [max(0.0, at + shift) for shift in SHIFTS for at in second]
    others = read_moments(paths[1], near, _small)
    others = others[:, :, ::-1] if flipped else others
    apart = min(_apart(one, other) for other in np.split(others, len(SHIFTS)))
    return apart < ALIKE * _apart(one, later)


def _small(picture: np.ndarray) -> np.ndarray:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey, SIZE, interpolation=cv2.INTER_AREA)


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    """How far pictures (n, H, W) differ, brightness and contrast apart, in the median one."""
    one, other = (_evened(pictures.astype(np.float32)) for pictures in (one, other))
    return float(np.median(np.abs(one - other).mean(axis=(1, 2))))


def _evened(pictures: np.ndarray) -> np.ndarray:
    middle = pictures.mean(axis=(1, 2), keepdims=True)
    return (pictures - middle) / np.maximum(pictures.std(axis=(1, 2), keepdims=True), 1)


def _bodies_agree(paths, clips: Clips, pair, found) -> bool:
    rest = []
    for path, frames in zip(paths, _frames(clips, pair, found), strict=True):
        file, number = file_and_number(path)
        body = _without_hands(SequenceFile(file).frames(number), path)
        rest.append(body[np.rint(frames).astype(int)])
    one, other = rest
    if not one.shape[1] or one.shape != other.shape:
        return False
    part = clips.frames(pair[0])
    hands = clips.image_points[part][clips.present[part]]
    apart = np.sqrt(np.mean((one - other) ** 2, axis=1))
    return bool(np.median(apart) < BODY_APART * np.median(extent(hands, 1.0)))


def _without_hands(frames: np.ndarray, name) -> np.ndarray:
    """The numbers (T, n) of a sequence that are no hand's; none where there are hands alone."""
    flat = frames.reshape(len(frames), -1).astype(np.float32)
    kept = np.ones(flat.shape[1], bool)
    for start in hands_at(flat, name):
        kept[start : start + HAND] = False
    return np.nan_to_num(flat[:, kept])
