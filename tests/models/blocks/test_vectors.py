import numpy as np
import pytest

from signkit.models.blocks.vectors import angle, length, unit


def test_length_by_hand():
    found = length(np.array([[3.0, 4, 0], [0, 0, 0], [1e-7, 0, 0]], np.float32))
    assert np.array(found).tolist() == [5, 0, 0]


def test_unit_by_hand():
    found = unit(np.array([[0.0, -2, 0], [0, 0, 0]], np.float32))
    assert np.array(found).tolist() == [[0, -1, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((1, 0, 0), (0, 2, 0), np.pi / 2),
        ((1, 0, 0), (3, 0, 0), 0),
        ((1, 0, 0), (-3, 0, 0), np.pi),
        ((1, 0, 0), (1, 1, 0), np.pi / 4),
        ((1, 0, 0), (-1, 1e-3, 0), np.pi - 1e-3),
        ((0, 0, 0), (1, 0, 0), 0),
    ],
)
def test_angle_by_hand(a, b, expected):
    found = angle(np.array([a], np.float32), np.array([b], np.float32))
    assert float(found[0]) == pytest.approx(expected, abs=1e-6)
