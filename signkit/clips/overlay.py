"""A clip with the hands' skeletons drawn over it, as a short video that browsers play.

OpenCV's packages write no H.264, and its MPEG-4 plays in no browser; VP9 in .mp4 and VP8 in .webm
do both, VP8 four times as fast. Where a build can write neither, the pictures become an animated
WebP.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, pairwise
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from signkit.clips.names import is_video
from signkit.clips.sample import INTERPOLATED, Clips
from signkit.clips.tracking.tracker import moment
from signkit.clips.video import read_frames
from signkit.errors import ClipError
from signkit.landmarks.overlay import draw

SHORT_SIDE = 360  # pixels of what is drawn
CODECS = {".mp4": "vp09", ".webm": "VP80"}
PALER = 0.35  # how much of its skeleton a hand keeps that was filled in between frames
GREY = 96  # level of the background where there is no video
_MARGIN = 0.1  # of a sequence's hands from the picture's edge, where their frame is unknown


def draw_clip(path, clip: Clips, target) -> Path:
    """Write one clip with its hands' skeletons, right blue, left yellow; hands filled in are paler.

    `path` is the video's, or None (or a sequence's) for skeletons on grey; `clip` holds one clip;
    `target` ends in .webm (quicker to write) or .mp4. Returns the file written, which ends in .webp
    where this OpenCV can't write such videos. Raises ClipError when the video can't be read,
    ValueError for more clips than one.
    """
    if len(clip) != 1:
        raise ValueError(f"draw_clip draws one clip, and was given {len(clip)}.")
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    return write_video(drawn_frames(path, clip), float(clip.rate[0]), target)


def drawn_frames(path, clip: Clips) -> Iterator[np.ndarray]:
    """The pictures (H, W, 3) uint8 RGB of one clip with its skeletons, H and W even."""
    points, backgrounds = clip.image_points, _grey(clip)
    if path is not None and is_video(path):
        backgrounds = _pictures(path, float(clip.rate[0]), len(clip.image_points))
    elif not clip.size[0].any():
        points = _within(points, clip.present)
    for image, hands, origin in zip(backgrounds, points, clip.origin, strict=False):
        yield _draw(image, hands, origin)


def write_video(pictures: Iterable[np.ndarray], rate: float, target: Path) -> Path:
    """Write pictures (H, W, 3) uint8 RGB of one even size as a video; returns the file written.

    `target` ends in .mp4 or .webm; the file written ends in .webp where neither can be. Raises
    ClipError for another ending, and where there is no picture.
    """
    if target.suffix.lower() not in CODECS:
        raise ClipError(f"{target} is no .mp4 or .webm.", "Choose one of these endings.")
    writer, kept = None, []
    for picture in pictures:
        if writer is None:
            writer = _writer(target, rate, picture.shape[1::-1])
        if writer.isOpened():
            writer.write(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        else:
            kept.append(picture)
    if writer is None:
        raise ClipError(f"There is no picture to write to {target}.", "Check the clip's frames.")
    writer.release()
    return _write_webp(kept, rate, target) if kept else target


def _pictures(path, rate: float, length: int) -> Iterator[np.ndarray]:
    """A picture for each moment of a clip; where the video has no frame, the one before."""
    frames = chain(read_frames(path, rate, SHORT_SIDE), [(length / rate, None)])
    for (seconds, image), (after, _) in pairwise(frames):
        for _ in range(moment(seconds, rate), moment(after, rate)):
            yield _even(image)


def _grey(clip: Clips) -> Iterator[np.ndarray]:
    height, width = clip.size[0] if clip.size[0].all() else (1, 1)
    scale = SHORT_SIDE / min(height, width)
    picture = np.full((round(height * scale), round(width * scale), 3), GREY, np.uint8)
    for _ in clip.image_points:
        yield _even(picture)


def _within(points: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Points moved and scaled so that all of a sequence's hands lie within the picture."""
    shown = points[present][..., :2]
    if not shown.size or (shown.min() >= 0 and shown.max() <= 1):
        return points
    low, high = shown.min((0, 1)), shown.max((0, 1))
    scale = (1 - 2 * _MARGIN) / max(*(high - low), 1e-6)
    fitted = points.copy()
    fitted[..., :2] = (points[..., :2] - (low + high) / 2) * scale + 0.5
    return fitted


def _draw(image: np.ndarray, points: np.ndarray, origin: np.ndarray) -> np.ndarray:
    filled = origin == INTERPOLATED
    if filled.any():
        plain = draw(image, points, np.zeros(len(filled), bool))
        image = cv2.addWeighted(draw(image, points, filled), PALER, plain, 1 - PALER, 0)
    return _even(draw(image, points, (origin > 0) & ~filled))


def _even(image: np.ndarray) -> np.ndarray:
    """Codecs that halve the colours' size want even sides."""
    height, width = image.shape[:2]
    return image[: height - height % 2, : width - width % 2]


def _writer(target: Path, rate: float, size):
    fourcc = cv2.VideoWriter_fourcc(*CODECS[target.suffix.lower()])
    return cv2.VideoWriter(str(target), fourcc, rate, size)


def _write_webp(pictures: list[np.ndarray], rate: float, target: Path) -> Path:
    with suppress(OSError):
        target.unlink()  # what the video writer may have begun
    target = target.with_suffix(".webp")
    first, *others = map(Image.fromarray, pictures)
    first.save(target, save_all=True, append_images=others, duration=round(1000 / rate), loop=0)
    return target
