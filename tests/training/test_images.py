"""Photos alone through the whole trainer: one label, several, searched for, transferred."""

from functools import partial

import keras
import numpy as np
import pandas as pd
import pytest

from signkit.errors import RunPaused, SettingsError
from signkit.preparation.things import prepare_photos
from signkit.settings import ImageSettings
from signkit.tables import read_parquet
from signkit.training import cross_validation
from signkit.training.loop.control import Control, request
from signkit.training.search import trials
from signkit.training.setup import set_up
from signkit.training.trainer import train

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("step_by_step", "unexplained")]


def settings(**changes):
    chosen = {
        "dataset": "things",
        "img_height": 32,
        "img_width": 40,
        "epochs": 4,
        "batch_size": 8,
        "augmentations": "flip contrast",
        "validation_fraction": 0.2,
        "test_fraction": 0.2,
        "xla": "off",  # compiling takes longer than so few steps
    }
    return ImageSettings.make(**{**chosen, **changes})


def several(**changes):
    labels = {"dataset": "desk", "csv": "labels.csv", "several_labels": True, "epochs": 12}
    return settings(**{**labels, "learning_rate": 3e-3, "augmentations": "contrast", **changes})


def start(chosen, layout, report=False):
    """Train; drawing the report takes as long as so small a training."""
    prepare_photos(chosen, layout)
    return train(set_up(chosen, layout), report=report)


def table_of(run, name="predictions.parquet"):
    return read_parquet(run.path(name)).to_pandas(use_threads=False)


def weights_of(run):
    return keras.models.load_model(run.path("model.keras")).get_weights()


@pytest.fixture(scope="module")
def simple(things):
    return start(settings(), things, report=True)


@pytest.fixture(scope="module")
def labelled(things):
    return start(several(), things, report=True)


def test_a_run_of_photos_alone_leaves_what_a_run_of_signs_does(simple):
    for name in ("model.keras", "labels.json", "metrics.json", "report.html", "thesis.txt"):
        assert simple.path(name).is_file()
    said = simple.read("settings.json")
    assert said["kind"] == "image"
    assert said["settings"]["model"] == "cnn"
    metrics = simple.read("metrics.json")
    assert metrics["test"]["samples"] == 12
    assert metrics["test"]["without_hand"] is None
    assert metrics["test"]["accuracy"] > 0.6
    assert not {"hands", "points"} & set(table_of(simple))
    assert not list(simple.path("checkpoint").iterdir())


def test_the_saved_model_says_what_is_recorded(simple, things):
    table = table_of(simple)
    test = table[table["split"] == "test"]
    model = keras.models.load_model(simple.path("model.keras"))
    from signkit.data.image import read_image
    from signkit.inputs.photos import fit_frame

    root = things.datasets / "things"
    photos = np.stack([fit_frame(read_image(root / path), (32, 40)) for path in test["path"]])
    said = model.predict(photos.astype(np.float32), verbose=0)
    recorded = test[[c for c in test if c.startswith("p_")]].to_numpy()
    assert np.allclose(said, recorded, atol=2e-2)  # half precision on some CPUs
    assert (said.argmax(axis=1) == recorded.argmax(axis=1)).mean() > 0.9


def test_several_labels_have_thresholds_of_their_own(labelled):
    metrics = labelled.read("metrics.json")
    assert metrics["several"] is True
    assert len(metrics["thresholds"]["values"]) == 3
    assert metrics["test"]["macro"]["f1"] > 0.7
    assert set(metrics["test"]["at_half"]) == {"macro_f1", "micro_f1", "exact_match"}
    table = table_of(labelled)
    given = table["predicted_labels"].map(list)
    thresholds = np.array(metrics["thresholds"]["values"])
    classes = labelled.read("labels.json")
    said = table[[c for c in table if c.startswith("p_")]].to_numpy() >= thresholds
    assert [[classes[k] for k in np.flatnonzero(row)] for row in said] == given.tolist()
    assert "no label" in set(table["label"])
    assert labelled.path("report.html").is_file()


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "focal", "balanced_batches": True},
        {"loss": "weighted", "augment_factors": "box 3"},
        {"class_weights": True, "schedule": "cosine"},
        {"mode": "transfer", "backbone": "small", "weights": "none"},
        {
            "mode": "transfer",
            "backbone": "small",
            "weights": "none",
            "stages": "visual_head 1 1e-3; visual 1 1e-4",
            "unfreeze": "3",
            "ensemble": 2,
        },
        {"mixed_precision": "off", "augmentations": ""},
    ],
    ids=lambda changes: "-".join(map(str, changes.values())),
)
def test_every_setting_trains(things, changes):
    run = start(settings(epochs=2, **changes), things)
    assert 0 <= run.read("metrics.json")["test"]["accuracy"] <= 1


