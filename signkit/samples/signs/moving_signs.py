"""Signs that move, as data: a hand's shape, its way through the picture, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from signkit.samples.signs.table import SIGNS, HandPose

# A movement gives x, y (right, up; -1 to 1) and the turn (as HandPose.turn, -1 to 1) at each of
# the angles (n,) of its cycles.
MOVEMENTS: dict[str, Callable] = {
    "side to side": lambda angle: (np.sin(angle), 0.12 * np.cos(2 * angle), (0, 0, -np.sin(angle))),
    "up and down": lambda angle: (0.1 * np.sin(angle), np.cos(angle), (0, -np.cos(angle), 0)),
}
REACH = (1.0, 0.62)  # palms that 1 is of x and y
LEAN = 16.0  # degrees that 1 is of a turn
# What nobody does twice alike: how far a hand sways (palms), and gets ahead of time (radians).
SWAY, HASTE = 0.18, 0.6


@dataclass(frozen=True)
class MovingSign:
    """One word: how the hand is held, how it moves, and the word's texts."""

    pose: HandPose
    movement: str  # a name in MOVEMENTS
    description: str  # clause by clause, in the same words for every sign
    sentence: str


_OPEN = "thumb out, index finger up, middle finger up, ring finger up, little finger up"
_INDEX = (
    "thumb folded, index finger up, middle finger folded, ring finger folded, little finger folded"
)

# Two shapes and two movements: each word shares its shape with one other, its movement with
# another one, so that a word never trained on can be told by what the others taught.
MOVING_SIGNS = {
    "hello": MovingSign(
        SIGNS["open_palm"][0], "side to side",
        f"{_OPEN}, hand moves from side to side", "hello , nice to see you .",
    ),
    "moment": MovingSign(
        SIGNS["point"][0], "up and down",
        f"{_INDEX}, hand moves up and down", "one moment , please .",
    ),
    "no": MovingSign(
        SIGNS["point"][0], "side to side",
        f"{_INDEX}, hand moves from side to side", "no , thank you .",
    ),
    "slowly": MovingSign(
        SIGNS["open_palm"][0], "up and down",
        f"{_OPEN}, hand moves up and down", "slowly , please .",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How one signer moves."""

    cycles: float  # of the movement in a second
    reach: float  # 1 the mean
    slant: float  # degrees by which the movement's axes are turned
    start: float  # angle of the cycle at which the movement begins
    place: tuple[float, float]  # of the wrist at rest, over the picture's width and height
    palm: float  # over the picture's height
    pause: float  # seconds before the movement begins


def make_style(number: int, seed: int = 0) -> Style:
    """The style of signer `number` (from 1) of the world `seed`."""
    rng = np.random.default_rng((seed, number, 3))
    return Style(
        cycles=rng.uniform(1.0, 1.7),
        reach=rng.uniform(0.8, 1.15),
        slant=rng.uniform(-20, 20),
        start=rng.uniform(-1.2, 1.2),
        place=(rng.uniform(0.44, 0.56), rng.uniform(0.74, 0.80)),
        palm=rng.uniform(0.21, 0.26),
        pause=rng.uniform(0.0, 0.2),
    )


def way(sign: MovingSign, style: Style, seconds: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
    """Where the wrist is (n, 2), palms from its place, right and up, and its turn (n, 3), degrees.

    `rng` makes one recording differ from the next: a little faster, wider, earlier.
    """
    cycles = style.cycles * rng.uniform(0.9, 1.1)
    pause = style.pause + rng.uniform(0, 0.12)
    angle = style.start + rng.normal(0, 0.25) + 2 * np.pi * cycles * np.maximum(seconds - pause, 0)
    x, y, turn = MOVEMENTS[sign.movement](angle + _drift(seconds, HASTE, rng))
    offset = np.stack([x * REACH[0], y * REACH[1]], axis=1) * style.reach * rng.uniform(0.85, 1.15)
    offset += np.stack([_drift(seconds, SWAY, rng) for _ in range(2)], axis=1)
    slant = np.radians(style.slant + rng.normal(0, 3))
    across = np.array([[np.cos(slant), np.sin(slant)], [-np.sin(slant), np.cos(slant)]])
    turns = np.stack([part + np.zeros(len(seconds)) for part in turn], axis=1) * LEAN
    return offset @ across + rng.normal(0, 0.05, 2), turns + rng.normal(0, 3, 3)


def _drift(seconds: np.ndarray, size: float, rng) -> np.ndarray:
    """A slow wandering (n,) of about this size."""
    rates, angles = rng.uniform(0.3, 1.6, 3), rng.uniform(0, 2 * np.pi, 3)
    return size * np.sin(2 * np.pi * rates * seconds[:, None] + angles).sum(axis=1) / 1.2
