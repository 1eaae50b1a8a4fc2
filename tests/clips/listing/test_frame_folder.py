import numpy as np
import pytest

from signkit.clips.listing.frame_folder import frame_run, in_time
from signkit.errors import ClipError


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        ("{}.npy", [0, 1, 2, 10]),
        ("frame_{}.npy", [0, 9, 10, 11]),
        ("img-{:03d}.npy", [1, 2, 3]),
        ("{:04d}_kp.npy", [0, 1, 12]),
        ("s2_take07_{}_of_30.npy", [1, 2, 10, 30]),
        ("Rek 3 ({}).NPY", [1, 2]),
        ("only5_{}.npy", [4]),
    ],
)
def test_frames_are_told_by_the_number_in_which_their_names_differ(pattern, numbers):
    names = [pattern.format(number) for number in sorted(numbers, key=str)]
    assert frame_run(names) == {number: pattern.format(number) for number in numbers}
    assert list(frame_run(names)) == numbers


def test_a_file_of_another_name_is_no_frame():
    names = ["0.npy", "1.npy", "2.npy", "mean.npy", "2 (1).npy"]
    assert list(frame_run(names).values()) == ["0.npy", "1.npy", "2.npy"]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["a.npy", "b.npy"], "no numbered frames"),
        ([], "no numbered frames"),
        (["l_0.npy", "l_1.npy", "r_0.npy", "r_1.npy"], r"two rows of frames: l_0\.npy.* r_0\.npy"),
        (["1_0.npy", "1_1.npy", "2_0.npy", "2_1.npy"], "differ in more than one number"),
        (["1.npy", "01.npy", "2.npy"], "or have the same"),
        (["-1.npy", "0.npy"], "two rows"),
    ],
)
def test_names_that_are_no_row_of_frames(names, words):
    with pytest.raises(ClipError, match=words):
        frame_run(names)


def rows(numbers):
    return {number: np.full(2, number, np.float16) for number in numbers}


@pytest.mark.parametrize(
    ("numbers", "there", "missing"),
    [
        ([0, 1, 2, 7, 8], [0, 1, 2, 7, 8], ["frames 3 to 6 are missing"]),
        ([1, 2, 4, 5, 7], [0, 1, 3, 4, 6], ["frame 3 is missing", "frame 6 is missing"]),
        ([5, 6, 7], [0, 1, 2], []),
        ([0, 5, 10, 20], [0, 1, 2, 4], ["frame 15 is missing"]),  # every fifth frame was saved
        ([3], [0], []),
    ],
)
def test_missing_frames_keep_their_time(numbers, there, missing):
    frames, words = in_time(rows(numbers))
    assert words == missing
    assert np.flatnonzero(~np.isnan(frames).any(axis=1)).tolist() == there
    assert frames[there, 0].tolist() == numbers
    assert frames.dtype == np.float16


@pytest.mark.parametrize("numbers", [[0, 33, 67, 100, 133], [0, 1, 2, 3, 20250101]])
def test_numbers_that_count_no_frames_are_an_order_and_said_to_be(numbers):
    frames, words = in_time(rows(numbers[:1]) | rows(numbers[1:]))
    assert len(frames) == len(numbers)
    assert "do not count frames" in words[0]