@pytest.mark.parametrize("loss", ["crossentropy", "weighted", "focal"])
def test_every_loss_trains_several_labels(things, loss):
    run = start(several(epochs=2, loss=loss), things)
    assert 0 <= run.read("metrics.json")["test"]["macro"]["f1"] <= 1


def test_a_paused_training_ends_as_if_never_paused(things, simple, monkeypatch):
    def pause(self, epoch, logs=None):
        if epoch == 2:
            request(self.run.folder, "pause")
        self.obey()

    chosen = settings(run_name="paused")
    with monkeypatch.context() as patch:
        patch.setattr(Control, "on_epoch_begin", pause)
        with pytest.raises(RunPaused):
            start(chosen, things)
    again = start(chosen, things)
    assert all(map(np.array_equal, weights_of(simple), weights_of(again)))


def test_a_search_is_recorded_and_its_best_trained(things):
    chosen = settings(mode="tuned", max_trials=4, tuning_epochs=3, space="conv1_filters 32")
    run = start(chosen, things)
    lines = pd.read_json(run.path("search", "trials.jsonl"), lines=True)
    assert lines["trial"].tolist() == [1, 2, 3, 4]
    tuned = run.read("settings.json")["resolved"]["tuned"]
    assert tuned["conv1_filters"] == 32
    model = keras.models.load_model(run.path("model.keras"))
    assert model.get_layer("conv2").filters == tuned["conv2_filters"]
    assert not list(run.path("search").glob("*.h5"))
    best = lines.loc[lines["score"].idxmax()]
    assert dict(best["values"])["conv2_filters"] == tuned["conv2_filters"]


def test_a_search_cut_off_goes_on_after_its_last_trial(things, monkeypatch):
    chosen = settings(mode="tuned", max_trials=3, tuning_epochs=2, tuner="random", seed=3)
    trained, score = [], trials._score

    def cut(*given):
        trial = given[-1]
        trained.append(trial.number)
        if len(trained) == 3:
            raise KeyboardInterrupt
        return score(*given)

    monkeypatch.setattr(trials, "_score", cut)
    with pytest.raises(KeyboardInterrupt):
        start(chosen, things)
    start(chosen, things)
    assert trained == [1, 2, 3, 3]


def test_every_photo_is_tested_once_over_the_folds(things, monkeypatch):
    monkeypatch.setattr(cross_validation, "train", partial(train, report=False))
    found = cross_validation.cross_validate(settings(epochs=1), things, folds=3)
    assert found.table["photos"].tolist() == [20, 20, 20]
    assert found.interval[0] <= found.mean <= found.interval[1]
    assert "60 photos, each tested once in 3 folds: accuracy" in found.sentence()
    assert list((things.root / "reports").glob("*-3folds.json"))
    assert "divided at random" in found.page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"backbone": "small"}, "BACKBONE is 'small', .* MODE or MODEL is transfer"),
        ({"mode": "transfer", "backbone": "VGG"}, "Unknown backbone 'VGG'"),
        ({"loss": "hinge"}, "Unknown loss 'hinge'"),
        ({"model": "big"}, "Unknown image model 'big'"),
        ({"augmentations": "flipp"}, "flipp.*flip"),
        ({"augment_factors": "car 2"}, "AUGMENT_FACTORS has 'car 2'"),
    ],
)
def test_what_cant_be_is_refused_before_anything_is_loaded(things, changes, said):
    with pytest.raises(SettingsError, match=said):
        start(settings(**changes), things)


def test_class_weights_are_of_one_label(things):
    with pytest.raises(SettingsError, match='set LOSS to "weighted"'):
        start(several(class_weights=True), things)
