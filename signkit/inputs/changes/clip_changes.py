"""Augmentation of clips: in time, and in space as the frames' pictures are moved."""

from dataclasses import dataclass

import numpy as np

from signkit.inputs.changes.augment import Draw, Policy
from signkit.inputs.clip_frames import resampled
from signkit.landmarks.hand import FINGERS


@dataclass(frozen=True)
class ClipPolicy(Policy):
    """How far each augmentation of a clip may go; 0 turns one off.

    Pictures and hands are moved alike by what is drawn for photos; the rest is drawn for the hands.
    """

    zoom: float = 0.2
    shift: float = 0.1
    hand_noise: float = 0.003  # standard deviation of each point in frame widths
    shear: float = 0.1  # share, either way
    speed: float = 0.3  # share, either way: a clip of T frames is stretched or squeezed
    trim: float = 0.1  # share of the frames that may be missing at each end
    mask: float = 0.2  # probability that a stretch of frames is masked ...
    masked: float = 0.25  # ... of at most this share of the clip
    drop_finger: float = 0.2  # probability of each finger to be folded away to its first joint
    drop_hand: float = 0.05  # probability that one of two hands is missing all along

    def change_hands(self, hands: np.ndarray, drawn: Draw, rng: np.random.Generator) -> np.ndarray:
        """Return changed copies of clips' hands (N, T, 2, 21, 3)."""
        return change_clips(hands, drawn, self, rng)


def change_clips(
    hands: np.ndarray, drawn: Draw, policy: ClipPolicy, rng: np.random.Generator
) -> np.ndarray:
    """Return changed copies of clips (N, T, 2, 21, 3): frame widths from the middle, zeros absent.

    All frames of a clip share its transform: that drawn for its pictures, and a shear. Its time is
    stretched and cut anew each time.
    """
    moves, changed = drawn.moves(), np.zeros_like(hands)
    for row, clip in enumerate(hands):
        length = clip_length(clip)
        if length and not drawn.drop_hands[row]:
            clip = _in_time(clip[:length], len(clip), policy, rng)
            clip = _other_hands(_mirrored(clip) if drawn.flip[row] else clip, policy, rng)
            # The mirror image is made, with its hands swapped: what is left is to turn and zoom.
            move = moves[row] * np.where(drawn.flip[row], [-1, 1], 1)
            changed[row, : len(clip)] = _moved(clip, move, drawn.shift[row], policy, rng)
    return changed


def clip_length(hands: np.ndarray) -> int:
    """How many frames of (T, 2, 21, 3) there are up to the last with a hand."""
    some = np.flatnonzero(hands.any(axis=(1, 2, 3)))
    return int(some[-1]) + 1 if len(some) else 0


def _in_time(hands, most: int, policy: ClipPolicy, rng) -> np.ndarray:
    last = len(hands) - 1
    start, end = rng.uniform(0, policy.trim, 2) * last
    stretch = rng.uniform(1 - policy.speed, 1 + policy.speed)
    frames = int(np.clip(round((last - start - end + 1) * stretch), 1, most))
    hands = resampled(hands, frames, np.linspace(start, last - end, frames))
    if rng.random() < policy.mask:
        gone = round(rng.uniform(0, policy.masked) * frames)
        first = rng.integers(0, frames - gone + 1)
        hands[first : first + gone] = 0
    return hands


def _mirrored(hands) -> np.ndarray:
    return hands[:, ::-1] * np.float32([-1, 1, 1])


def _other_hands(hands, policy: ClipPolicy, rng) -> np.ndarray:
    """Fingers of other lengths, some folded away; of two hands one may be missing."""
    changed = hands.copy()
    for base, *joints in FINGERS.values():
        factor = rng.uniform(1 - policy.finger_length, 1 + policy.finger_length)
        factor = 0.0 if rng.random() < policy.drop_finger else factor
        start = hands[:, :, base : base + 1]
        changed[:, :, joints] = start + (hands[:, :, joints] - start) * factor
    two = hands.any(axis=(0, 2, 3)).all()
    if rng.random() < policy.drop_hand and two:
        changed[:, rng.integers(2)] = 0
    return changed


def _moved(hands, move, shift, policy: ClipPolicy, rng) -> np.ndarray:
    there = hands.any(axis=(2, 3), keepdims=True)
    shear = rng.uniform(-policy.shear, policy.shear)
    moved = hands.copy()
    moved[..., :2] = hands[..., :2] @ (move @ np.array([[1, shear], [0, 1]])).T + shift
    moved = moved + rng.normal(0, policy.hand_noise, hands.shape)
    return np.where(there, moved, 0).astype(np.float32)
