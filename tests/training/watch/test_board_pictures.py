import numpy as np
import pytest

from signkit.inputs.samples import Samples
from signkit.training.watch.board_pictures import confusion_picture, samples_picture


def test_a_confusion_matrix_as_pixels():
    picture = confusion_picture(np.eye(36, dtype=int) * 5, [str(k) for k in range(36)])
    assert picture.dtype == np.uint8
    assert picture.shape[2] == 3
    assert 700 < picture.shape[0] < 1100  # 36 classes stay legible
    assert picture.min() < 100 < picture.max() == 255


@pytest.mark.parametrize("photos", [3, 40])
def test_samples_as_pixels(photos):
    pixels = np.zeros((photos, 32, 32, 3), np.uint8)
    samples = Samples(
        pixels, np.zeros((photos, 2, 21, 3)), np.zeros(photos, int), np.arange(photos), 2
    )
    picture = samples_picture(np.tile([0.8, 0.2], (photos, 1)), samples, ["a", "b"])
    again = samples_picture(np.tile([0.8, 0.2], (photos, 1)), samples, ["a", "b"])
    assert picture.ndim == 3
    assert np.array_equal(picture, again)


def test_landmarks_alone_give_no_photos():
    samples = Samples(
        np.empty((4, 0, 0, 3), np.uint8), np.zeros((4, 2, 21, 3)), np.zeros(4), np.arange(4), 2
    )
    assert samples_picture(np.ones((4, 2)), samples, ["a", "b"]) is None
