import re

import cv2
import numpy as np
import pytest

from signkit.clips.listing.catalog import open_clips
from signkit.clips.video import probe, read_frames
from signkit.data.texts.descriptions import read_descriptions
from signkit.data.texts.vocabulary import UNKNOWN
from signkit.errors import SettingsError
from signkit.samples import clips
from signkit.samples.clips import make_sample_clips

SMALL = {"signers": 2, "clips": 1, "height": 64}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make_sample_clips(tmp_path_factory.mktemp("clips"), **SMALL)


def pictures(path):
    return np.stack([image for _, image in read_frames(path, 15)])


def test_a_class_a_word_and_a_group_a_signer(whole):
    catalog = open_clips(whole, group_pattern=r"(signer\d+)")
    assert catalog.classes == ["hello", "moment", "no", "slowly"]
    assert len(catalog) == 4 * 2 * 1
    assert set(catalog.table["group"]) == {"signer1", "signer2"}
    assert catalog.table["hash"].is_unique
    assert not catalog.notes


def test_clips_are_videos_that_move_before_a_background_that_does_not(whole):
    file = whole / "hello" / "signer1_01.avi"
    facts = probe(file)
    assert (facts.width, facts.height, facts.rate) == (84, 64, 15)
    assert 1.2 <= facts.seconds <= 1.55
    seen = pictures(file).astype(int)
    moves = np.ptp(seen, axis=0).max(-1)
    assert np.quantile(moves, 0.9) > 60
    assert np.quantile(moves, 0.1) < 25


def test_the_same_seed_draws_the_same_another_another(whole, tmp_path):
    again = make_sample_clips(tmp_path / "again", **SMALL)
    other = make_sample_clips(tmp_path / "other", **SMALL, seed=1)
    name = "no/signer2_01.avi"
    assert np.array_equal(pictures(whole / name), pictures(again / name))
    assert (whole / name).read_bytes() != (other / name).read_bytes()


def test_what_is_drawn_stays_and_other_settings_are_refused(whole, monkeypatch):
    monkeypatch.setattr(clips, "_clip", None)
    assert make_sample_clips(whole, **SMALL) == whole
    with pytest.raises(SettingsError, match="other settings"):
        make_sample_clips(whole, **{**SMALL, "clips": 2})


def test_the_words_are_described(whole):
    found = read_descriptions(whole, ["hello", "moment", "no", "slowly"])
    assert found.table.loc["no", "description"].endswith("hand moves from side to side")
    assert (found.table["sentence"] != "").all()
    held_out = read_descriptions(
        whole, ["hello", "moment", "no", "slowly"], ["hello", "moment", "no"]
    )
    # An unseen word's clauses are those of others.
    assert not (held_out.encode(held_out.texts()) == UNKNOWN).any()


def test_a_bad_count_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=re.escape("height=10 is not possible")):
        make_sample_clips(tmp_path, height=10)


def test_an_opencv_that_writes_no_video_is_said(tmp_path, monkeypatch):
    closed = type("Closed", (), {"isOpened": lambda self: False})
    monkeypatch.setattr(cv2, "VideoWriter", lambda *given: closed())
    with pytest.raises(SettingsError, match="can't write Motion JPEG"):
        make_sample_clips(tmp_path, **SMALL)
