"""What a hand is drawn from: round cones along the bones and over palm, thumb mound and arm."""

from dataclasses import dataclass

import numpy as np

from signkit.landmarks.hand import FINGERS, INDEX

FINGER_RADII = {  # at the four joints, base to tip, in palms
    "thumb": (0.150, 0.135, 0.108, 0.080),
    "index": (0.125, 0.102, 0.089, 0.068),
    "middle": (0.125, 0.104, 0.091, 0.070),
    "ring": (0.122, 0.098, 0.086, 0.066),
    "pinky": (0.112, 0.084, 0.074, 0.058),
}
# Kinds of surface; they differ in colour and detail.
ARM, PALM, BONE, TIP, CUFF = range(5)


@dataclass(frozen=True)
class Cones:
    """Round cones of one or more hands, one row a cone; lengths in palms."""

    ends: np.ndarray  # (n, 2, 3)
    radii: np.ndarray  # (n, 2)
    kind: np.ndarray  # (n,) ARM, PALM, BONE, TIP or CUFF
    blend: np.ndarray  # (n,) how far the surface flows into what it meets
    palmar: np.ndarray  # (n, 3) unit vector out of the palm's side
    redness: np.ndarray  # (n, 2) at the two ends, 0-1

    @staticmethod
    def joined(parts: list["Cones"]) -> "Cones":
        """All cones of `parts` in one."""
        names = Cones.__dataclass_fields__
        return Cones(**{n: np.concatenate([getattr(p, n) for p in parts]) for n in names})


def hand_cones(joints: np.ndarray, thickness: float, sleeve: bool, bend=(0.0, 0.0)) -> Cones:
    """The cones of one hand with `joints` (21, 3) in its own frame, palms; `bend` tilts the arm."""
    rows = [*_arm(thickness, sleeve, bend), *_palm(joints, thickness)]
    for finger in FINGERS:
        rows += _finger(joints, finger, thickness)
    ends, radii, kind, blend, palmar, redness = zip(*rows, strict=True)
    return Cones(
        np.array(ends, float), np.array(radii), np.array(kind), np.array(blend),
        np.array(palmar, float), np.array(redness),
    )  # fmt: skip


OUT = np.array((0.0, 0.0, 1.0))
# The palm's three long lines, over the palm of the mean hand, in palms.
PALM_LINES = (
    ((-0.47, 0.60), (-0.30, 0.68), (-0.08, 0.72), (0.06, 0.78), (0.12, 0.88)),
    ((0.36, 0.68), (0.20, 0.66), (0.0, 0.58), (-0.20, 0.48), (-0.33, 0.38)),
    ((0.36, 0.66), (0.20, 0.60), (0.06, 0.46), (0.0, 0.28), (0.02, 0.08)),
)


def palm_lines(width: float) -> list[np.ndarray]:
    """The palm's lines on its surface, each (k, 3) in the hand's frame, palms."""
    return [np.array([(x * width, y, 0.12) for x, y in line]) for line in PALM_LINES]


def _palm(joints, thick):
    """Fans of cones from wrist to finger bases, the two mounds, and the web beside the thumb."""
    at = {name: joints[i] for name, i in INDEX.items()}
    back = -0.03 * OUT

    def cone(a, b, ra, rb, red=(0.15, 0.25), blend=0.16):
        return (a, b), (ra * thick, rb * thick), PALM, blend, OUT, red

    width = at["index_mcp"][0] / 0.27
    heel = {"index": 0.15, "middle": 0.03, "ring": -0.08, "pinky": -0.18}
    for finger, x in heel.items():
        low = np.array((x * width, 0.05, 0)) + back
        yield cone(low, at[f"{finger}_mcp"] + back, 0.165, 0.138)
    cmc, mcp = at["thumb_cmc"], at["thumb_mcp"]
    index = at["index_mcp"]
    yield cone(np.array((0.16 * width, 0.10, 0.04)), mcp * 0.75 + cmc * 0.25, 0.19, 0.165)
    yield cone(cmc * 0.8 + (0, 0.06, 0.02), mcp, 0.205, 0.14, (0.25, 0.3))
    for share, radius in ((0.30, 0.12), (0.55, 0.10), (0.80, 0.075)):
        yield cone(cmc + (mcp - cmc) * (share + 0.1), index * share * 0.92, radius, radius)
    ulnar = np.array((-0.25 * width, 0.16, 0.03))
    yield cone(ulnar, at["pinky_mcp"] * (0.98, 0.85, 1), 0.18, 0.135, (0.25, 0.2))
    for a, b in (("index", "middle"), ("middle", "ring"), ("ring", "pinky")):
        yield cone(at[f"{a}_mcp"] + back, at[f"{b}_mcp"] + back, 0.125, 0.12)


def _finger(joints, finger, thick):
    chain = joints[list(FINGERS[finger])]
    # The bones' mean direction and the hand's palm side span the plane the finger bends in.
    for k in range(3):
        along = chain[k + 1] - chain[k]
        along = along / np.linalg.norm(along)
        palmar = _palmar_of(along, finger)
        radii = tuple(r * thick for r in FINGER_RADII[finger][k : k + 2])
        red = ((0.2, 0.3), (0.25, 0.35), (0.3, 0.8))[k]
        blend = 0.1 if k == 0 else 0.06
        end = chain[k + 1] - along * radii[1] * (0.45 if k == 2 else 0)
        yield (chain[k], end), radii, TIP if k == 2 else BONE, blend, palmar, red


def _palmar_of(along, finger):
    if finger == "thumb":  # its pad looks across the palm, to the fingers
        across = np.array((-0.75, 0.0, 0.65))
        side = across - along * (across @ along)
    else:  # fingers bend about the hand's x axis
        side = np.cross((1.0, 0, 0), along)
    return side / max(np.linalg.norm(side), 1e-6)


def _arm(thick, sleeve, bend):
    """Wrist and forearm leaving the picture, and a cuff over the forearm where worn."""
    direction = np.array((np.sin(bend[0]), -np.cos(bend[0]), np.sin(bend[1])))
    direction /= np.linalg.norm(direction)
    across = np.array((0.105, 0, 0)) * thick
    for side in (1, -1):
        start = side * across + np.array((0, 0.06, -0.03))
        end = direction * 3.6 + side * across * 2.0
        yield (start, end), (0.155 * thick, 0.27 * thick), ARM, 0.16, OUT, (0.15, 0.1)
        if sleeve:
            low, high = direction * 0.62 + side * across * 0.8, direction * 4 + side * across * 1.6
            yield (low, high), (0.29 * thick, 0.46 * thick), CUFF, 0.05, OUT, (0, 0)
