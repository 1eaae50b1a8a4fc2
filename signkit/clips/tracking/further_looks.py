"""Further looks at frames of a clip where following found fewer hands than there may be.

Where following loses a hand, the frames next to those that have it are worth a look by the photos'
detector: on a set of 206 clips its looks found one in three such frames, three quarters of them at
the first look, and one in a hundred of those further off. More than four frames off only the widest
border found any, and what was looked at was sleeves: so the first look is the only one used.
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from signkit.clips.tracking.gaps import MOST_STEP, step
from signkit.clips.tracking.tracks import without_twin
from signkit.landmarks.detection.detector import HandDetector
from signkit.landmarks.detection.passes import FIRST_HAND

LOOK = FIRST_HAND[0]


@dataclass
class Moment:
    """One frame while it can still be looked at; `hands` grows in place."""

    image: np.ndarray
    hands: list
    still: bool  # nothing moved since a frame that was searched in vain
    looked: bool = False


class Looks:
    """Looks again, as the frames of one clip come, wherever a hand is missing beside one.

    Forwards from where a hand is lost, backwards from where one is first seen, as far as each look
    finds one; and where none is seen for `patience` frames, once. It keeps as many frames.
    """

    def __init__(self, detector: HandDetector, aspect: float, patience: int):
        self.detector, self.aspect, self.patience = detector, aspect, patience
        self._recent = deque(maxlen=patience)
        self._waited, self._moved = patience // 2, True

    def add(self, moment: Moment) -> None:
        """Take the next frame; its hands, and those of frames before, may become more."""
        before = self._recent[-1] if self._recent else None
        if before is not None and len(moment.hands) < len(before.hands):
            self._look_beside(moment, before)
        self._look_if_long(moment)
        self._look_back(moment)
        self._recent.append(moment)

    def _look_if_long(self, moment: Moment) -> None:
        self._moved |= not moment.still
        self._waited = 0 if moment.hands else self._waited + 1
        if self._waited >= self.patience and self._moved and not moment.looked:
            self._waited, self._moved, moment.looked = 0, False, True
            moment.hands += without_twin(self._first_look(moment), self.aspect)

    def _look_back(self, moment: Moment) -> None:
        for earlier in reversed(self._recent):
            if len(earlier.hands) >= len(moment.hands):
                return
            if not self._look_beside(earlier, moment):
                return
            moment = earlier

    def _look_beside(self, moment: Moment, near: Moment) -> bool:
        """Whether a look finds more hands in a frame, each near to a hand of its neighbour."""
        if moment.looked:
            return False
        moment.looked, had = True, len(moment.hands)
        if not moment.hands:
            found = [hand for hand in self._first_look(moment) if self._far(hand, near) < MOST_STEP]
            moment.hands += without_twin(found, self.aspect)
        if len(moment.hands) == 1 and len(near.hands) == 2:
            missing = max(near.hands, key=lambda hand: self._far(hand, moment))
            found = self.detector.second_look(moment.image, moment.hands[0])
            moment.hands += [
                hand
                for hand in found
                if step(hand.image_points, missing.image_points, self.aspect) < MOST_STEP
            ]
        return len(moment.hands) > had

    def _first_look(self, moment: Moment) -> list:
        return self.detector.look(moment.image, LOOK, self.detector.max_hands)

    def _far(self, hand, moment: Moment) -> float:
        return min(
            float(step(hand.image_points, other.image_points, self.aspect))
            for other in moment.hands
        )
