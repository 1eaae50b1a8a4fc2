from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from moving_hands import clips_of, hand_way
from sequences import read_sequence

from signkit.clips.export import export_sequences
from signkit.data.catalog import Catalog
from signkit.errors import StoreError


def catalog(*paths):
    return Catalog(Path("."), pd.DataFrame({"path": paths, "label": "a"}))


def test_what_is_written_is_read_back_with_its_hands(tmp_path):
    clips = clips_of([hand_way(0, 5), hand_way(1, 7)], slots=[0, 1])
    clips.origin[2] = 0  # a frame without a hand: whatever its points are, zeros are written
    assert export_sequences(catalog("a/0.mp4", "b.npz#1"), clips, tmp_path) == 2
    written = np.load(tmp_path / "a" / "0.npy")
    assert written.shape == (5, 126)
    assert not written[:, :63].any()  # the left hand comes first
    assert not written[2].any()
    points, present = read_sequence(tmp_path / "b.npz_1.npy")
    assert np.array_equal(points, clips.image_points[5:])
    assert present.tolist() == [[False, True]] * 7


def test_two_clips_of_one_name_are_refused(tmp_path):
    clips = clips_of([hand_way(0, 5), hand_way(1, 5)])
    with pytest.raises(StoreError, match=r"a/0.mp4 and a/0.avi would both become a/0.npy"):
        export_sequences(catalog("a/0.mp4", "a/0.avi"), clips, tmp_path)
