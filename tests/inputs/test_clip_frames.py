import numpy as np
import pytest

from signkit.clips.sample import TRACKED, Clips
from signkit.inputs.clip_frames import centred, clip_hands, resampled, span


def hand_at(*places):
    """A right hand (T, 2, 21, 3) whose points are all at x = place; None: no hand."""
    hands = np.zeros((len(places), 2, 21, 3), np.float32)
    for frame, place in enumerate(places):
        if place is not None:
            hands[frame, 0, :, 0] = place
    return hands


def clips_of(hands, size=(360, 640)):
    clips = Clips.empty([len(hands)])
    clips.size[:] = size
    clips.image_points[:] = hands
    clips.origin[:] = np.where(hands.any(axis=(2, 3)), TRACKED, 0)
    return clips


def test_points_are_frame_widths_from_the_middle():
    points = np.zeros((1, 2, 21, 3), np.float32)
    points[0, 0] = [0.75, 1.0, 0.1]
    moved = centred(points, np.array([[True, False]]), np.array([360, 640]))
    assert moved[0, 0, 0] == pytest.approx([0.25, 0.5 * 360 / 640, 0.1])
    assert moved[0, 1].max() == 0


def test_only_the_time_with_hands_counts():
    present = np.zeros((20, 2), bool)
    present[[6, 12], 0] = True
    assert span(present) == (4, 15)
    assert span(present[5:13]) == (0, 8)
    assert span(present[:3]) == (0, 3)


def test_short_clips_are_filled_up_with_nothing():
    hands = clip_hands(clips_of(hand_at(0.75, 0.75, 0.75)), 5)
    assert hands.shape == (1, 5, 2, 21, 3)
    assert hands[0, :, 0, 0, 0] == pytest.approx([0.25, 0.25, 0.25, 0, 0])


def test_long_clips_are_resampled_over_all_of_their_time():
    hands = clip_hands(clips_of(hand_at(*np.linspace(0.6, 1.0, 9))), 5)
    assert hands[0, :, 0, 0, 0] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5])


def test_nothing_is_interpolated_into_a_gap():
    hands = resampled(hand_at(1.0, None, 3.0), 5)
    assert hands[:, 0, 0, 0] == pytest.approx([1, 0, 0, 3, 3])
    at = resampled(hand_at(1.0, None, 3.0), 0, np.array([0.4, 1.6]))
    assert at[:, 0, 0, 0] == pytest.approx([1, 3])
