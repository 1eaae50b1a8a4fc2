import numpy as np
import pytest

from signkit.inputs.changes.rarity import are_uneven


@pytest.mark.parametrize(
    ("train", "validation", "said"),
    [
        ([6, 2], [3, 1], False),
        ([7, 2], [3, 1], True),
        ([20, 20, 20], [4, 2, 1], False),  # chance, where validation is small
        ([20, 20, 20], [7, 1, 1], True),
        ([9, 9, 9, 9], [4, 3, 1, 0], False),  # half of it
        ([9, 9, 9, 9], [6, 2, 1, 0], True),
        ([70] * 35 + [65], [8] * 36, False),
        ([5, 5], [0, 0], False),
    ],
)
def test_a_class_is_rare_at_less_than_a_third_of_another(train, validation, said):
    targets = (np.repeat(np.arange(len(side)), side) for side in (train, validation))
    assert are_uneven(*targets, len(train)) is said
