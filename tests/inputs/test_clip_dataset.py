import cv2
import numpy as np
import pytest

from signkit.clips.listing.catalog import open_clips
from signkit.clips.sample import TRACKED, Clips
from signkit.clips.store import ClipStore
from signkit.errors import DataError
from signkit.inputs.clip_dataset import load_clips, of_clips, still_frame
from signkit.inputs.clip_pictures import ClipPictures, moments

RATE, FRAMES = 10, 12


def film(path):
    """Frame k is of grey 20 k."""
    path.parent.mkdir(parents=True, exist_ok=True)
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), RATE, (32, 16))
    for frame in range(FRAMES):
        video.write(np.full((16, 32, 3), 20 * frame, np.uint8))
    video.release()


def found_in(catalog):
    """Right hands in frames 4 to 8 of every clip, both in frame 5."""
    clips = Clips.empty([FRAMES] * len(catalog))
    clips.hash[:], clips.rate[:], clips.size[:] = catalog.table["hash"], RATE, (16, 32)
    for row in range(len(clips)):
        first = int(clips.start[row])
        clips.origin[first + 4 : first + 9, 0] = TRACKED
        clips.origin[first + 5, 1] = TRACKED
        clips.image_points[first + 4 : first + 9] = 0.5
    return clips


@pytest.fixture
def prepared(tmp_path):
    for label in "ab":
        for k in range(2):
            film(tmp_path / "clips" / label / f"{k}{label}.avi")
    # Equal files are one clip to the store: make them differ at the end.
    for k, path in enumerate(sorted((tmp_path / "clips").rglob("*.avi"))):
        path.write_bytes(path.read_bytes() + bytes([k]))
    catalog = open_clips(tmp_path / "clips")
    catalog = catalog.with_table(catalog.table.assign(split="train"))
    ClipStore(tmp_path / "store", version="drawn").append(found_in(catalog))
    return catalog, tmp_path / "store"


def test_clips_come_with_hands_pictures_and_times(prepared):
    dataset = load_clips(*prepared, frames=6, pictures=3, size=24)
    assert dataset.samples.hands.shape == (4, 6, 2, 21, 3)
    assert dataset.samples.photos.shape == (4, 3, 24, 24, 3)
    assert dataset.hands_found.tolist() == [2] * 4
    assert dataset.spans[0] == pytest.approx([0.2, 1.0])
    assert dataset.moments[0] == pytest.approx(0.5)
    assert np.isfinite(dataset.image_points[0]).all()


def test_pictures_are_spread_over_the_time_with_hands(prepared):
    catalog, folder = prepared
    clips = found_in(catalog)
    assert moments(clips, 0, 3) == pytest.approx([0.2, 0.6, 1.0])
    store = ClipPictures(folder, 3, 24, clips)
    assert len(store.fill(catalog)) == 0
    shown = store.load(catalog.table["hash"].tolist())
    assert shown[0, :, 12, 12, 0] == pytest.approx([40, 120, 200], abs=6)
    assert store.fill(catalog).empty  # decoded once


def test_without_pictures_none_are_decoded(prepared):
    dataset = load_clips(*prepared, frames=6, pictures=0, size=24)
    assert dataset.samples.photos.shape[1] == 0
    assert not list(prepared[1].glob("pictures-*"))


def test_a_clip_whose_pictures_cannot_be_read_is_skipped(prepared):
    catalog, folder = prepared
    (catalog.root / catalog.table["path"][1]).write_bytes(b"no video")
    dataset = load_clips(catalog, folder, frames=6, pictures=2, size=24)
    assert len(dataset.catalog) == len(dataset.samples) == 3
    assert dataset.skipped["path"].tolist() == [catalog.table["path"][1]]


def test_sequences_have_no_pictures(prepared):
    catalog, folder = prepared
    table = catalog.table.assign(path=catalog.table["path"] + ".npy")
    with pytest.raises(DataError, match="landmarks_only"):
        load_clips(catalog.with_table(table), folder, frames=6, pictures=2, size=24)


def test_the_frame_with_most_hands_stands_for_a_clip(prepared):
    clips = found_in(prepared[0])
    assert still_frame(clips, 1) == FRAMES + 5
    assert still_frame(Clips.empty([9]), 0) == 4


def test_a_catalog_says_what_it_lists(prepared):
    catalog = prepared[0]
    assert of_clips(catalog)
    assert not of_clips(catalog.with_table(catalog.table.assign(path="a/0.jpg")))
