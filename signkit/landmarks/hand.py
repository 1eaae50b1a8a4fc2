"""The hand skeleton: 21 named points, its fingers, bones and joints.

Point order is MediaPipe's: https://ai.google.dev/edge/mediapipe/solutions/vision/hand_landmarker
"""

RIGHT, LEFT = 0, 1
HANDS = ("right", "left")

POINTS = (
    "wrist",
    "thumb_cmc", "thumb_mcp", "thumb_ip", "thumb_tip",
    "index_mcp", "index_pip", "index_dip", "index_tip",
    "middle_mcp", "middle_pip", "middle_dip", "middle_tip",
    "ring_mcp", "ring_pip", "ring_dip", "ring_tip",
    "pinky_mcp", "pinky_pip", "pinky_dip", "pinky_tip",
)  # fmt: skip
INDEX = {name: i for i, name in enumerate(POINTS)}
WRIST = INDEX["wrist"]

FINGERS = {
    finger: tuple(i for i, name in enumerate(POINTS) if name.startswith(finger))
    for finger in ("thumb", "index", "middle", "ring", "pinky")
}
TIPS = tuple(joints[-1] for joints in FINGERS.values())

# The palm's outline; with the thumb's base it closes around the wrist.
PALM = tuple(
    INDEX[name]
    for name in ("wrist", "thumb_cmc", "index_mcp", "middle_mcp", "ring_mcp", "pinky_mcp")
)

# (parent, child) of each bone, from the wrist outwards, and the palm's edge.
BONES = tuple(
    bone for joints in FINGERS.values() for bone in zip((WRIST, *joints[:-1]), joints, strict=True)
)
PALM_EDGES = tuple(
    (INDEX[a], INDEX[b])
    for a, b in (
        ("index_mcp", "middle_mcp"),
        ("middle_mcp", "ring_mcp"),
        ("ring_mcp", "pinky_mcp"),
    )
)

# (before, at, after) of the three joint angles of each finger, base to tip.
JOINTS = tuple(
    (chain[k], chain[k + 1], chain[k + 2])
    for chain in ((WRIST, *joints) for joints in FINGERS.values())
    for k in range(3)
)
