"""Augmentation of a photo and its landmarks together: one drawn transform moves both."""

import math
from dataclasses import dataclass, fields, replace

import cv2
import numpy as np

from signkit.inputs.changes.photo_changes import CHANGES, read_changes
from signkit.landmarks.geometry import palm_size
from signkit.landmarks.hand import FINGERS

BORDERS = {"black": cv2.BORDER_CONSTANT, "reflect": cv2.BORDER_REFLECT_101}
# Matrices of 0, 1, 2 and 3 quarter turns to the right; x right, y down.
TURNS = np.array([[[1, 0], [0, 1]], [[0, -1], [1, 0]], [[-1, 0], [0, -1]], [[0, 1], [-1, 0]]])


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
    # What follows is drawn last, and only where it is on: what was drawn before stays the same.
    vertical_flip: float = 0.0  # probability of a photo upside down, with the hands swapped
    quarter_turns: float = 0.0  # probability of 0 to 3 quarter turns; 0 or 2 where not square
    shift: float = 0.0  # share of the width and of the height, either way
    looks: tuple[tuple[str, float], ...] = ()  # name and strength of CHANGES of photos alone
    border: str = "black"  # what comes in from outside a moved photo: a name in BORDERS

    def change_hands(
        self, hands: np.ndarray, drawn: "Draw", rng: np.random.Generator
    ) -> np.ndarray:
        """Return changed copies of photos' hands (N, 2, 21, 3)."""
        return augment_hands(hands, drawn, self, rng)


def policy_from(names: str) -> Policy:
    """Make the policy of "flip rotation=30 zoom", names of CHANGES; "" changes nothing.

    Photos are reflected at their borders, and there are no hands. Raises ChangeError, which is a
    ValueError, on an unknown name (saying the nearest known one) or a strength out of range.
    """
    strengths = read_changes(names)
    numbers = {f.name: 0.0 for f in fields(Policy) if f.type is float}
    moves = {name: s for name, s in strengths.items() if CHANGES[name].apply is None}
    looks = tuple((name, s) for name, s in strengths.items() if CHANGES[name].apply and s)
    return Policy(**numbers | moves, looks=looks, border="reflect")


@dataclass(frozen=True)
class Draw:
    """The transforms drawn for N samples."""

    flip: np.ndarray  # (N,) bool, a mirror image whichever way
    linear: np.ndarray  # (N, 2, 2): mirror, then rotate, then zoom; x right, y down
    contrast: np.ndarray  # (N,) factor around the middle grey
    brightness: np.ndarray  # (N,) added, in 0-255
    drop_photo: np.ndarray  # (N,) bool
    drop_hands: np.ndarray  # (N,) bool
    turns: np.ndarray  # (N,) quarter turns to the right after all of `linear`
    shift: np.ndarray  # (N, 2) share of the width and of the height
    looks: dict[str, np.ndarray]  # amounts (N,) of changes of photos alone
    seeds: np.ndarray  # (N,) from which those take what more they need
    border: str

    def take(self, rows: np.ndarray) -> "Draw":
        """Return the draws of some samples."""
        arrays = {k: v[rows] for k, v in vars(self).items() if isinstance(v, np.ndarray)}
        return replace(self, **arrays, looks={k: v[rows] for k, v in self.looks.items()})

    def moves(self, square: bool = True) -> np.ndarray:
        """Return the whole linear transforms (N, 2, 2), about the centre, of photos of a shape."""
        if not self.turns.any():
            return self.linear
        return TURNS[self.turns if square else self.turns // 2 * 2] @ self.linear


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
    upside_down = rng.random(count) < policy.vertical_flip if policy.vertical_flip else ~flip & flip
    linear[upside_down, 1] *= -1
    return Draw(
        flip=flip ^ upside_down,
        linear=linear,
        contrast=contrast,
        brightness=brightness,
        drop_photo=dropped < policy.drop_photo,
        drop_hands=dropped >= 1 - policy.drop_hands,
        turns=_draw_turns(policy, count, rng),
        shift=_draw_shift(policy, count, rng),
        looks={name: CHANGES[name].draw(strength, count, rng) for name, strength in policy.looks},
        seeds=rng.integers(2**63, size=count) if policy.looks else np.zeros(count, int),
        border=policy.border,
    )


def _draw_turns(policy: Policy, count: int, rng: np.random.Generator) -> np.ndarray:
    if not policy.quarter_turns:
        return np.zeros(count, int)
    return np.where(rng.random(count) < policy.quarter_turns, rng.integers(4, size=count), 0)


def _draw_shift(policy: Policy, count: int, rng: np.random.Generator) -> np.ndarray:
    if not policy.shift:
        return np.zeros((count, 2))
    return rng.uniform(-policy.shift, policy.shift, (count, 2))


def augment_photos(photos: np.ndarray, drawn: Draw) -> np.ndarray:
    """Return changed copies of (N, H, W, 3) uint8 photos, moved around their centre.

    Pictures of clips (N, P, H, W, 3) are changed alike within a clip.
    """
    pictures = math.prod(photos.shape[1:-3])  # of each sample
    drawn = drawn.take(np.repeat(np.arange(len(photos)), pictures))
    flat = photos.reshape(-1, *photos.shape[-3:])
    changed = np.empty_like(flat)
    height, width = flat.shape[1:3]
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    grey = np.arange(256, dtype=np.float32)
    for i, (photo, linear) in enumerate(zip(flat, drawn.moves(height == width), strict=True)):
        shift = middle - linear @ middle + drawn.shift[i] * (width, height)
        moved = cv2.warpAffine(
            photo,
            np.column_stack([linear, shift]),
            (width, height),
            flags=cv2.INTER_LINEAR,
            borderMode=BORDERS[drawn.border],
        )
        table = (grey - 128) * drawn.contrast[i] + 128 + drawn.brightness[i]
        cv2.LUT(moved, np.clip(table, 0, 255).astype(np.uint8), dst=changed[i])
        if drawn.looks:
            changed[i] = _other_looks(changed[i], drawn, i)
        if drawn.drop_photo[i]:
            changed[i] = blur_beyond_use(changed[i])
    return changed.reshape(photos.shape)


def _other_looks(photo: np.ndarray, drawn: Draw, place: int) -> np.ndarray:
    rng = np.random.default_rng(drawn.seeds[place])
    for name, amounts in drawn.looks.items():
        photo = CHANGES[name].apply(photo, amounts[place], rng)
    return photo


def blur_beyond_use(photo: np.ndarray) -> np.ndarray:
    """Return a photo (H, W, 3) uint8 of which only the light in each third is left."""
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
    moved[..., :2] = np.einsum("nij,nhpj->nhpi", drawn.moves(), points[..., :2])
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
