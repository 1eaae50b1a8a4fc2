"""The table of changes that training photos of objects or defects may go through.

Moves and light (`apply` is None) are part of the one transform that `inputs.augment` draws, since
landmarks move with it. The others change a photo's looks alone; a new one is one decorated function
of a photo (H, W, 3) uint8, the drawn amount and a random generator, that returns a new photo.
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import cv2
import numpy as np

from signkit.errors import SettingsError

# A normal distribution in 256 equal parts: a byte draws from it, eight times as fast as a float.
GRAIN = np.array([NormalDist().inv_cdf((part + 0.5) / 256) for part in range(256)])
GREY_AXIS = np.full(3, 3**-0.5)
# Zhong et al., Random Erasing Data Augmentation (2017): area as a share of the photo's, and aspect.
ERASED_AREA, ERASED_ASPECT = (0.02, 0.4), (0.3, 1 / 0.3)
ERASE_TRIES = 20


class ChangeError(SettingsError, ValueError):
    """A change of photos that isn't in the table, or a strength that it can't have."""


@dataclass(frozen=True)
class Change:
    """A row of the table: what a change does, how far it usually goes and how that is said."""

    about: str
    usual: float  # strength, where none is given
    most: float  # the largest strength that makes sense
    range: str  # "either way" and "up to" the strength, or "chance": the strength is a probability
    say: str  # format of a signed amount, such as "{:+.0f}°"; of a chance, what has happened
    apply: Callable | None = None

    def draw(self, strength: float, count: int, rng: np.random.Generator) -> np.ndarray:
        """Draw `count` amounts; those of a chance are 0 or 1."""
        if self.range == "chance":
            return (rng.random(count) < strength).astype(float)
        return rng.uniform(-strength if self.range == "either way" else 0.0, strength, count)

    def tell(self, strength: float) -> str:
        """Say a strength in words: "up to 15° either way", "half of the photos"."""
        if self.range == "chance":
            return "all photos" if strength == 1 else f"{strength:.0%} of the photos"
        amount = self.say.format(strength).lstrip("+")
        return f"up to {amount}" + " either way" * (self.range == "either way")


def _share(sign: str = "+") -> str:
    return "{:" + sign + ".0%}"


CHANGES = {
    "flip": Change("a mirror image", 0.5, 1, "chance", "mirrored"),
    "vertical_flip": Change("upside down, as in water", 0.5, 1, "chance", "upside down"),
    "quarter_turns": Change(
        "turned by 0, 90, 180 or 270 degrees (photos that aren't square by 0 or 180)",
        1.0, 1, "chance", "turned",
    ),
    "rotation": Change("turned a little", 15, 180, "either way", "{:+.0f}°"),
    "zoom": Change("larger or smaller", 0.15, 0.9, "either way", _share()),
    "shift": Change("aside, up or down", 0.1, 0.5, "either way", _share()),
    "contrast": Change("more or less contrast", 0.2, 1, "either way", _share()),
    "brightness": Change("lighter or darker", 0.2, 1, "either way", _share()),
}  # fmt: skip


def look(name: str, usual: float, most: float, range: str, say: str) -> Callable:
    """Decorate a function to enter it; its docstring's first line says what it does."""

    def enter(function):
        about = function.__doc__.split("\n")[0].rstrip(".")
        CHANGES[name] = Change(about[0].lower() + about[1:], usual, most, range, say, function)
        return function

    return enter


@look("saturation", 0.4, 1, "either way", _share())
def saturation(photo, amount, rng):
    """Paler or stronger colours."""
    grey = cv2.cvtColor(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return cv2.addWeighted(photo, 1 + amount, grey, -amount, 0)


@look("hue", 15, 180, "either way", "{:+.0f}°")
def hue(photo, amount, rng):
    """Other colours, turned about the axis of greys."""
    return cv2.transform(photo, cv2.Rodrigues(GREY_AXIS * np.radians(amount))[0])


@look("grey", 0.2, 1, "chance", "grey")
def grey(photo, amount, rng):
    """No colours."""
    return saturation(photo, -1.0, rng) if amount else photo


@look("blur", 1.5, 50, "up to", "{:.1f} pixels")
def blur(photo, amount, rng):
    """Out of focus; the standard deviation of a Gaussian."""
    return cv2.GaussianBlur(photo, (0, 0), amount) if amount > 0.1 else photo


@look("noise", 0.06, 1, "up to", _share(""))
def noise(photo, amount, rng):
    """Grain; its standard deviation as a share of 255."""
    grain = np.rint(GRAIN * amount * 255).astype(np.int16)
    drawn = rng.integers(0, 256, photo.shape, np.uint8)
    return cv2.add(photo, cv2.LUT(drawn, grain), dtype=cv2.CV_8U)


@look("erase", 0.5, 1, "chance", "erased")
def erase(photo, amount, rng):
    """A rectangle of chance colours over a part (random erasing, Zhong et al. 2017)."""
    if not amount:
        return photo
    changed = photo.copy()
    for _ in range(ERASE_TRIES):
        area = rng.uniform(*ERASED_AREA) * photo.shape[0] * photo.shape[1]
        aspect = rng.uniform(*ERASED_ASPECT)
        height, width = round((area * aspect) ** 0.5), round((area / aspect) ** 0.5)
        if 0 < height < photo.shape[0] and 0 < width < photo.shape[1]:
            top = rng.integers(photo.shape[0] - height)
            left = rng.integers(photo.shape[1] - width)
            place = changed[top : top + height, left : left + width]
            place[:] = rng.integers(0, 256, place.shape, np.uint8)
            break
    return changed


def read_changes(names: str) -> dict[str, float]:
    """Read "flip rotation=30, zoom" into the strength of each change, in the table's order.

    Raises ChangeError, which is a ValueError, in words.
    """
    given = {}
    for word in re.sub(r"\s*=\s*", "=", names).replace(",", " ").split():
        name, _, strength = word.partition("=")
        if name not in CHANGES:
            raise ChangeError(f"Unknown change of photos {name!r}.", _nearest(name))
        if name in given:
            raise ChangeError(f"The change {name} is named twice.", "Name it once.")
        given[name] = _strength(name, strength) if "=" in word else CHANGES[name].usual
    return {name: given[name] for name in CHANGES if name in given}


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name.lower(), CHANGES, n=1, cutoff=0.5)
    return (f"Did you mean {near[0]}? " if near else "") + f"There are: {', '.join(CHANGES)}."


def _strength(name: str, text: str) -> float:
    most = CHANGES[name].most
    try:
        strength = float(text)
    except ValueError:
        strength = -1.0
    if not 0 <= strength <= most:
        raise ChangeError(
            f"The strength of {name} can't be {text!r}.", f"Give a number from 0 to {most:g}."
        )
    return strength
