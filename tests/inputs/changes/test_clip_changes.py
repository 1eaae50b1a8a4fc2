from dataclasses import fields, replace

import numpy as np
import pytest

from signkit.inputs.changes.augment import augment_photos, draw
from signkit.inputs.changes.clip_changes import ClipPolicy, change_clips, clip_length
from signkit.landmarks.hand import INDEX

NOTHING = ClipPolicy(**{f.name: 0.0 for f in fields(ClipPolicy) if f.type is float})


def clips(count=2, frames=8, length=6):
    hands = np.random.default_rng(0).uniform(-0.4, 0.4, (count, frames, 2, 21, 3))
    hands[:, length:] = 0
    return hands.astype(np.float32)


def changed(hands, seed=0, **changes):
    policy, rng = replace(NOTHING, **changes), np.random.default_rng(seed)
    return change_clips(hands, draw(policy, len(hands), rng), policy, rng)


def test_a_policy_of_nothing_changes_nothing():
    assert changed(clips()) == pytest.approx(clips(), abs=1e-6)


def test_the_same_chance_makes_the_same_clip():
    whole = {f.name: f.default for f in fields(ClipPolicy) if f.type is float}
    one, again = (changed(clips(), seed=3, **whole) for _ in range(2))
    assert np.array_equal(one, again)
    assert not np.allclose(one, changed(clips(), seed=4, **whole))


def test_a_mirror_image_swaps_the_hands():
    mirrored = changed(clips(), flip=1.0)
    assert mirrored == pytest.approx(clips()[:, :, ::-1] * [-1, 1, 1], abs=1e-6)


def test_all_frames_are_turned_alike_about_the_middle():
    hands = clips(1)
    turned = changed(hands, rotation=30.0)
    assert np.linalg.norm(turned[..., :2], axis=-1) == pytest.approx(
        np.linalg.norm(hands[..., :2], axis=-1), abs=1e-6
    )
    angle = np.arctan2(turned[..., 1], turned[..., 0]) - np.arctan2(hands[..., 1], hands[..., 0])
    angle = np.angle(np.exp(1j * angle[:, :6]))
    assert np.ptp(angle) < 1e-4
    assert abs(angle.mean()) > 1e-3


def test_pictures_move_as_the_hands_do():
    policy = replace(NOTHING, shift=0.2)
    drawn = draw(policy, 1, np.random.default_rng(1))
    pictures = np.zeros((1, 3, 41, 41, 3), np.uint8)
    pictures[:, :, 18:23, 18:23] = 255
    moved = augment_photos(pictures, drawn)
    assert moved.shape == pictures.shape
    centre = np.argwhere(moved[0, 2, :, :, 0] > 127).mean(axis=0)[::-1] - 20
    hands = np.full((1, 2, 2, 21, 3), 1e-9, np.float32)
    shift = change_clips(hands, drawn, policy, np.random.default_rng(0))[0, 0, 0, 0, :2]
    assert centre / 41 == pytest.approx(shift, abs=0.02)
    assert np.array_equal(moved[0, 0], moved[0, 1])


def test_time_is_stretched_within_the_frames_there_are():
    lengths = {clip_length(changed(clips(1), seed=k, speed=0.5)[0]) for k in range(30)}
    assert min(lengths) == 3
    assert max(lengths) == 8


def test_a_stretch_of_frames_is_masked_at_most_as_long_as_said():
    hands = clips(200, frames=20, length=20)
    gone = ~changed(hands, mask=1.0, masked=0.25).any(axis=(2, 3, 4))
    assert gone.sum(axis=1).max() == 5
    assert gone.any(axis=1).mean() > 0.5


def test_a_dropped_finger_is_folded_into_its_first_joint():
    hands = changed(clips(1), drop_finger=1.0)
    tips, bases = INDEX["index_tip"], INDEX["index_mcp"]
    assert np.allclose(hands[0, :6, :, tips], hands[0, :6, :, bases])
    assert hands[0, 0, :, INDEX["wrist"]] == pytest.approx(clips(1)[0, 0, :, 0], abs=1e-6)


def test_one_of_two_hands_may_be_missing_but_never_both():
    hands = changed(clips(50), drop_hand=1.0)
    there = hands.any(axis=(1, 3, 4))
    assert (there.sum(axis=1) == 1).all()
    alone = clips(5)
    alone[:, :, 1] = 0
    assert changed(alone, drop_hand=1.0)[:, :, 0].any(axis=(1, 2, 3)).all()


def test_dropped_clips_are_empty():
    assert not changed(clips(), drop_hands=1.0).any()


def test_absent_hands_stay_absent():
    hands = clips(3)
    hands[:, 2:4, 1] = 0
    moved = changed(hands, shift=0.3, hand_noise=0.1, rotation=20.0)
    assert not moved[:, 2:4, 1].any()
    assert not moved[:, 6:].any()
