"""Hands in one photo, by MediaPipe's Tasks API; the only module that imports mediapipe."""

import sys
import weakref
from pathlib import Path

import cv2
import numpy as np

from signkit.landmarks.detection.model_asset import asset_digest, find_asset
from signkit.landmarks.detection.passes import FIRST_HAND, PASSES, SECOND_HAND, Pass, passes_version
from signkit.landmarks.detection.second_hand import (
    may_hold_second,
    mostly_inside,
    paint_over,
    two_hands,
)
from signkit.landmarks.hand import LEFT, RIGHT
from signkit.landmarks.sample import Landmarks

# The label this MediaPipe gives to the person's right hand on a photo that isn't mirrored: palms
# to the camera, fingers up, thumb on the photo's right were looked at, and are called "Right".
# (`mp.solutions` called them "Left", taking every photo for a selfie.)
LABEL_OF_RIGHT = "Right"

# The palm detector sees 192 pixels, the hand network 224 around a hand: more than this on the
# short side only costs time and, with a border of 100 %, nine times the memory.
SHORT_SIDE = 720


def detector_version(asset: str | Path, max_hands: int) -> str:
    """What points depend on, as a short name: the networks' content, the passes, `max_hands`."""
    return f"hands{max_hands}-model.{asset_digest(asset)[:8]}-passes.{passes_version()}"


def load_mediapipe(skip_tensorflow: bool = False):
    """The mediapipe modules needed here: (mediapipe, vision, BaseOptions).

    mediapipe imports TensorFlow for its documentation tools when it can, which takes ten seconds.
    `skip_tensorflow` hides it for the time of the import: for processes that need none.
    """
    hide = skip_tensorflow and "tensorflow" not in sys.modules
    if hide:
        sys.modules["tensorflow"] = None
    try:
        import mediapipe
        from mediapipe.tasks.python import BaseOptions, vision
    finally:
        if hide:
            del sys.modules["tensorflow"]
    return mediapipe, vision, BaseOptions


class Hand:
    """One hand as a look found it, its points in the coordinates of the photo."""

    def __init__(self, right: bool, score: float, image_points, world_points, found_by: int):
        self.slot = RIGHT if right else LEFT
        self.score = score
        self.image_points = image_points  # (21, 3)
        self.world_points = world_points  # (21, 3)
        self.found_by = found_by  # index into PASS_NAMES


def hands_of(result, found_by: int) -> list[Hand]:
    """The hands in a result of MediaPipe's, the surest (of right or left) first."""
    hands = [
        Hand(
            right=handedness[0].category_name == LABEL_OF_RIGHT,
            score=handedness[0].score,
            image_points=_points(points),
            world_points=_points(world),
            found_by=found_by,
        )
        for handedness, points, world in zip(
            result.handedness, result.hand_landmarks, result.hand_world_landmarks, strict=True
        )
    ]
    return sorted(hands, key=lambda hand: -hand.score)


class HandDetector:
    """Finds up to `max_hands` (1 or 2) hands in a photo, with further passes where needed.

    MediaPipe's detectors are made when a pass first needs them and kept. Not for use by several
    threads at once. Raises AssetError when there is no model file.
    """

    def __init__(self, asset=None, max_hands: int = 2, skip_tensorflow: bool = False):
        self.asset = find_asset(asset)
        self.max_hands = max_hands
        self._mediapipe, self._vision, self._base_options = load_mediapipe(skip_tensorflow)
        self._detectors = {}
        self._closing = weakref.finalize(self, _close_all, self._detectors)

    def detect(self, image: np.ndarray, key: str = "") -> Landmarks:
        """The hands in a photo (H, W, 3) uint8 RGB, as `Landmarks` of one photo named `key`."""
        size = image.shape[:2]
        image = reduced(image)
        hands = self._first_look(image)
        if self.max_hands > 1 and len(hands) == 1 and may_hold_second(image, hands[0].image_points):
            hands += self.second_look(image, hands[0])
        return _as_landmarks(key, size, hands)

    def _first_look(self, image: np.ndarray) -> list[Hand]:
        for look in FIRST_HAND:
            if hands := self.look(image, look, self.max_hands):
                height, width = image.shape[:2]
                points = [hand.image_points for hand in hands]
                return hands if len(hands) < 2 or two_hands(*points, width, height) else hands[:1]
        return []

    def second_look(self, image: np.ndarray, first: Hand) -> list[Hand]:
        """The other hand, if there is one, of a photo (H, W, 3) in which the first is known."""
        height, width = image.shape[:2]
        painted = paint_over(image, first.image_points)
        found = self.look(painted, SECOND_HAND, 1)
        return [
            hand
            for hand in found
            if mostly_inside(hand.image_points)
            and two_hands(first.image_points, hand.image_points, width, height)
        ]

    def look(self, image: np.ndarray, look: Pass, max_hands: int) -> list[Hand]:
        """The hands one pass finds in a photo (H, W, 3), the surest (of right or left) first."""
        height, width = image.shape[:2]
        top, left = round(height * look.border), round(width * look.border)
        if look.border:
            image = cv2.copyMakeBorder(image, top, top, left, left, cv2.BORDER_REPLICATE)
        photo = self._mediapipe.Image(
            image_format=self._mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(image)
        )
        result = self._detector(look.confidence, max_hands).detect(photo)
        hands = hands_of(result, 1 + PASSES.index(look))
        stretch = np.float32([image.shape[1] / width, image.shape[0] / height, 0])
        stretch[2] = stretch[0]  # z is in units of the width, as x is
        shift = np.float32([left / width, top / height, 0])
        for hand in hands:
            hand.image_points = hand.image_points * stretch - shift
        return hands

    def _detector(self, confidence: float, max_hands: int):
        key = confidence, max_hands
        if key not in self._detectors:
            options = self._vision.HandLandmarkerOptions(
                base_options=self._base_options(model_asset_path=str(self.asset)),
                num_hands=max_hands,
                min_hand_detection_confidence=confidence,
            )
            self._detectors[key] = self._vision.HandLandmarker.create_from_options(options)
        return self._detectors[key]


def close(detector) -> None:
    """End one of MediaPipe's detectors, which may be too late."""
    try:
        detector.close()
    except RuntimeError:  # the interpreter is ending, and MediaPipe's thread has ended before
        detector._handle = None  # or its __del__ tries, and complains, again


def _close_all(detectors: dict) -> None:
    while detectors:
        close(detectors.popitem()[1])


def reduced(image: np.ndarray) -> np.ndarray:
    """A photo (H, W, 3) whose short side is SHORT_SIDE at most."""
    short = min(image.shape[:2])
    if short <= SHORT_SIDE:
        return image
    scale = SHORT_SIDE / short
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _points(landmarks) -> np.ndarray:
    return np.array([(point.x, point.y, point.z) for point in landmarks], np.float32)


def _as_landmarks(key: str, size: tuple[int, int], hands: list[Hand]) -> Landmarks:
    """Hands into their slots; of two with one label, the surer keeps it, the other gets the other.

    The surer comes first in the list where both were found by one look; a hand of the second look
    never moves the first one.
    """
    found = Landmarks.empty(1)
    found.hash[0] = key
    found.size[0] = size
    for hand in hands:
        slot = hand.slot if not found.present[0, hand.slot] else 1 - hand.slot
        found.image_points[0, slot] = hand.image_points
        found.world_points[0, slot] = hand.world_points
        found.score[0, slot] = hand.score
        found.present[0, slot] = True
        found.found_by[0, slot] = hand.found_by
    return found
