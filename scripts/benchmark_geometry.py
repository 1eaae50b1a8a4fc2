"""The 34 features of 10,000 hands: all at once, against a Python loop over hands.

    python scripts/benchmark_geometry.py

The loop is the plain way: one hand after the other, one numpy call a distance and an angle.
Both run in turns and the best of each counts, so that other work on the machine hits both.
Exits with 1 when the ratio is under 100 or the two differ by more than 1e-5.
"""

import sys
import time

import numpy as np

from signkit.landmarks.geometry import FEATURES, hand_features
from signkit.landmarks.hand import BONES, FINGERS, INDEX, JOINTS, TIPS, WRIST

HANDS = 10_000
ROUNDS = 3


def loop_features(hand: np.ndarray) -> np.ndarray:
    """The 34 features of one hand (21, 3), one after the other."""
    wrist = hand[WRIST]
    knuckles = [hand[INDEX[f"{name}_mcp"]] for name in FINGERS if name != "thumb"]
    palm = np.mean([np.linalg.norm(knuckle - wrist) for knuckle in knuckles])
    features = [np.linalg.norm(hand[tip] - wrist) / palm for tip in TIPS]
    for i, one in enumerate(TIPS):
        for other in TIPS[i + 1 :]:
            features.append(np.linalg.norm(hand[other] - hand[one]) / palm)
    for before, at, after in JOINTS:
        a, b = hand[before] - hand[at], hand[after] - hand[at]
        cosine = np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))
        features.append(np.arccos(np.clip(cosine, -1, 1)))
    normal = np.cross(knuckles[0] - wrist, knuckles[-1] - wrist)
    features.extend(normal / np.linalg.norm(normal))
    reach = sum(np.linalg.norm(hand[tip] - wrist) for tip in TIPS)
    features.append(reach / sum(np.linalg.norm(hand[b] - hand[a]) for a, b in BONES))
    return np.array(features)


def timed(function) -> tuple[float, np.ndarray]:
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def main() -> int:
    hands = np.random.default_rng(0).normal(size=(HANDS, 21, 3))
    plain, fast = [], []
    for _ in range(ROUNDS):
        seconds, expected = timed(lambda: np.array([loop_features(hand) for hand in hands]))
        plain.append(seconds)
        for _ in range(10):
            seconds, features = timed(lambda: hand_features(hands))
            fast.append(seconds)
    difference = float(np.abs(features - expected).max())
    ratio = min(plain) / min(fast)
    print(f"{HANDS} hands, {len(FEATURES)} features each")
    print(f"loop over hands  {min(plain):8.3f} s")
    print(f"hand_features    {min(fast):8.4f} s   {ratio:.0f} times as fast")
    print(f"largest difference {difference:.1e}")
    return int(ratio < 100 or difference > 1e-5)


if __name__ == "__main__":
    sys.exit(main())
