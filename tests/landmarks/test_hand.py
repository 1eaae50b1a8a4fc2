from signkit.landmarks import hand


def test_named_points():
    assert hand.INDEX["wrist"] == hand.WRIST == 0
    assert hand.INDEX["pinky_tip"] == 20
    assert [hand.POINTS[tip] for tip in hand.TIPS][:2] == ["thumb_tip", "index_tip"]


def test_bones_make_one_tree():
    assert len(hand.BONES) == 20
    assert sorted(child for _, child in hand.BONES) == list(range(1, 21))
    assert all(parent < child for parent, child in hand.BONES)


def test_three_joints_a_finger():
    assert len(hand.JOINTS) == 15
    named = [tuple(hand.POINTS[i] for i in joint) for joint in hand.JOINTS]
    assert named[0] == ("wrist", "thumb_cmc", "thumb_mcp")
    assert named[-1] == ("pinky_pip", "pinky_dip", "pinky_tip")
