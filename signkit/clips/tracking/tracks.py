"""Which hand is which: hands of frame after frame linked into tracks, each with one slot.

MediaPipe says right or left anew in every frame, and of 6,000 hands of signers it called one in
seventeen the other one. A hand doesn't change sides while it is in sight, so each track votes once,
and the stronger vote chooses first.
"""

import itertools
from dataclasses import dataclass, field

import numpy as np

from signkit.clips.sample import LOOKED, TRACKED
from signkit.clips.tracking.gaps import MOST_STEP, extent, step
from signkit.landmarks.detection.second_hand import two_hands
from signkit.landmarks.hand import LEFT, RIGHT

# Two outlines that overlap are two hands all the same (crossed, one on the other) where their
# points are this far from each other, in the larger hand's extents; of one hand seen twice the
# points are nearer than 0.45, of crossed hands further than 0.52.
APART = 0.5
# What a track pays for a hand that MediaPipe calls the other one than the track's hands before.
OTHER_SIDE = 0.5
# The part of a track's frames in which its slot may be taken by a stronger one.
MOST_SHARED = 0.2

FOLLOWED = 0  # Hand.found_by of a hand that was followed; others index PASS_NAMES


@dataclass
class Track:
    """One hand as long as it is in sight."""

    frames: list[int] = field(default_factory=list)
    hands: list = field(default_factory=list)
    vote: float = 0.0  # > 0: right

    def add(self, frame: int, hand) -> None:
        """Put the hand that was found in a frame at the track's end."""
        self.frames.append(frame)
        self.hands.append(hand)
        self.vote += hand.score if hand.slot == RIGHT else -hand.score


def without_twin(hands: list, aspect: float) -> list:
    """One or two hands of a frame; of two that are one hand seen twice, the larger.

    Where a hand is quicker than its follower, MediaPipe finds it anew beside what it followed,
    which then shows a part of the hand, pressed together: the new one is the better, and larger.
    """
    if len(hands) < 2 or _two(*(hand.image_points for hand in hands), aspect):
        return hands
    return [max(hands, key=lambda hand: float(extent(hand.image_points, aspect)))]


def link(frames: list[list], aspect: float, longest: int) -> list[Track]:
    """Link the hands of frames (0 to 2 each) into tracks that miss at most `longest` frames."""
    tracks = []
    for number, hands in enumerate(frames):
        recent = [track for track in tracks if number - track.frames[-1] <= longest + 1]
        for hand, track in _best_links(hands, recent, number, aspect):
            if track is None:
                track = Track()
                tracks.append(track)
            track.add(number, hand)
    return tracks


def place(tracks: list[Track], length: int) -> tuple[np.ndarray, np.ndarray]:
    """Points (T, 2, 21, 3) and origin (T, 2) of tracks, each in one slot from begin to end.

    Of two in sight together the one with the stronger vote has its slot, the other the other one.
    Where two tracks share a few frames only, both keep theirs but for those frames.
    """
    points = np.zeros((length, 2, 21, 3), np.float32)
    origin = np.zeros((length, 2), np.int8)
    for track in sorted(tracks, key=lambda track: -abs(track.vote)):
        slot = RIGHT if track.vote > 0 else LEFT
        taken = (origin[track.frames] > 0).mean(0)
        if taken[slot] > taken[1 - slot] + MOST_SHARED:
            slot = 1 - slot
        for frame, hand in zip(track.frames, track.hands, strict=True):
            free = 1 - slot if origin[frame, slot] else slot
            points[frame, free] = hand.image_points
            origin[frame, free] = TRACKED if hand.found_by == FOLLOWED else LOOKED
    return points, origin


def _best_links(hands, tracks, number, aspect):
    """Each hand with its track, or None for a new one: the way that costs least in all."""
    choices = [*range(len(tracks)), *(-1 for _ in hands)]
    costs = [[_cost(hand, track, number, aspect) for track in tracks] for hand in hands]
    best = min(
        itertools.permutations(choices, len(hands)),
        key=lambda way: sum(
            costs[i][k] if k >= 0 else MOST_STEP + OTHER_SIDE for i, k in enumerate(way)
        ),
        default=(),
    )
    return [(hand, tracks[k] if k >= 0 else None) for hand, k in zip(hands, best, strict=True)]


def _cost(hand, track: Track, number: int, aspect: float) -> float:
    last = track.hands[-1].image_points
    # A gap makes room for more, but a hand that is gone for long has stopped, not sped on.
    far = float(step(hand.image_points, last, aspect)) / min(number - track.frames[-1], 2)
    if far > MOST_STEP:
        return np.inf
    says = hand.score if hand.slot == RIGHT else -hand.score
    return far + (OTHER_SIDE * abs(says) if says * track.vote < 0 else 0)


def _two(points: np.ndarray, other: np.ndarray, aspect: float) -> bool:
    if two_hands(points, other, 1000, round(1000 * aspect)):
        return True
    apart = np.hypot(*((points - other)[:, :2] * (1, aspect)).T).mean()
    larger = max(extent(points, aspect), extent(other, aspect))
    smaller = min(extent(points, aspect), extent(other, aspect))
    return bool(apart > APART * larger and smaller > larger / 2)
