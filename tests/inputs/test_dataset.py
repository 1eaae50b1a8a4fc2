import numpy as np
import pytest
from PIL import Image

from signkit.data import open_catalog
from signkit.errors import DataError, StoreError
from signkit.inputs.dataset import load_dataset, wrist_relative
from signkit.landmarks.sample import Landmarks
from signkit.landmarks.store import LandmarkStore


@pytest.fixture
def catalog(tmp_path):
    for k, label in enumerate("aabb"):
        (tmp_path / "set" / label).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (16, 8), (40 * k, 0, 0)).save(tmp_path / "set" / label / f"{k}.png")
    catalog = open_catalog(tmp_path / "set")
    return catalog.with_table(catalog.table.assign(split=["train", "test", "train", "test"]))


def store_of(folder, catalog):
    found = Landmarks.empty(len(catalog))
    found.hash[:] = catalog.table["hash"]
    found.size[:] = (8, 16)
    found.image_points[:, 1] = 0.5
    found.image_points[:, 1, 1] = (0.75, 0.5, 0.1)
    found.present[:, 1] = True
    LandmarkStore(folder, version="t").append(found)
    return folder


def test_splits_hold_photo_hands_and_target_of_the_same_sample(catalog, tmp_path):
    dataset = load_dataset(catalog, store_of(tmp_path / "l", catalog), 16)
    assert len(dataset.skipped) == 0
    train = dataset.split("train")
    assert train.targets[train.rows].tolist() == [0, 1]
    assert train.one_hot(np.array([0, 1])).tolist() == [[1, 0], [0, 1]]
    assert train.photos[train.rows][:, 8, 8, 0].tolist() == [0, 80]
    assert dataset.hands_found.tolist() == [1, 1, 1, 1]
    assert not train.hands[:, 0].any()  # the absent right hand
    assert np.isnan(dataset.image_points[:, 0]).all()
    assert dataset.image_points[0, 1, 1].tolist() == [0.75, 0.5]


def test_for_landmarks_alone_no_photo_is_decoded(catalog, tmp_path):
    dataset = load_dataset(catalog, store_of(tmp_path / "l", catalog), 0)
    assert dataset.samples.photos.shape == (4, 0, 0, 3)
    assert not list((tmp_path / "l").glob("photos-*"))


def test_points_are_from_the_wrist_in_photo_widths(catalog, tmp_path):
    store = LandmarkStore(store_of(tmp_path / "l", catalog))
    points = wrist_relative(store.load(catalog.table["hash"].tolist()))
    assert np.allclose(points[0, 1, 1], (0.25, 0, -0.4))  # from a wrist at depth .5
    assert not points[:, 1, 0].any()


def damage(photo):
    photo.write_bytes(photo.read_bytes()[:50])


def test_an_unreadable_photo_is_skipped_and_listed_after_those_skipped_before(catalog, tmp_path):
    folder = store_of(tmp_path / "l", catalog)
    (folder / "skipped.csv").write_text("path,label,reason\na/9.png,a,cut short\n")
    damage(catalog.root / "a" / "1.png")
    dataset = load_dataset(catalog, folder, 16)
    assert dataset.skipped["path"].tolist() == ["a/9.png", "a/1.png"]
    assert len(dataset.samples) == 3
    assert dataset.catalog.table["path"].tolist() == ["a/0.png", "b/2.png", "b/3.png"]


def test_a_class_left_without_training_photos_is_named(catalog, tmp_path):
    damage(catalog.root / "a" / "0.png")
    with pytest.raises(DataError, match="train the class a on"):
        load_dataset(catalog, store_of(tmp_path / "l", catalog), 16)


def test_missing_landmarks_are_said(catalog, tmp_path):
    with pytest.raises(StoreError, match="no landmark store"):
        load_dataset(catalog, tmp_path / "none", 16)
