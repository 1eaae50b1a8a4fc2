"""The looks at a photo, as a table: each later one is for photos in which those before saw nothing.

A hand that fills the photo, or is cut by its edge, is what the palm detector misses most; a border
that continues the photo's edge pixels makes such a hand smaller and gives it surroundings. The
points found so are also the better ones: of ASL signers left out of training, a classifier on
landmarks alone tells two photos in a hundred more when the first look has the border. Turning the
photo, contrast, white balance and still lower confidence add almost nothing after these.
"""

import hashlib
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Pass:
    """One look: how wide a border, and how sure the palm detector must be."""

    name: str
    border: float  # added on each side, as a fraction of the photo's width and height
    confidence: float  # the palm detector's threshold, 0..1


FIRST_HAND = (
    Pass("border 25 %", 0.25, 0.3),
    Pass("plain", 0, 0.5),
    Pass("border 50 %", 0.5, 0.3),
    Pass("border 100 %", 1.0, 0.3),
)
# When a second hand may be there and one is found: that one is painted over, so that the detector,
# which prefers the clearer of two touching hands, has only the other to find. The gate of
# second_hand.py makes up for the low threshold.
SECOND_HAND = Pass("second hand", 0.25, 0.1)

PASSES = (*FIRST_HAND, SECOND_HAND)
# Landmarks.found_by indexes this; 0 is "no hand".
PASS_NAMES = ("", *(look.name for look in PASSES))

# Raise it when the way from photo to points changes outside the tables: stores made before are
# then refused instead of mixed.
METHOD = 1


def passes_version() -> str:
    """A short hash that changes with the tables above and with METHOD."""
    table = repr([METHOD, *map(astuple, PASSES)])
    return hashlib.sha256(table.encode()).hexdigest()[:6]
