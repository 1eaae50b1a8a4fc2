import numpy as np
import pytest

from signkit.clips.sample import INTERPOLATED, TRACKED, Clips


@pytest.fixture
def clips():
    clips = Clips.empty([2, 0, 3])
    clips.hash[:] = ["a", "b", "c"]
    clips.origin[:, 0] = [TRACKED, 0, INTERPOLATED, TRACKED, 0]
    clips.image_points[:, 0] = np.arange(5)[:, None, None]
    return clips


def test_each_clip_has_its_frames(clips):
    assert len(clips) == 3
    assert clips.lengths.tolist() == [2, 0, 3]
    assert clips.image_points[clips.frames(2), 0, 0, 0].tolist() == [2, 3, 4]
    assert clips.present[:, 0].tolist() == [True, False, True, True, False]


def test_clips_are_taken_with_their_frames(clips):
    taken = clips.take([2, 0])
    assert taken.hash.tolist() == ["c", "a"]
    assert taken.image_points[:, 0, 0, 0].tolist() == [2, 3, 4, 0, 1]
    assert taken.start.tolist() == [0, 3, 5]
    assert clips.take(np.array([False, True, False])).lengths.tolist() == [0]


def test_parts_join_to_what_they_were(clips):
    joined = Clips.join([clips.take([0]), clips.take([1, 2])])
    for name in ("hash", "start", "image_points", "origin"):
        assert np.array_equal(getattr(joined, name), getattr(clips, name)), name
    assert joined.image_points.dtype == np.float32
    assert len(Clips.join([])) == 0
