"""The hands of one clip: followed through time, looked for where they were lost, made whole."""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import astuple

import numpy as np

from signkit.clips.sample import INTERPOLATED, Clips
from signkit.clips.tracking import follower, further_looks, gaps, tracks
from signkit.clips.video import probe, read_frames
from signkit.landmarks.detection.detector import SHORT_SIDE, HandDetector, reduced
from signkit.landmarks.detection.model_asset import asset_digest
from signkit.landmarks.detection.passes import SECOND_HAND

RATE = 15  # frames a second
ROUNDING = 0.002  # seconds by which files round the frames' times
GAP_SECONDS = 0.4  # what a hand may be missing for and still be filled in

# Raise it when the way from video to points changes outside the constants named below: stores made
# before are then refused instead of mixed.
METHOD = 1


def tracker_version(asset, max_hands: int, rate: float) -> str:
    """What points depend on, as a short name: the networks' content, the method, hands, rate."""
    constants = [
        METHOD, GAP_SECONDS, SHORT_SIDE, gaps.MOST_STEP, tracks.APART, tracks.OTHER_SIDE,
        tracks.MOST_SHARED, follower.CONFIDENCE, follower.THUMBNAIL, follower.STILL,
        astuple(further_looks.LOOK), astuple(SECOND_HAND),
    ]  # fmt: skip
    method = hashlib.sha256(repr(constants).encode()).hexdigest()[:6]
    return f"clips{max_hands}-rate.{rate:g}-model.{asset_digest(asset)[:8]}-method.{method}"


def moment(seconds: float, rate: float) -> int:
    """Which of a clip's moments, `1 / rate` apart, a frame of `read_frames` is for."""
    return math.floor((seconds + ROUNDING) * rate)


def longest_gap(rate: float) -> int:
    """The frames a hand may be missing for and still be filled in."""
    return int(GAP_SECONDS * rate)


class ClipTracker:
    """Finds up to `max_hands` (1 or 2) hands in videos, `rate` times a second.

    Not for use by several threads at once. Raises AssetError when there is no model file.
    """

    def __init__(
        self, asset=None, max_hands: int = 2, rate: float = RATE, skip_tensorflow: bool = False
    ):
        self.detector = HandDetector(asset, max_hands, skip_tensorflow)
        self.follower = follower.Follower(self.detector.asset, max_hands, skip_tensorflow)
        self.rate = rate

    def track(self, path, key: str = "") -> Clips:
        """The hands in a video, as `Clips` of one clip named `key`; ClipError if it's unreadable.

        Its frames lie `1 / rate` seconds apart whatever the video's own rate is: moments for which
        a slower video has no frame are filled in as gaps are.
        """
        facts = probe(path)
        frames = read_frames(path, self.rate, SHORT_SIDE)
        return self._track(frames, (facts.height, facts.width), key)

    def track_frames(self, frames: np.ndarray, key: str = "") -> Clips:
        """The same of frames (T, H, W, 3) uint8 RGB that are `rate` a second."""
        timed = ((k / self.rate, reduced(frame)) for k, frame in enumerate(frames))
        return self._track(timed, frames.shape[1:3], key)

    def _track(self, timed: Iterable[tuple[float, np.ndarray]], size, key: str) -> Clips:
        """The hands in frames that come with their seconds, of a clip of this height and width."""
        frames, aspect = self._hands(timed)
        longest = longest_gap(self.rate)
        linked = tracks.link(frames, aspect, longest)
        points, origin = tracks.place(linked, len(frames))
        points, origin = gaps.mend(points, origin, aspect, longest, INTERPOLATED)
        return clip_of(key, self.rate, size, points, origin)

    def _hands(self, timed) -> tuple[list[list], float]:
        """The hands of each moment, a list each, and the frame's height over its width."""
        self.follower.restart()
        frames, again, aspect = [], None, 1.0
        for seconds, image in timed:
            if again is None:
                aspect = image.shape[0] / image.shape[1]
                again = further_looks.Looks(self.detector, aspect, max(2, math.ceil(self.rate)))
            while len(frames) < moment(seconds, self.rate):
                frames.append([])  # the video has no frame for this moment
            hands = tracks.without_twin(self.follower.follow(image), aspect)
            again.add(further_looks.Moment(image, hands, self.follower.still))
            frames.append(hands)
        return frames, aspect


def clip_of(key: str, rate: float, size, points: np.ndarray, origin: np.ndarray) -> Clips:
    """Points (T, 2, 21, 3) and origin (T, 2) as `Clips` of one clip."""
    clip = Clips.empty([len(points)])
    clip.hash[0], clip.rate[0], clip.size[0] = key, rate, size
    clip.image_points[:], clip.origin[:] = points, origin
    return clip
