"""Clips through the same training as photos: four stages, kills, measures, report."""

from functools import partial

import keras
import numpy as np
import pandas as pd
import pytest

from signkit.errors import SettingsError
from signkit.runs.record import Run
from signkit.settings import TrainSettings
from signkit.tables import read_parquet
from signkit.training import cross_validation
from signkit.training.loop.snapshot import Snapshot
from signkit.training.setup import open_run, set_up, split_catalog
from signkit.training.trainer import train

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("step_by_step", "unexplained")]

FOUR = "visual 2 1e-3; landmark 3 1e-3; fusion 2 1e-3; end_to_end 2 1e-4"


def settings(**changes):
    chosen = {
        "dataset": "waves",
        "option": "C",
        "backbone": "small",
        "weights": "none",
        "image_size": 32,
        "frames": 8,
        "pictures": 3,
        "stages": FOUR,
        "batch_size": 12,
        "validation_fraction": 0.25,
        "test_fraction": 0.25,
        "flip": False,
        "views": 2,
        "tasks": "classify align translate",
        "xla": "off",  # compiling takes longer than so few steps
    }
    return TrainSettings.make(**{**chosen, **changes})


def start(chosen, layout, report=False):
    """Train; drawing the report takes as long as so small a training."""
    return train(set_up(chosen, layout), report=report)


@pytest.fixture(scope="module")
def finished(waves):
    return start(settings(), waves, report=True)


def test_clips_are_trained_measured_and_reported(finished):
    metrics = finished.read("metrics.json")
    assert {"fused", "visual", "landmark"} <= metrics["ledger"]["sources"].keys()
    assert metrics["test"]["accuracy"] > 0.5
    assert {"retrieval", "translation"} <= metrics.keys()
    assert finished.path("report.html").is_file()
    assert finished.read("settings.json")["kind"] == "clip"


def test_each_signer_is_left_out_once(waves, monkeypatch):
    chosen = settings(
        stages="landmark 1 1e-3",
        tasks="classify",
        split="grouped",
        validation="photos",
        run_name="left-out",
    )
    monkeypatch.setattr(cross_validation, "train", partial(train, report=False))
    found = cross_validation.cross_validate(chosen, waves, folds=4)
    assert found.table["photos"].tolist() == [12, 12, 12, 12]
    assert "48 clips, each tested once in 4 folds" in found.sentence()
    tested = [
        Run(waves.runs / name).read("settings.json")["data"]["split_groups"]["test"]
        for name in found.table["run"]
    ]
    assert sorted(tested) == [["signer0"], ["signer1"], ["signer2"], ["signer3"]]


def test_the_model_takes_a_clip_and_its_pictures(finished):
    model = keras.models.load_model(finished.path("model.keras"))
    said = model.predict(
        {"image_input": np.zeros((2, 3, 32, 32, 3)), "landmark_input": np.zeros((2, 8, 126))},
        verbose=0,
    )
    assert said.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_predictions_say_which_moment_stands_for_a_clip(finished):
    table = read_parquet(finished.path("predictions.parquet")).to_pandas()
    assert table["moment"].between(0, 8 / 15).all()


def test_a_run_cut_off_ends_as_if_it_never_was(finished, waves, monkeypatch):
    chosen, save, done = settings(run_name="cut"), Snapshot.on_epoch_end, []

    def cut(self, epoch, logs=None):
        save(self, epoch, logs)
        done.append(epoch)
        if len(done) == 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(Snapshot, "on_epoch_end", cut)
    with pytest.raises(KeyboardInterrupt):
        start(chosen, waves)
    monkeypatch.undo()
    run = start(chosen, waves)
    whole, again = finished.history(), run.history()
    pd.testing.assert_frame_equal(whole.drop(columns="seconds"), again.drop(columns="seconds"))
    for name in ("model.keras", "signs.keras", "texts.keras", "writer.keras"):
        one, other = (
            keras.models.load_model(each.path(name), compile=False).get_weights()
            for each in (finished, run)
        )
        assert all(map(np.array_equal, one, other)), name


@pytest.mark.usefixtures("in_graphs")
def test_landmarks_alone_learn_which_way_a_hand_goes(waves):
    alone = settings(stages="landmark 25 3e-3", augment=False, tasks="classify", batch_size=8)
    test = start(alone, waves).read("metrics.json")["test"]
    # One clip in eight has no hand: half of those are guessed.
    assert test["accuracy"] >= 0.75


def test_other_descriptions_make_another_run(waves):
    file = waves.datasets / "waves" / "descriptions.csv"
    before = file.read_text()

    def name(**changes):
        chosen = settings(**changes)
        return open_run(chosen, waves, split_catalog(chosen, waves)).name

    told, plain = name(), name(tasks="classify")
    try:
        file.write_text(before.replace("goes up", "rises"))
        assert name() != told
        assert name(tasks="classify") == plain
    finally:
        file.write_text(before)
    assert name() == told


def test_photos_are_not_for_option_c_nor_clips_for_the_others(waves, layout):
    with pytest.raises(SettingsError, match='Set OPTION to "C"'):
        start(settings(option="B", temporal="", frames=0, pictures=0, tasks="classify"), waves)
    with pytest.raises(SettingsError, match="data set of photos"):
        start(settings(dataset="dots"), layout)


def test_models_of_several_seeds_are_averaged_of_classes_alone(waves):
    two = settings(ensemble=2, stages="landmark 1 1e-3", tasks="classify")
    run = start(two, waves)
    assert len(list(run.path("members").iterdir())) == 2
    assert 0 <= run.read("metrics.json")["test"]["accuracy"] <= 1
    with pytest.raises(SettingsError, match="vectors or sentences of several models"):
        start(settings(ensemble=2), waves)


def test_an_unknown_temporal_encoder_is_refused(waves):
    with pytest.raises(SettingsError, match="conv_transformer"):
        start(settings(temporal="nonsense"), waves)
