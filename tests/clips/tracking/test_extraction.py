from pathlib import Path

import pandas as pd
import pytest

from signkit.clips.sample import TRACKED, Clips
from signkit.clips.tracking.extraction import ClipExtraction
from signkit.data.catalog import Catalog


def extraction(**seen):
    """An extraction of one clip of ten frames for each label, hands in the frames given."""
    clips = Clips.empty([10] * len(seen))
    clips.rate[:] = 10
    for row, frames in enumerate(seen.values()):
        clips.origin[[10 * row + frame for frame in frames], 0] = TRACKED
    table = pd.DataFrame({"path": [f"{name}/0.mp4" for name in seen], "label": list(seen)})
    catalog = Catalog(Path("."), table)
    return ClipExtraction(catalog, clips, pd.DataFrame(), 0, 0.0, "")


def test_hands_are_counted_between_the_first_and_the_last_of_each_clip():
    found = extraction(whole=range(3, 7), holes=[0, 2, 8, 9], never=[])
    table = found.by_class().set_index("label")
    assert table.index.tolist() == ["never", "holes", "whole"]  # the worst first
    assert table["hand"].tolist() == pytest.approx([0, 40, 40])
    assert table["hand_between"].tolist() == pytest.approx([0, 40, 100])
    assert found.missed().tolist() == pytest.approx([0, 0.6, 1])
    words = found.summary()
    assert "between each clip's first hand and its last a hand in 57.1 %; a hand in 26.7 %" in words
    assert "never (0 %), holes (40 %): look at these" in words
    assert found.clips.in_sight().nonzero()[0].tolist() == [3, 4, 5, 6, *range(10, 20)]


def test_no_hands_at_all_and_none_missing():
    assert "Hands: none." in extraction(never=[]).summary()
    assert "look at these" not in extraction(whole=range(10)).summary()
