import pytest

from signkit.settings.plans import KINDS, PARTS, PLANS, read_plan, scale_plan


@pytest.mark.parametrize("name", PLANS)
def test_every_plan_by_name_is_its_text(name):
    assert read_plan(name) == read_plan(PLANS[name])


def test_the_four_stages_are_those_users_ask_for():
    visual, landmark, fusion, last = read_plan("four_stages")
    assert [s.epochs for s in (visual, landmark, fusion, last)] == [20, 20, 30, 50]
    assert [s.learning_rate for s in (visual, landmark, fusion, last)] == [1e-3, 1e-3, 1e-4, 1e-5]
    assert (visual.output, landmark.output, fusion.output) == ("visual", "landmark", "fused")
    assert fusion.trains == ("fusion",)
    assert fusion.freezes_backbone
    assert last.trains == PARTS
    assert not last.freezes_backbone
    assert not landmark.freezes_backbone  # it never looks at a photo
    assert landmark.inputs == ("landmark_input",)


def test_every_kind_trains_the_way_to_its_own_head():
    for kind in KINDS.values():
        assert set(kind.trains) <= set(PARTS)
        assert ("fusion" in kind.trains) == (kind.output == "fused")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write stages"),
        ("four", "'four' is no stage"),
        ("fusion 0 1e-3", "is no stage"),
        ("fusion 3 0", "is no stage"),
        ("fusion 3 1e-3 x", "is no stage"),
        ("visual 3 1e-3; visual 3 1e-3", "once"),
        ("end_to_end 3 1e-3; landmark 3 1e-3", "last stage"),
    ],
)
def test_what_is_no_plan_is_said(text, said):
    with pytest.raises(ValueError, match=said):
        read_plan(text)


def test_epochs_are_shared_as_the_plan_does_and_rates_keep_their_ratio():
    scaled = scale_plan(read_plan("four_stages"), epochs=12, learning_rate=1e-2)
    assert [s.epochs for s in scaled] == [2, 2, 3, 5]
    assert [s.learning_rate for s in scaled] == pytest.approx([1e-2, 1e-2, 1e-3, 1e-4])
    assert [s.epochs for s in scale_plan(read_plan("four_stages"), 1, 0)] == [1, 1, 1, 1]
    assert scale_plan(read_plan("four_stages"), 0, 0) == read_plan("four_stages")
