"""MediaPipe's video mode: hands followed from frame to frame of one clip after another."""

import weakref

import cv2
import numpy as np

from signkit.clips.tracking.tracks import FOLLOWED
from signkit.landmarks.detection.detector import Hand, close, hands_of, load_mediapipe
from signkit.landmarks.detection.model_asset import find_asset

CONFIDENCE = 0.5  # the palm detector's threshold, MediaPipe's default
THUMBNAIL = 80  # pixels on the longer side of what frames are compared by
# Grey levels (of 255) by which no pixel of the thumbnail differs in a frame that is equal to
# another but for the camera's noise. At 30 still no frame with a hand was missed, of 5,000.
STILL = 12


class Follower:
    """Follows up to `max_hands` hands; `restart` before each clip.

    While no hand is followed, a frame that is equal to the last one searched isn't searched: a
    person who waits to sign holds still for seconds.
    """

    def __init__(self, asset=None, max_hands: int = 2, skip_tensorflow: bool = False):
        self._mediapipe, vision, base_options = load_mediapipe(skip_tensorflow)
        options = vision.HandLandmarkerOptions(
            base_options=base_options(model_asset_path=str(find_asset(asset))),
            running_mode=vision.RunningMode.VIDEO,
            num_hands=max_hands,
            min_hand_detection_confidence=CONFIDENCE,
        )
        self._landmarker = vision.HandLandmarker.create_from_options(options)
        self._closing = weakref.finalize(self, close, self._landmarker)
        self._clock = 0
        self.restart()

    def restart(self) -> None:
        """Forget the hands of the clip before, by frames that show none."""
        while self._hands(np.full((96, 96, 3), 128, np.uint8)):
            pass
        self._empty = None  # the thumbnail of the last frame searched in vain
        self.still = False  # whether the last frame wasn't searched

    def follow(self, image: np.ndarray) -> list[Hand]:
        """The hands in the clip's next frame (H, W, 3) uint8 RGB, the surest first."""
        thumbnail = _thumbnail(image)
        self.still = self._empty is not None and _most_change(thumbnail, self._empty) <= STILL
        if self.still:
            return []
        hands = self._hands(image)
        self._empty = None if hands else thumbnail
        return hands

    def _hands(self, image: np.ndarray) -> list[Hand]:
        self._clock += 1  # milliseconds that must grow; nothing else hangs on them
        frame = self._mediapipe.Image(
            image_format=self._mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image)
        )
        return hands_of(self._landmarker.detect_for_video(frame, self._clock), FOLLOWED)


def _thumbnail(image: np.ndarray) -> np.ndarray:
    height, width = image.shape[:2]
    scale = min(1, THUMBNAIL / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)


def _most_change(thumbnail: np.ndarray, other: np.ndarray) -> int:
    return int(cv2.absdiff(thumbnail, other).max())
