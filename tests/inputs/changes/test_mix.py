import numpy as np
import pytest

from signkit.data.answers.table import CLASSES, LABELS
from signkit.errors import SettingsError
from signkit.inputs.batches import Batches
from signkit.inputs.changes.mix import Mix, read_factors
from signkit.inputs.samples import Samples


def samples_of(targets, classes=3, told=CLASSES):
    targets = np.asarray(targets)
    count = len(targets)
    return Samples(
        photos=np.arange(count, dtype=np.uint8)[:, None, None, None]
        * np.ones((1, 4, 6, 3), np.uint8),
        hands=np.empty((count, 0, 0, 3)),
        targets=targets,
        rows=np.arange(count),
        classes=classes,
        told=told,
    )


RARE = samples_of([0] * 12 + [1] * 6 + [2] * 2)


def test_without_a_mix_each_comes_once():
    order = Mix().order(RARE, np.random.default_rng(0))
    assert sorted(order) == list(range(20))


def test_a_factor_brings_a_class_more_often():
    order = Mix(((2, 20.0),)).order(RARE, np.random.default_rng(0))
    counts = np.bincount(order, minlength=20)
    assert counts[:18].tolist() == [1] * 18
    assert counts[18:].tolist() == [20, 20]


def test_a_broken_factor_is_a_chance():
    orders = [Mix(((0, 0.5),)).order(RARE, np.random.default_rng(k)) for k in range(200)]
    assert np.mean([(order < 12).sum() for order in orders]) == pytest.approx(6, abs=0.4)


def test_balanced_batches_hold_all_classes_and_the_epoch_keeps_its_length():
    order = Mix(balanced=True).order(RARE, np.random.default_rng(0))
    assert len(order) == 20
    targets = RARE.targets[order]
    for start in range(0, 18, 3):
        assert sorted(targets[start : start + 3]) == [0, 1, 2]
    # Six or seven turns a class: the large one shows different photos, the small one repeats.
    assert len(set(order[targets == 0])) == (targets == 0).sum()
    assert set(order[targets == 2]) == {18, 19}


def test_several_labels_take_the_largest_factor_and_none_counts_once():
    several = samples_of(np.array([[1, 0, 1], [0, 1, 0], [0, 0, 0]], np.float32), told=LABELS)
    order = Mix(((2, 3.0),)).order(several, np.random.default_rng(0))
    assert np.bincount(order, minlength=3).tolist() == [3, 1, 1]
    balanced = Mix(balanced=True).order(several, np.random.default_rng(0))
    assert len(balanced) == 3


def test_batches_follow_the_mix_and_repeat_exactly():
    mix = Mix(((2, 3.0),))
    batches = [Batches(RARE, 8, shuffle=True, inputs=("image_input",), mix=mix) for _ in range(2)]
    assert len(batches[0]) == 3  # 24 samples
    for k in range(3):
        (photos, targets), (again, same) = (b[k] for b in batches)
        assert photos.shape[1:] == (4, 6, 3)
        assert np.array_equal(photos, again)
        assert np.array_equal(targets, same)


def test_factors_are_read_by_class():
    assert read_factors("", ["a", "b"]) == ()
    assert read_factors("big dent 20; a 1.5", ["a", "big dent"]) == ((1, 20.0), (0, 1.5))


@pytest.mark.parametrize("text", ['"a; b" 20; a 2', "a; b 20; a 2"])
def test_a_class_with_a_semicolon_has_a_factor(text):
    assert read_factors(text, ["a", "a; b"]) == ((1, 20.0), (0, 2.0))


@pytest.mark.parametrize("text", ["c 20", "a", "a many", "a 0", "a 1e9"])
def test_a_bad_factor_is_named(text):
    with pytest.raises(SettingsError, match="AUGMENT_FACTORS has.*'a 20'. There are: a; b"):
        read_factors(text, ["a", "b"])
