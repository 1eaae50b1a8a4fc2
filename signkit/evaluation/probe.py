"""The quick probe of the gap: an SVM on the landmarks of photos or clips."""

import numpy as np
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from signkit.clips.sample import Clips
from signkit.inputs.clip_frames import in_sight
from signkit.landmarks.geometry import hand_features, normalise, relative_points
from signkit.landmarks.sample import Landmarks

C = 3.0
MOMENTS = 16  # of a clip


def new_probe() -> Pipeline:
    """An SVM on standardised features, whose decision function speaks of each pair of classes."""
    return make_pipeline(StandardScaler(), SVC(C=C, decision_function_shape="ovo"))


def probe_features(landmarks: Landmarks) -> np.ndarray:
    """What the probe sees of N photos, (N, 194): each hand's normalised points and 34 features.

    Left hands are mirrored. A hand that is alone stands first, whichever it is: detectors take one
    for the other. An absent hand is zeros.
    """
    points = relative_points(landmarks.image_points, landmarks.size)
    points[:, 1, :, 0] *= -1
    points = normalise(points)
    hands = np.concatenate([points.reshape(*points.shape[:2], -1), hand_features(points)], axis=2)
    hands *= landmarks.present[:, :, None]
    alone = landmarks.present[:, 1] & ~landmarks.present[:, 0]
    hands[alone] = hands[alone][:, ::-1]
    return hands.reshape(len(hands), -1)


def clip_features(clips: Clips) -> np.ndarray:
    """What the probe sees of N clips, (N, 2016): their points at 16 moments, evenly spread.

    Points are frame widths from the frame's middle, from the first hand to the last; absent hands
    are zeros.
    """
    seen = np.zeros((len(clips), MOMENTS, 2, 21, 3), np.float32)
    for row in range(len(clips)):
        hands = in_sight(clips, row)
        seen[row] = hands[np.linspace(0, len(hands) - 1, MOMENTS).round().astype(int)]
    return seen.reshape(len(seen), -1)
