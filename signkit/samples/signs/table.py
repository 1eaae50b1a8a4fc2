"""The signs as data: how each finger bends, where the thumb goes, how the hand is held.

Everything is told for a right-handed signer facing the camera. In the hand's own frame x points
to the thumb's side, y along the fingers and z out of the palm; lengths are palms (wrist to the
middle finger's base). An unturned right hand shows its palm to the camera, fingers up, and its
thumb is then on the photo's right.
"""

from dataclasses import dataclass

# Bend at the finger's base, middle and end joint, in degrees.
STRAIGHT = (4, 6, 4)
CURLED = (76, 100, 58)
PINCHING = (48, 62, 34)

# Directions of the thumb's three bones; "pinch" is solved to meet the index finger's tip.
THUMBS = {
    "open": ((0.74, 0.60, 0.30), (0.62, 0.76, 0.12), (0.52, 0.84, 0.06)),
    "wide": ((0.80, 0.42, 0.35), (0.94, 0.32, 0.12), (0.97, 0.22, 0.02)),
    "up": ((0.74, 0.56, 0.36), (0.96, 0.24, 0.14), (1.0, 0.02, -0.06)),
    "beside": ((0.52, 0.78, 0.36), (0.22, 0.96, 0.16), (0.04, 0.99, 0.10)),
    "across": ((0.40, 0.56, 0.74), (-0.16, 0.62, 0.78), (-0.88, 0.44, 0.10)),
    "tucked": ((0.30, 0.58, 0.76), (-0.44, 0.58, 0.68), (-0.94, 0.22, 0.10)),
    "pinch": None,
}


@dataclass(frozen=True)
class HandPose:
    """One hand of a sign, as a right-handed signer makes it."""

    index: tuple = STRAIGHT
    middle: tuple = STRAIGHT
    ring: tuple = STRAIGHT
    pinky: tuple = STRAIGHT
    thumb: str = "open"  # a name in THUMBS
    splay: float = 1.0  # how far the fingers spread: 0 parallel, 1 spread
    turn: tuple = (0, 0, 0)  # degrees about the photo's up axis, its right axis, towards its left
    at: tuple = (0, 0, 0)  # where the wrist is, in palms


def _fist(thumb: str, **straight) -> HandPose:
    curled = dict.fromkeys(("index", "middle", "ring", "pinky"), CURLED)
    return HandPose(**{**curled, "thumb": thumb, "splay": 0.25, **straight})


# Per sign: the right hand and the left hand (None where it rests out of the picture).
SIGNS = {
    "open_palm": (HandPose(), None),
    "both_palms": (
        HandPose(splay=0.9, turn=(0, 0, 8), at=(-1.0, 0, 0)),
        HandPose(splay=0.9, turn=(0, 0, -8), at=(1.0, 0, 0)),
    ),
    "victory": (_fist("tucked", index=STRAIGHT, middle=STRAIGHT, splay=1.3), None),
    "thumb_up": (_fist("up", turn=(168, 24, -90)), None),
    "ok": (HandPose(index=PINCHING, thumb="pinch", middle=(14, 16, 8), turn=(22, 0, 0)), None),
    "house": (
        HandPose(splay=0.2, thumb="beside", turn=(0, 0, -36), at=(-1.35, 0, 0)),
        HandPose(splay=0.2, thumb="beside", turn=(0, 0, 36), at=(1.35, 0, 0)),
    ),
    "point": (_fist("tucked", index=STRAIGHT), None),
    "i_love_you": (_fist("wide", index=STRAIGHT, pinky=STRAIGHT, splay=0.9), None),
    "call_me": (_fist("wide", pinky=STRAIGHT, splay=0.9), None),
    "three": (_fist("tucked", index=STRAIGHT, middle=STRAIGHT, ring=STRAIGHT, splay=1.1), None),
    "both_point": (
        _fist("tucked", index=STRAIGHT, turn=(0, 0, 4), at=(-0.9, 0, 0)),
        _fist("tucked", index=STRAIGHT, turn=(0, 0, -4), at=(0.9, 0, 0)),
    ),
    "fist": (_fist("across"), None),
}
TWO_HANDED = tuple(name for name, hands in SIGNS.items() if all(hands))
