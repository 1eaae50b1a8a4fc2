import numpy as np

from signkit.inputs.augment import Policy
from signkit.inputs.batches import Batches, Samples


def some(count=10, rows=None):
    photos = np.arange(count, dtype=np.uint8)[:, None, None, None] * np.ones((8, 8, 3), np.uint8)
    hands = np.random.default_rng(0).normal(size=(count, 2, 21, 3)).astype(np.float32)
    return Samples(photos, hands, np.arange(count), np.arange(count) if rows is None else rows)


def epoch_of(batches):
    return [batches[i] for i in range(len(batches))]


def test_plain_batches_keep_order_and_range():
    batches = epoch_of(Batches(some(), 4))
    assert [len(targets) for _, targets in batches] == [4, 4, 2]
    assert np.concatenate([targets for _, targets in batches]).tolist() == list(range(10))
    inputs, targets = batches[1]
    assert inputs["image_input"].shape == (4, 8, 8, 3)
    assert inputs["image_input"].dtype == np.float32
    assert inputs["landmark_input"].shape == (4, 126)
    assert np.array_equal(inputs["image_input"][:, 0, 0, 0], targets)  # photo and target agree


def test_a_split_gives_its_own_rows_alone():
    batches = epoch_of(Batches(some(rows=np.array([7, 2, 5])), 2, shuffle=True))
    assert sorted(np.concatenate([targets for _, targets in batches])) == [2, 5, 7]
    for inputs, targets in batches:
        assert np.array_equal(inputs["image_input"][:, 0, 0, 0], targets)


def test_each_epoch_has_another_order_and_the_same_samples():
    batches = Batches(some(), 4, shuffle=True, seed=3)
    first = np.concatenate([t for _, t in epoch_of(batches)])
    batches.on_epoch_end()
    second = np.concatenate([t for _, t in epoch_of(batches)])
    assert sorted(first) == sorted(second) == list(range(10))
    assert first.tolist() != second.tolist()


def test_an_epoch_can_be_repeated_exactly():
    def third(batches):
        return [inputs["landmark_input"] for inputs, _ in epoch_of(batches)]

    went = Batches(some(), 4, seed=3, policy=Policy(), shuffle=True)
    went.on_epoch_end()
    went.on_epoch_end()
    came_back = Batches(some(), 4, seed=3, policy=Policy(), shuffle=True, epoch=2)
    assert all(map(np.array_equal, third(went), third(came_back)))
    other = Batches(some(), 4, seed=4, policy=Policy(), shuffle=True, epoch=2)
    assert not all(map(np.array_equal, third(came_back), third(other)))
