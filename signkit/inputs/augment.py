"""Augmentation of a photo and its landmarks together: one drawn transform moves both."""

from dataclasses import dataclass

import cv2
import numpy as np

from signkit.landmarks.geometry import palm_size


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
    hand_noise: float = 0.01  # standard deviation in palm sizes


@dataclass(frozen=True)
class Draw:
    """The transforms drawn for N samples."""

    flip: np.ndarray  # (N,) bool
    linear: np.ndarray  # (N, 2, 2): mirror, then rotate, then zoom; x right, y down
    contrast: np.ndarray  # (N,) factor around the middle grey
    brightness: np.ndarray  # (N,) added, in 0-255


def draw(policy: Policy, count: int, rng: np.random.Generator) -> Draw:
    """Draw one transform a sample."""
    flip = rng.random(count) < policy.flip
    angle = np.radians(rng.uniform(-policy.rotation, policy.rotation, count))
    zoom = rng.uniform(1 - policy.zoom, 1 + policy.zoom, count)
    mirror = np.where(flip, -1.0, 1.0)
    cos, sin = np.cos(angle) * zoom, np.sin(angle) * zoom
    linear = np.stack([cos * mirror, -sin, sin * mirror, cos], axis=-1).reshape(count, 2, 2)
    return Draw(
        flip=flip,
        linear=linear,
        contrast=rng.uniform(1 - policy.contrast, 1 + policy.contrast, count),
        brightness=rng.uniform(-policy.brightness, policy.brightness, count) * 255,
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
    return changed


def augment_hands(
    points: np.ndarray, drawn: Draw, policy: Policy, rng: np.random.Generator
) -> np.ndarray:
    """Return changed copies of wrist-relative hands (N, 2, 21, 3), slot 0 right, slot 1 left.

    The photo's transform is applied about each wrist; a mirrored sample swaps its hands, since a
    mirrored right hand is a left one. Hands that are absent (all zeros) stay all zeros.
    """
    moved = points.astype(np.float32, copy=True)
    moved[..., :2] = np.einsum("nij,nhpj->nhpi", drawn.linear, points[..., :2])
    moved[drawn.flip] = moved[drawn.flip][:, ::-1]
    present = np.any(moved != 0, axis=(2, 3), keepdims=True)
    scale = rng.uniform(1 - policy.hand_scale, 1 + policy.hand_scale, (len(points), 2, 1, 3))
    moved = moved * scale
    noise = rng.normal(0, policy.hand_noise, moved.shape) * palm_size(moved)[..., None, None]
    noise[..., 0, :] = 0  # the wrist is the origin
    return np.where(present, moved + noise, 0).astype(np.float32)
