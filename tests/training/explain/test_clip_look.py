import numpy as np
import pytest

from signkit.data.catalog_file import load_catalog
from signkit.inputs.clip_dataset import load_clips
from signkit.models.clip_hybrid import build_clip_hybrid
from signkit.models.photos.backbones import build_backbone
from signkit.report.photos.clip_looks import load_clip_looks
from signkit.runs.record import Run
from signkit.settings.options import OPTIONS
from signkit.training.explain.look import save_looks


@pytest.fixture(scope="module")
def dataset(waves):
    """The drawn clips with two pictures each; signer 3's are the test."""
    folder = waves.landmarks("waves")
    catalog = load_catalog(folder / "catalog.parquet")
    split = np.where(catalog.table["group"] == "signer3", "test", "train")
    return load_clips(catalog.with_table(catalog.table.assign(split=split)), folder, 8, 2, 32)


@pytest.fixture(scope="module")
def hybrid():
    backbone = build_backbone("small", 32, "none")
    return build_clip_hybrid(OPTIONS["C"], 2, 32, 8, 2, backbone, "concat", "recurrent")


def looks(model, dataset, folder):
    samples = dataset.split("test")
    right = samples.one_hot(np.arange(len(samples)))
    save_looks(model, dataset, 0.1 + 0.8 * right, Run(folder))
    assert not (folder / "attention.npz").exists()
    return load_clip_looks(folder / "clip_looks.npz")


def test_clips_leave_what_their_answers_rest_on(dataset, hybrid, tmp_path):
    found = looks(hybrid.fused, dataset, tmp_path)
    assert len(found) == 6
    for look in found:
        assert look.path.startswith(f"{look.label}/signer3_")
        assert look.right
        assert look.probability == pytest.approx(0.9)
        assert look.present.tolist() == [[True, False]] * 8
        assert look.points.shape == (8, 2, 21)
        assert look.points.max() == 1
        assert look.lost.shape == (8,)
        assert look.pictures.shape == (2,)


def test_frames_have_their_times(dataset, hybrid, tmp_path):
    for look in looks(hybrid.landmark, dataset, tmp_path):
        np.testing.assert_allclose(look.seconds, np.arange(8) / 15, atol=1e-6)
        assert look.pictures is None


def test_hands_are_where_they_were_found(dataset, hybrid, tmp_path):
    for look in looks(hybrid.landmark, dataset, tmp_path):
        heights = look.hands[:, 0, :, 1].mean(axis=1)
        assert (np.diff(heights) > 0).all() == (look.label == "down")


def test_pictures_alone(dataset, hybrid, tmp_path):
    found = looks(hybrid.visual, dataset, tmp_path)
    assert all(look.points is None and look.lost is None for look in found)
    assert {look.pictures.shape for look in found} == {(2,)}
