from dataclasses import replace

import keras
import numpy as np
import pytest

from signkit.data.catalog_file import load_catalog
from signkit.inputs.dataset import load_dataset
from signkit.models.hybrid import build_hybrid
from signkit.models.photos.backbones import build_backbone
from signkit.report.photos.attention_plot import load_attention
from signkit.runs.record import Run
from signkit.settings.options import OPTIONS
from signkit.training.explain.look import save_looks


@pytest.fixture(scope="module")
def catalog(layout):
    """The drawn data set; signer 3's photos are the test."""
    found = load_catalog(layout.landmarks("dots") / "catalog.parquet")
    split = np.where(found.table["group"] == "signer3", "test", "train")
    return found.with_table(found.table.assign(split=split))


@pytest.fixture(scope="module")
def dataset(layout, catalog):
    return load_dataset(catalog, layout.landmarks("dots"), 32)


@pytest.fixture(scope="module")
def baseline():
    keras.utils.set_random_seed(0)
    backbone = build_backbone("small", 32, "none")
    return build_hybrid(OPTIONS["baseline"], 2, 32, backbone, "concat", "dense")


def said(dataset, wrong=0):
    """Probabilities of the test split, of which the first so many are wrong, ever less sure."""
    samples = dataset.split("test")
    right = samples.one_hot(np.arange(len(samples)))
    sure = np.linspace(0.95, 0.6, len(right))[:, None]
    said = right * sure + (1 - right) * (1 - sure)
    said[:wrong] = said[:wrong, ::-1]
    return said.astype(np.float32)


def test_a_model_without_attention_leaves_its_looks_too(dataset, baseline, tmp_path):
    save_looks(baseline.fused, dataset, said(dataset), Run(tmp_path))
    items = load_attention(tmp_path / "attention.npz")
    assert len(items) == 6
    assert {item.photo.shape for item in items} == {(32, 32, 3)}
    assert all(
        item.present.any() and item.l2v is item.v2l is item.spatial is None for item in items
    )
    assert {item.gradcam.shape for item in items} == {(2, 2)}
    assert {item.occlusion.shape for item in items} == {(8, 8)}
    assert all(item.points_importance[0].max() == 1 for item in items)


def test_half_are_mistakes_and_of_these_the_surest(dataset, baseline, tmp_path):
    probabilities = said(dataset, wrong=8)
    save_looks(baseline.fused, dataset, probabilities, Run(tmp_path))
    items = load_attention(tmp_path / "attention.npz")
    wrong = [item for item in items if item.label != item.predicted]
    found = dataset.hands_found[dataset.split("test").rows][:8] > 0
    surest = probabilities.max(axis=1)[:8][found][:3]
    np.testing.assert_allclose([item.probability for item in wrong], surest)
    assert len(items) == 6


def test_one_mistake_is_shown_among_right_ones(dataset, baseline, tmp_path):
    save_looks(baseline.fused, dataset, said(dataset, wrong=2), Run(tmp_path))
    items = load_attention(tmp_path / "attention.npz")
    wrong = sum(item.label != item.predicted for item in items)
    assert (len(items), wrong) == (
        6,
        int((dataset.hands_found[dataset.split("test").rows][:2] > 0).sum()),
    )


def test_landmarks_alone_are_shown_over_photos_read_again(layout, catalog, baseline, tmp_path):
    dataset = load_dataset(catalog, layout.landmarks("dots"), 0)
    save_looks(baseline.landmark, dataset, said(dataset), Run(tmp_path))
    items = load_attention(tmp_path / "attention.npz")
    assert {item.photo.shape for item in items} == {(224, 224, 3)}
    assert all(item.photo.std() > 10 and item.gradcam is item.occlusion is None for item in items)
    # A wrist lies near the middle of these photos.
    assert all(80 < item.points[0, 0, 0] < 144 for item in items)


def test_photos_alone(dataset, baseline, tmp_path):
    save_looks(baseline.visual, dataset, said(dataset), Run(tmp_path))
    items = load_attention(tmp_path / "attention.npz")
    assert all(item.points_importance is None and item.gradcam is not None for item in items)


def test_without_a_hand_in_the_test_nothing_is_left(dataset, baseline, tmp_path):
    handless = replace(dataset, hands_found=np.zeros_like(dataset.hands_found))
    save_looks(baseline.fused, handless, said(dataset), Run(tmp_path))
    assert not (tmp_path / "attention.npz").exists()
