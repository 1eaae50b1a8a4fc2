import numpy as np
import pytest

from signkit.landmarks.hand import FINGERS, INDEX, PALM
from signkit.samples.signs.kinematics import LENGTHS, Proportions, hand_joints, turned
from signkit.samples.signs.table import SIGNS, STRAIGHT, HandPose

POSES = [(name, hand) for name, hands in SIGNS.items() for hand in hands if hand]


@pytest.mark.parametrize(("name", "pose"), POSES)
def test_bones_keep_their_length_in_every_sign(name, pose):
    own = Proportions(width=0.9, fingers=1.1, thumb=1.05, pinky=0.9)
    joints = hand_joints(pose, own, np.random.default_rng(0))
    scale = {"thumb": 1.05, "pinky": 1.1 * 0.9}
    for finger, chain in FINGERS.items():
        bones = np.linalg.norm(np.diff(joints[list(chain)], axis=0), axis=1)
        np.testing.assert_allclose(bones, np.array(LENGTHS[finger]) * scale.get(finger, 1.1))


def test_a_quarter_bend_points_out_of_the_palm():
    joints = hand_joints(HandPose(middle=(90, 0, 0), splay=0), Proportions())
    base, tip = joints[INDEX["middle_mcp"]], joints[INDEX["middle_tip"]]
    np.testing.assert_allclose(tip - base, (0, 0, sum(LENGTHS["middle"])), atol=1e-9)


def test_pinching_thumb_meets_the_index_finger():
    pose = next(hand for hand in SIGNS["ok"] if hand)
    for fingers, thumb in ((0.92, 0.94), (1.0, 1.0), (1.12, 1.08)):
        joints = hand_joints(pose, Proportions(fingers=fingers, thumb=thumb))
        gap = joints[INDEX["thumb_tip"]] - joints[INDEX["index_tip"]]
        assert np.linalg.norm(gap) < 0.16  # two fingertips' radii


def test_turns_are_anticlockwise_about_up_right_and_camera():
    x, y, z = np.eye(3)
    np.testing.assert_allclose(turned(z, (90, 0, 0)), x, atol=1e-9)
    np.testing.assert_allclose(turned(y, (0, 90, 0)), z, atol=1e-9)
    np.testing.assert_allclose(turned(x, (0, 0, 90), at=(1, 0, 0)), x + y, atol=1e-9)


def test_without_chance_the_pose_is_as_tabled():
    joints = hand_joints(HandPose(index=STRAIGHT), Proportions())
    np.testing.assert_array_equal(joints, hand_joints(HandPose(index=STRAIGHT), Proportions()))
    loose = hand_joints(HandPose(index=STRAIGHT), Proportions(), np.random.default_rng(1))
    assert np.abs(loose - joints).max() > 0.01
    np.testing.assert_allclose(loose[list(PALM[2:])], joints[list(PALM[2:])])  # the palm is stiff
