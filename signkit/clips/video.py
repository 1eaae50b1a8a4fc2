"""One video file to frames, by the clock: whatever frame rate, rotation or damage it has."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from signkit.clips.files import check_file
from signkit.errors import ClipError

GIF = ".gif"
# What OpenCV's FFmpeg reads, in any case; a moving .gif is a clip where clips are looked for.
VIDEO_SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".3gp", ".3g2", ".avi", ".mkv", ".webm", ".ogv", ".mpg", ".mpeg"}
    | {".wmv", ".asf", ".flv", ".ts", ".mts", ".m2ts", GIF}
)

_RATES = (1, 300)  # frames a second to believe; WebM of browsers says 1,000, QuickTime 600
_USUAL_RATE = 30  # where neither the header nor the frames' own times say one
_ROUNDING = 0.002  # seconds; Matroska and WebM round the frames' times to milliseconds
_MISSING = 0.1  # part of a video's time or frames that may be missing before it counts as cut off


@dataclass(frozen=True)
class VideoFacts:
    """What is known of a video; 0 is unknown."""

    width: int  # pixels, as shown
    height: int
    rate: float  # frames a second
    frames: int
    seconds: float


def probe(path) -> VideoFacts:
    """What a video's header says, without reading its frames; `measure` counts them.

    Raises ClipError where it can't be opened, DataError where the disk is at fault.
    """
    with _opened(path) as video:
        size = (video.get(cv2.CAP_PROP_FRAME_HEIGHT), video.get(cv2.CAP_PROP_FRAME_WIDTH))
        height, width = _shown_size(size, _pixel_aspect(video))
        rate, said = _rate(video), video.get(cv2.CAP_PROP_FPS)
        count = video.get(cv2.CAP_PROP_FRAME_COUNT)
    if not (0 < count < 1e9 and said > 0):
        return VideoFacts(width, height, rate, 0, 0.0)
    # Where a file counts no frames, OpenCV makes the count of the duration, by an absurd rate, too.
    return VideoFacts(width, height, rate, int(count) if rate else 0, count / said)


def measure(path) -> VideoFacts:
    """What a video holds in truth: every frame is decoded, so it takes a while."""
    return measured(probe(path), [seconds for seconds, _ in grab_frames(path)])


def measured(said: VideoFacts, times: Sequence[float]) -> VideoFacts:
    """The facts of a video whose frames come at these `times` (seconds, at least one)."""
    span = times[-1] - times[0]
    rate = (len(times) - 1) / span if span else said.rate
    seconds = len(times) / rate if rate else 0.0
    return VideoFacts(said.width, said.height, rate, len(times), seconds)


def is_cut_off(said: VideoFacts, found: VideoFacts) -> bool:
    """Whether a tenth or more of the frames and of the time that `probe` read is not in the file.

    Where frames come unevenly their number alone says it, and where OpenCV makes the number from
    the duration the time does: a clip that has either is whole.
    """
    kept = 1 - _MISSING
    short = [found.seconds < said.seconds * kept if said.seconds else None]
    short.append(found.frames < said.frames * kept if said.frames else None)
    known = [each for each in short if each is not None]
    return bool(known) and all(known)


def grab_frames(
    path, short_side: int | None = None
) -> Iterator[tuple[float, Callable[[], np.ndarray | None]]]:
    """Each frame's seconds since the first, growing, and a function that gives its picture.

    The picture is (H, W, 3) uint8 RGB as shown, its short side at most `short_side`, or None where
    this frame is damaged; it must be taken before the next frame, and costs nothing if it isn't.
    A video cut off in the middle gives the frames that it has. Raises ClipError where it has none,
    DataError where the disk is at fault.
    """
    with _opened(path) as video:
        picture, seconds = _Picture(video, short_side), None
        for seconds in _times(video):
            yield seconds, picture
    if seconds is None:
        raise _unreadable(path, "not one of its frames can be read")


def read_frames(
    path, rate: float, short_side: int | None = None
) -> Iterator[tuple[float, np.ndarray]]:
    """Frames of a video, `rate` a second: the first one at or after each k / rate seconds.

    Gives seconds since the first frame, and (H, W, 3) uint8 RGB as shown. A video slower than
    `rate` gives each of its frames once. Raises as `grab_frames` does.
    """
    due, given = 0, False  # due: the k whose frame comes next
    for seconds, picture in grab_frames(path, short_side):
        passed = math.floor((seconds + _ROUNDING) * rate)
        if passed >= due and (frame := picture()) is not None:
            yield seconds, frame
            due, given = passed + 1, True
    if not given:
        raise _unreadable(path, "not one of its frames can be decoded")


def read_moments(
    path, moments: Sequence[float], fit: Callable[[np.ndarray], np.ndarray] | None = None
) -> np.ndarray:
    """The frames (n, H, W, 3) uint8 RGB of a video at or after these seconds, in their order.

    `fit` brings a frame to the size that is kept. A moment past the end gets the last frame.
    Raises as `grab_frames` does.
    """
    waiting = sorted(range(len(moments)), key=lambda place: -moments[place])
    frames, last = {}, 0.0
    for last, picture in grab_frames(path):
        if not waiting:
            break
        if moments[waiting[-1]] <= last + _ROUNDING and (frame := picture()) is not None:
            frame = fit(frame) if fit else frame
            while waiting and moments[waiting[-1]] <= last + _ROUNDING:
                frames[waiting.pop()] = frame
    if not waiting:
        return np.stack([frames[place] for place in range(len(moments))])
    # Which frame is the last is known only now, and what comes after it can't be decoded.
    if min(moments[place] for place in waiting) <= last:
        raise _unreadable(path, "its last frames can't be decoded")
    return read_moments(path, np.minimum(moments, last).tolist(), fit)


def frames_at(frames: np.ndarray, rate: float, moments: Sequence[float]) -> list[np.ndarray]:
    """What `read_moments` gives, of frames (T, H, W, 3) that are `rate` a second."""
    places = np.ceil((np.asarray(moments) - _ROUNDING) * rate).astype(int)
    return [frames[place] for place in np.clip(places, 0, len(frames) - 1)]


class _Picture:
    """The picture of the frame that was grabbed last; all of a video have one size."""

    def __init__(self, video, short_side):
        self.video, self.short_side = video, short_side
        self.aspect, self.size = _pixel_aspect(video), None

    def __call__(self) -> np.ndarray | None:
        read, frame = self.video.retrieve()
        if not read:
            return None
        if self.size is None:
            self.size = _shown_size(frame.shape[:2], self.aspect, self.short_side)
        if frame.shape[:2] != self.size:
            frame = cv2.resize(frame, self.size[::-1], interpolation=cv2.INTER_AREA)
        return cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)


def _times(video) -> Iterator[float]:
    """Grab frame after frame: the seconds of each by its own time stamp, where that can be."""
    step = 1 / (_rate(video) or _USUAL_RATE)
    first = last = None
    while video.grab():
        stamp = video.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if last is None:
            first, last = stamp, 0.0
        else:
            own = stamp - first
            last = own if last < own < math.inf else last + step
        yield last


def _rate(video) -> float:
    rate = video.get(cv2.CAP_PROP_FPS)
    return rate if _RATES[0] <= rate <= _RATES[1] else 0.0


def _pixel_aspect(video) -> float:
    """Width of a pixel over its height, as shown: camcorders and some discs store others than 1."""
    wide, high = video.get(cv2.CAP_PROP_SAR_NUM), video.get(cv2.CAP_PROP_SAR_DEN)
    aspect = wide / high if wide > 0 and high > 0 else 1.0
    if not 0.25 <= aspect <= 4:
        return 1.0
    sideways = video.get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90
    return 1 / aspect if sideways else aspect


def _shown_size(size, aspect, short_side=None) -> tuple[int, int]:
    height, width = size[0], size[1] * aspect
    scale = min(1.0, short_side / min(height, width)) if short_side else 1.0
    return round(height * scale), round(width * scale)


@contextmanager
def _opened(path):
    check_file(Path(path))
    video = cv2.VideoCapture(str(path))
    try:
        if not video.isOpened():
            raise _unreadable(path, "no video can be found in it")
        video.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)  # phones store frames lying, with a mark
        yield video
    finally:
        video.release()


def _unreadable(path, reason) -> ClipError:
    return ClipError(
        f"{path} is damaged, incomplete, or of a kind that OpenCV can't read ({reason}).",
        "Copy it again from its source, convert it to MP4 (H.264), or remove it.",
    )
