"""Augmentation of a photo and its landmarks together: one drawn transform moves both."""

from dataclasses import dataclass, fields

import cv2
import numpy as np

from signkit.landmarks.geometry import palm_size
from signkit.landmarks.hand import FINGERS


@dataclass(frozen=True)
class Policy:
    """How far each augmentation may go; 0 turns one off."""

    flip: float = 0.5  # probability of a mirror image, with the hands swapped
    rotation: float = 15.0  # degrees, either way
    zoom: float = 0.15  # share of the size, in or out
    contrast: float = 0.2  # share, either way
    brightness: float = 0.2  # share of 255, either way
    # A common scale of a hand is undone by its normalisation: each axis draws its own.
    hand_scale: float = 0.1  # share, either way
    hand_tilt: float = 10.0  # degrees about the photo's x and y axes, either way
    finger_length: float = 0.1  # share, either way, of each finger from its first joint
    # A palm is some .3 of a photo's width: this is the .01 of users' image coordinates.
    hand_noise: float = 0.03  # standard deviation in palm sizes
    # Modality dropout, as probabilities: the photo blurred beyond use, or the hands blanked (never
    # both), so that what is learnt from one doesn't stand on the other alone.
    drop_photo: float = 0.0
    drop_hands: float = 0.0


@dataclass(frozen=True)
class Draw:
    """The transforms drawn for N samples."""

    flip: np.ndarray  # (N,) bool
    linear: np.ndarray  # (N, 2, 2): mirror, then rotate, then zoom; x right, y down
    contrast: np.ndarray  # (N,) factor around the middle grey
    brightness: np.ndarray  # (N,) added, in 0-255
    drop_photo: np.ndarray  # (N,) bool
    drop_hands: np.ndarray  # (N,) bool

    def take(self, rows: np.ndarray) -> "Draw":
        """Return the draws of some samples."""
        return Draw(**{f.name: getattr(self, f.name)[rows] for f in fields(self)})


def draw(policy: Policy, count: int, rng: np.random.Generator) -> Draw:
    """Draw one transform a sample."""
    flip = rng.random(count) < policy.flip
    angle = np.radians(rng.uniform(-policy.rotation, policy.rotation, count))
    zoom = rng.uniform(1 - policy.zoom, 1 + policy.zoom, count)
    mirror = np.where(flip, -1.0, 1.0)
    cos, sin = np.cos(angle) * zoom, np.sin(angle) * zoom
    linear = np.stack([cos * mirror, -sin, sin * mirror, cos], axis=-1).reshape(count, 2, 2)
    contrast = rng.uniform(1 - policy.contrast, 1 + policy.contrast, count)
    brightness = rng.uniform(-policy.brightness, policy.brightness, count) * 255
    dropped = rng.random(count)
    return Draw(
        flip=flip,
        linear=linear,
        contrast=contrast,
        brightness=brightness,
        drop_photo=dropped < policy.drop_photo,
        drop_hands=dropped >= 1 - policy.drop_hands,
    )


def augment_photos(photos: np.ndarray, drawn: Draw) -> np.ndarray:
    """Return changed copies of (N, S, S, 3) uint8 photos, moved around their centre."""
    changed = np.empty_like(photos)
    middle = (photos.shape[1] - 1) / 2
    grey = np.arange(256, dtype=np.float32)
    for i, photo in enumerate(photos):
        linear = drawn.linear[i]
        shift = middle - linear @ (middle, middle)
        moved = cv2.warpAffine(
            photo, np.column_stack([linear, shift]), photo.shape[1::-1], flags=cv2.INTER_LINEAR
        )
        table = (grey - 128) * drawn.contrast[i] + 128 + drawn.brightness[i]
        cv2.LUT(moved, np.clip(table, 0, 255).astype(np.uint8), dst=changed[i])
        if drawn.drop_photo[i]:
            changed[i] = blur_beyond_use(changed[i])
    return changed


def blur_beyond_use(photo: np.ndarray) -> np.ndarray:
    """Return a photo (S, S, 3) uint8 of which only the light in each third is left."""
    tiny = cv2.resize(photo, (3, 3), interpolation=cv2.INTER_AREA)
    return cv2.resize(tiny, photo.shape[1::-1], interpolation=cv2.INTER_CUBIC)


def augment_hands(
    points: np.ndarray, drawn: Draw, policy: Policy, rng: np.random.Generator
) -> np.ndarray:
    """Return changed copies of wrist-relative hands (N, 2, 21, 3), slot 0 right, slot 1 left.

    The photo's transform is applied about each wrist; a mirrored sample swaps its hands, since a
    mirrored right hand is a left one. Hands that are absent (all zeros) stay all zeros, and those
    that are dropped become so.
    """
    moved = points.astype(np.float32, copy=True)
    moved[..., :2] = np.einsum("nij,nhpj->nhpi", drawn.linear, points[..., :2])
    moved[drawn.flip] = moved[drawn.flip][:, ::-1]
    present = np.any(moved != 0, axis=(2, 3), keepdims=True)
    scale = rng.uniform(1 - policy.hand_scale, 1 + policy.hand_scale, (len(points), 2, 1, 3))
    moved = _other_fingers(_tilted(moved * scale, policy, rng), policy, rng)
    noise = rng.normal(0, policy.hand_noise, moved.shape) * palm_size(moved)[..., None, None]
    noise[..., 0, :] = 0  # the wrist is the origin
    kept = present & ~drawn.drop_hands[:, None, None, None]
    return np.where(kept, moved + noise, 0).astype(np.float32)


def _tilted(points: np.ndarray, policy: Policy, rng: np.random.Generator) -> np.ndarray:
    """Turn hands (N, 2, 21, 3) a little out of the photo's plane, as from another camera."""
    x, y = np.radians(rng.uniform(-policy.hand_tilt, policy.hand_tilt, (2, len(points))))
    zero, one = np.zeros_like(x), np.ones_like(x)
    about_x = [one, zero, zero, zero, np.cos(x), -np.sin(x), zero, np.sin(x), np.cos(x)]
    about_y = [np.cos(y), zero, np.sin(y), zero, one, zero, -np.sin(y), zero, np.cos(y)]
    turns = [np.stack(turn, axis=-1).reshape(-1, 3, 3) for turn in (about_x, about_y)]
    return np.einsum("nij,njk,nhpk->nhpi", *turns, points, optimize=True)


def _other_fingers(points: np.ndarray, policy: Policy, rng: np.random.Generator) -> np.ndarray:
    """Lengthen or shorten each finger of hands (N, 2, 21, 3), as of other people."""
    longer = points.copy()
    share = policy.finger_length
    for base, *joints in FINGERS.values():
        factor = rng.uniform(1 - share, 1 + share, (len(points), 2, 1, 1))
        start = points[:, :, base : base + 1]
        longer[:, :, joints] = start + (points[:, :, joints] - start) * factor
    return longer
