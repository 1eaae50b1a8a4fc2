import pytest

from signkit.data.listing.label_cells import looks_several


@pytest.mark.parametrize("mark", [" ", ",", "/", ";", "|", " + ", "&"])
def test_parts_that_recur_look_like_several_labels(mark):
    labels = [f"pen{mark}paper", f"paper{mark}glue", "pen", "glue"]
    found = looks_several(labels)
    assert found == (mark.strip() or " ", sorted(labels[:2]))


@pytest.mark.parametrize(
    "labels",
    [
        ["sky tree", "sky", "tree"],
        ["good morning", "good night", "see you", "thank you"],
        ["book 1", "book 2", "car 1", "car 2"],
        ["0/O", "1/l", "yes, please"],
    ],
)
def test_names_of_several_words_are_names(labels):
    assert looks_several(labels) is None


def test_numbers_may_be_labels():
    assert looks_several(["16 0", "16", "0", "7 0", "7"]) == (" ", ["16 0", "7 0"])
