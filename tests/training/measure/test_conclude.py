import json

import keras
import numpy as np
import pandas as pd
import pytest

import signkit.models  # noqa: F401  (registers the layers)
from signkit.data.catalog import Catalog
from signkit.evaluation.calibration import scaled
from signkit.inputs.dataset import Dataset
from signkit.inputs.samples import Samples
from signkit.runs.record import Run
from signkit.settings import TrainSettings
from signkit.training.measure.conclude import conclude
from signkit.training.measure.scores import Scores

SPLITS = {"train": 10, "validation": 200, "test": 200}


def dataset_of(tmp_path, unknown=40):
    """Hands whose first number tells the class, not quite always; "c" is never trained on."""
    rng = np.random.default_rng(0)
    rows = [(label, split) for split, n in SPLITS.items() for label in "ab" for _ in range(n // 2)]
    rows += [("c", "unknown")] * unknown
    table = pd.DataFrame(rows, columns=["label", "split"])
    table = table.assign(path=[f"{k}.png" for k in range(len(table))], group=pd.NA)
    catalog = Catalog(tmp_path, table)
    hands = np.zeros((len(table), 2, 21, 3), np.float32)
    side = table["label"].map({"a": 1.0, "b": -1.0, "c": 0.0}).to_numpy()
    hands[:, 0, 1, 0] = side + rng.normal(0, 1, len(table))
    targets = pd.Categorical(table["label"], categories=["a", "b"]).codes.astype(np.int32)
    samples = Samples(
        photos=np.empty((len(table), 0, 0, 3), np.uint8),
        hands=hands,
        targets=targets,
        rows=np.arange(len(table)),
        classes=2,
    )
    points = np.full((len(table), 2, 21, 2), np.nan, np.float32)
    points[:, 0] = 0.5
    hands_found = np.ones(len(table), int)
    return Dataset(catalog, samples, pd.DataFrame(), hands_found, points, points)


def surer_than_right(dataset):
    """A model that names the likelier class, far too surely, and what it says of each split."""
    inputs = keras.Input((126,), name="landmark_input")
    dense = keras.layers.Dense(2, activation="softmax", name="landmark_output")
    model = keras.Model(inputs, dense(inputs))
    kernel = np.zeros((126, 2), np.float32)
    kernel[3] = (8, -8)
    dense.set_weights([kernel, np.zeros(2, np.float32)])
    said = {
        split: model.predict(hands_of(dataset, split), verbose=0)
        for split in ("validation", "test", "unknown")
        if (dataset.catalog.table["split"] == split).any()
    }
    return model, Scores(said)


def softened(scores, temperature):
    said = {split: scaled(p, temperature) for split, p in scores.probabilities.items()}
    return Scores(said)


def hands_of(dataset, split):
    rows = dataset.split(split).rows
    return dataset.samples.hands[rows].reshape(len(rows), -1)


@pytest.fixture
def run(tmp_path):
    return Run.open(tmp_path / "run", {"settings": {}})


def test_the_saved_model_says_what_is_recorded_and_is_as_sure_as_it_is_right(run, tmp_path):
    dataset = dataset_of(tmp_path)
    model, scores = surer_than_right(dataset)
    metrics = conclude(model, scores, dataset, TrainSettings.make(), run)
    sure = metrics["calibration"]
    assert sure["applied"]
    assert sure["temperature"] > 2
    assert sure["after"]["test"]["ece"] < sure["before"]["test"]["ece"] / 2
    table = pd.read_parquet(run.path("predictions.parquet"))
    saved = keras.models.load_model(run.path("model.keras"))
    for split in ("validation", "test", "unknown"):
        kept = table.loc[table["split"] == split, ["p_0000", "p_0001"]].to_numpy()
        said = saved.predict(hands_of(dataset, split), verbose=0)
        np.testing.assert_allclose(kept, said, atol=1e-5)
    # What is kept for an ensemble's mean is what the model said before.
    raw = Scores.load(run).probabilities["test"]
    np.testing.assert_array_equal(raw, scores.probabilities["test"])
    assert json.loads(run.path("metrics.json").read_text()) == metrics


@pytest.mark.parametrize("signers", ["ab", "aa", None])
def test_only_strangers_make_a_model_surer(run, tmp_path, signers):
    dataset = dataset_of(tmp_path, unknown=0)
    if signers:
        groups = dict(zip(("train", "validation", "test"), (*signers, "c"), strict=True))
        dataset.catalog.table["group"] = dataset.catalog.table["split"].map(groups)
    model, scores = surer_than_right(dataset)
    sure = conclude(model, softened(scores, 20), dataset, TrainSettings.make(), run)["calibration"]
    assert sure["validated_on"] == {"ab": "apart", "aa": "shared", None: "unknown"}[signers]
    assert (sure["temperature"] < 1) == (signers == "ab")
    assert (sure["withheld"] is None) == (signers == "ab")


def test_photos_of_a_class_never_trained_on_are_recorded_and_told_apart(run, tmp_path):
    dataset = dataset_of(tmp_path)
    metrics = conclude(*surer_than_right(dataset), dataset, TrainSettings.make(), run)
    found = metrics["unknown"]["unknown"]
    assert (found["kind"], found["names"], found["photos"]) == ("classes", ["c"], 40)
    assert 0.4 < found["auroc"] < 1
    table = pd.read_parquet(run.path("predictions.parquet"))
    assert set(table.loc[table["split"] == "unknown", "label"]) == {"c"}
    assert set(table.loc[table["split"] == "unknown", "predicted"]) <= {"a", "b"}


def test_the_none_class_counts_as_unknown(run, tmp_path):
    dataset = dataset_of(tmp_path, unknown=0)
    settings = TrainSettings.make(none_class="b")
    found = conclude(*surer_than_right(dataset), dataset, settings, run)["unknown"]["unknown"]
    assert (found["kind"], found["names"], found["photos"]) == ("none", ["b"], 100)
    assert found["auroc"] > 0.8


def test_where_nothing_unknown_is_shown_only_the_threshold_is_told(run, tmp_path):
    dataset = dataset_of(tmp_path, unknown=0)
    found = conclude(*surer_than_right(dataset), dataset, TrainSettings.make(), run)["unknown"]
    assert found["unknown"] is None
    assert 0 < found["threshold"] < 1


def test_points_are_kept_for_the_pictures(run, tmp_path):
    dataset = dataset_of(tmp_path)
    conclude(*surer_than_right(dataset), dataset, TrainSettings.make(), run)
    points = np.stack(pd.read_parquet(run.path("predictions.parquet"))["points"])
    assert points.shape == (440, 84)
    assert (points[:, :42] == 0.5).all()
    assert np.isnan(points[:, 42:]).all()
