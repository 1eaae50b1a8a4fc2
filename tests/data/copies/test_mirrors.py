import pandas as pd
import pytest

from signkit.data.copies.mirrors import (
    changes_asked,
    clash_notes,
    clashes,
    mirror_classes,
    named_sides,
)


def pairs_of(*rows):
    return pd.DataFrame(rows, columns=["first_label", "second_label", "kind"])


def test_classes_that_mirror_each_other_are_counted_whichever_comes_first():
    found = mirror_classes(
        pairs_of(
            ("left", "right", "mirrored"),
            ("right", "left", "mirrored"),
            ("left", "left", "mirrored"),
            ("left", "right", "same"),
            ("six", "nine", "turned"),
        )
    )
    assert found == [
        {"classes": ["left", "right"], "kind": "mirrored", "pairs": 2},
        {"classes": ["nine", "six"], "kind": "turned", "pairs": 1},
    ]


def test_names_that_tell_left_from_right():
    names = ["turn left", "turn right", "stop", "belok_kiri", "Belok_Kanan", "left", "rightly"]
    assert named_sides(names) == [["Belok_Kanan", "belok_kiri"], ["turn left", "turn right"]]
    assert named_sides(["left hand", "right foot", "left", "lefts"]) == []


@pytest.mark.parametrize(
    ("settings", "asked"),
    [
        ({"augment": True, "flip": True}, {"flip"}),
        ({"augment": True, "flip": False}, set()),
        ({"augment": False, "flip": True}, set()),
        ({"augmentations": "flip=0.3, zoom"}, {"flip", "zoom"}),
        ({"augmentations": "flip = 0 quarter_turns"}, {"quarter_turns"}),
        ({"augmentations": ""}, set()),
    ],
)
def test_what_training_photos_go_through(settings, asked):
    assert changes_asked(settings) == asked


def test_only_what_the_training_mixes_up_is_warned_of():
    copies = {"mirrors": [{"classes": ["nine", "six"], "kind": "turned", "pairs": 4}]}
    classes = ["left", "nine", "right", "six"]
    signs = clash_notes(copies, classes, {"augment": True, "flip": True})
    assert len(signs) == 1
    assert "left and right" in signs[0]
    assert signs[0].endswith("set FLIP = False.")
    turned = clashes(copies, classes, {"augmentations": "quarter_turns"})
    assert turned == [{"classes": ["nine", "six"], "changes": ["quarter_turns"]}]
    assert clash_notes(None, classes, {"augmentations": "zoom"}) == []
    assert clashes(copies, ["left", "six"], {"augmentations": "flip quarter_turns"}) == []
