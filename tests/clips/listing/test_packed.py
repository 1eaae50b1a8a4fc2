import numpy as np
import pytest

from signkit.clips.listing.packed import unpack
from signkit.errors import ClipError

NAMES = np.array(["halo", "maaf", "tolong"])


@pytest.fixture
def drawn(hands):
    return hands(4, frames=5)


@pytest.mark.parametrize(
    ("labels", "more", "expected"),
    [
        (["halo", "maaf", "halo", "tolong"], {}, ["halo", "maaf", "halo", "tolong"]),
        ([2, 0, 1, 0], {}, ["2", "0", "1", "0"]),
        ([2.0, 0.0, 1.0, 0.0], {"actions": NAMES}, ["tolong", "halo", "maaf", "halo"]),
        ([3, 1, 2, 1], {"classes": NAMES}, ["tolong", "halo", "maaf", "halo"]),  # from 1
        (np.eye(3)[[2, 0, 1, 0]], {"names": NAMES}, ["tolong", "halo", "maaf", "halo"]),
        ([[2], [0], [1], [0]], {"labels": NAMES}, ["tolong", "halo", "maaf", "halo"]),
        ([b"halo", b"maaf", b"halo", b"maaf"], {}, ["halo", "maaf", "halo", "maaf"]),
    ],
)
@pytest.mark.parametrize("names", [("X", "y"), ("data", "label"), ("arr_0", "arr_1")])
def test_x_and_y(drawn, labels, more, expected, names):
    if names[0] == "arr_0" and more:
        pytest.skip("savez names all or none")
    held = unpack({names[0]: drawn, names[1]: np.array(labels), **more}, "a.npz")
    assert held.labels == expected
    assert held.numbered
    assert np.array_equal(held.sequences, drawn)
    assert (held.splits, held.unread) == (None, ())


@pytest.mark.parametrize("names", ["X_train y_train X_test y_test", "xtrain ytrain xtest ytest"])
def test_parts_of_a_split(drawn, names):
    arrays = [drawn[:3], np.array([0, 1, 0]), drawn[3:], np.array([1])]
    held = unpack(dict(zip(names.split(), arrays, strict=True)), "a.npz")
    assert held.labels == ["0", "1", "0", "1"]
    assert held.splits == ["train"] * 3 + ["test"]
    assert np.array_equal(held.sequences, drawn)


def test_an_array_a_label(drawn, hands):
    held = unpack({"halo": drawn, "maaf": hands(2, frames=9), "sign": hands(1)[0]}, "a.npz")
    assert held.labels == ["halo"] * 4 + ["maaf"] * 2 + ["sign"]
    assert [len(sequence) for sequence in held.sequences] == [5] * 4 + [9] * 2 + [12]


def test_an_array_a_sequence(hands):
    one = {f"arr_{number}": hands(1, frames=5 + number)[0] for number in range(3)}
    assert unpack(one, "a.npz").labels is None  # the file's class, of several lengths
    assert [len(sequence) for sequence in unpack(one, "a.npz").sequences] == [5, 6, 7]
    named = dict(zip(["halo_0", "halo_1", "maaf_0"], one.values(), strict=True))
    assert unpack(named, "a.npz").labels == ["halo", "halo", "maaf"]


def test_what_is_not_read_is_named(drawn):
    held = unpack({"X": drawn, "y": np.arange(4), "signer": np.arange(4)}, "a.npz")
    assert held.unread == ("signer",)
    assert unpack({"sequences": drawn, "other": np.zeros(2)}, "a.npz").labels is None


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"X": (4, 5, 126), "y": (3,)}, r"'y' in a\.npz has the shape \(3,\), for 4 sequences"),
        ({"X": (4, 126), "y": (4,)}, "labels, but no sequences of frames"),
        ({"X": (4, 5, 126), "Z": (4, 5, 126), "y": (4,)}, "'y', but 2 arrays of sequences"),
        ({"arr_0": (4, 5, 126), "arr_1": (4, 5, 126)}, "nothing says what they are"),
        ({"X": (4, 5, 63), "y": (4,)}, r"'X' in a\.npz .*\(4, 5, 63\): 63 numbers a frame .one ha"),
        ({"X": (4, 630)}, "630 numbers a frame, which is no known layout"),
        ({"y": (4,)}, r"holds the arrays y \(4,\): no sequences"),
    ],
)
def test_what_is_not_plain_is_refused_in_words(arrays, words):
    arrays = {
        name: np.full(shape, 0.5) if len(shape) > 1 else np.zeros(shape)
        for name, shape in arrays.items()
    }
    with pytest.raises(ClipError, match=words):
        unpack(arrays, "a.npz")


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.array([0, 1, 2, 7]), "goes from 0 to 7, and 'classes' has 3 names"),
        (np.array([0, 1, 0.5, 2]), "no labels. Save names or whole numbers"),
        (np.array([[1, 1, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]), "several labels"),
    ],
)
def test_labels_that_cannot_be(drawn, labels, words):
    with pytest.raises(ClipError, match=words):
        unpack({"X": drawn, "y": labels, "classes": NAMES}, "a.npz")
