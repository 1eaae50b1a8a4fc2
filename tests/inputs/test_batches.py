import numpy as np

from signkit.inputs.batches import Batches
from signkit.inputs.changes.augment import Policy
from signkit.inputs.samples import Samples


def some(count=10, rows=None):
    photos = np.arange(count, dtype=np.uint8)[:, None, None, None] * np.ones((8, 8, 3), np.uint8)
    hands = np.random.default_rng(0).normal(size=(count, 2, 21, 3)).astype(np.float32)
    rows = np.arange(count) if rows is None else rows
    return Samples(photos, hands, np.arange(count), rows, classes=count)


def targets_of(epoch):
    return np.concatenate([one_hot.argmax(axis=1) for _, one_hot in epoch])


def epoch_of(batches):
    return [batches[i] for i in range(len(batches))]


def test_plain_batches_keep_order_and_range():
    batches = epoch_of(Batches(some(), 4))
    assert [len(targets) for _, targets in batches] == [4, 4, 2]
    assert targets_of(batches).tolist() == list(range(10))
    inputs, one_hot = batches[1]
    assert one_hot.dtype == np.float32
    assert one_hot.sum(axis=1).tolist() == [1, 1, 1, 1]
    assert inputs["image_input"].shape == (4, 8, 8, 3)
    assert inputs["image_input"].dtype == np.float32
    assert inputs["landmark_input"].shape == (4, 126)
    assert np.array_equal(
        inputs["image_input"][:, 0, 0, 0], one_hot.argmax(1)
    )  # photo and target agree


def test_a_split_gives_its_own_rows_alone():
    batches = epoch_of(Batches(some(rows=np.array([7, 2, 5])), 2, shuffle=True))
    assert sorted(targets_of(batches)) == [2, 5, 7]
    for inputs, one_hot in batches:
        assert np.array_equal(inputs["image_input"][:, 0, 0, 0], one_hot.argmax(axis=1))


def test_each_epoch_has_another_order_and_the_same_samples():
    batches = Batches(some(), 4, shuffle=True, seed=3)
    first = targets_of(epoch_of(batches))
    batches.on_epoch_end()
    second = targets_of(epoch_of(batches))
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


def test_a_branch_gets_its_own_input_alone():
    for name, shape in (("image_input", (4, 8, 8, 3)), ("landmark_input", (4, 126))):
        inputs, _ = Batches(some(), 4, policy=Policy(), inputs=(name,))[0]
        assert inputs.shape == shape
