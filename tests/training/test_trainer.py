import json

import keras
import numpy as np
import pandas as pd
import pytest

from signkit.config import TrainSettings
from signkit.errors import RunError
from signkit.training import trainer
from signkit.training.checkpoint import Checkpoint, load_best
from signkit.training.setup import open_run, split_catalog
from signkit.training.trainer import train

pytestmark = pytest.mark.slow


def settings(**changes):
    chosen = {
        "dataset": "dots",
        "backbone": "small",
        "weights": "none",
        "image_size": 32,
        "epochs": 6,
        "batch_size": 8,
        "validation_fraction": 0.25,
        "test_fraction": 0.25,
        "flip": False,
    }
    return TrainSettings.make(**{**chosen, **changes})


def start(chosen, layout):
    catalog = split_catalog(chosen, layout)
    run = open_run(chosen, layout, catalog)
    return train(chosen, layout, catalog, run)


@pytest.fixture(scope="module")
def finished(layout):
    return start(settings(), layout)


def test_a_run_folder_holds_all_that_a_reader_needs(finished):
    for name in (
        "settings.json",
        "history.jsonl",
        "labels.json",
        "metrics.json",
        "predictions.parquet",
        "model.keras",
        "report.html",
    ):
        assert finished.path(name).stat().st_size > 0, name
    assert any(finished.path("tensorboard").rglob("events.*"))
    assert finished.read_json("labels.json") == ["blue", "red"]
    data = finished.read_json("settings.json")["data"]
    assert data["split_strategy"] == "grouped"
    signers = [name for groups in data["split_groups"].values() for name in groups]
    assert len(signers) == len(set(signers)) == 4


def test_a_finished_run_keeps_one_model_without_its_optimizer(finished):
    assert [f.name for f in finished.path("checkpoint").iterdir()] == ["state.json"]
    model = keras.models.load_model(finished.path("model.keras"))
    assert finished.path("model.keras").stat().st_size < 4 * model.count_params() * 1.5


def test_the_saved_model_gives_the_saved_predictions(finished, layout):
    chosen = settings().resolved()
    catalog = split_catalog(chosen, layout)
    dataset = trainer.load_dataset(catalog, layout.landmarks("dots"), 32)
    model = keras.models.load_model(finished.path("model.keras"))
    probabilities = model.predict(trainer.Batches(dataset.split("test"), 8), verbose=0)
    saved = pd.read_parquet(finished.path("predictions.parquet"))
    saved = saved[saved["split"] == "test"]
    assert np.allclose(probabilities, saved[["p_0000", "p_0001"]], atol=1e-5)
    correct = (saved["predicted"] == saved["label"]).mean()
    assert finished.read_json("metrics.json")["test"]["accuracy"] == pytest.approx(correct)


def test_it_learns_what_is_plain_to_see(layout):
    # Validation accuracy of an untrained model is near .5: this can fail.
    run = start(settings(epochs=12, seed=1), layout)
    assert run.history()["val_accuracy"].max() >= 0.9


def test_a_finished_run_is_not_trained_again(finished, layout, monkeypatch, capsys):
    monkeypatch.setattr(trainer, "_fit", lambda *a: pytest.fail("trained again"))
    assert start(settings(), layout).folder == finished.folder
    assert "This run is finished" in capsys.readouterr().out


def test_a_run_cut_off_before_its_report_is_measured_again(layout, monkeypatch):
    chosen = settings(epochs=1, run_name="unreported")
    monkeypatch.setattr(trainer, "write_report", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        start(chosen, layout)
    monkeypatch.undo()
    monkeypatch.setattr(keras.Model, "fit", lambda *a, **k: pytest.fail("trained again"))
    assert start(chosen, layout).finished


def test_a_run_cut_off_goes_on_where_it_stopped(finished, layout, monkeypatch, capsys):
    chosen = settings(run_name="cut")
    save, epochs = Checkpoint.on_epoch_end, []

    def killed_after_three(self, epoch, logs=None):
        save(self, epoch, logs)
        epochs.append(epoch)
        if len(epochs) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Checkpoint, "on_epoch_end", killed_after_three)
    with pytest.raises(KeyboardInterrupt):
        start(chosen, layout)
    run = start(chosen, layout)
    assert "Going on after epoch 3 of 6" in capsys.readouterr().out
    whole, cut = finished.history(), run.history()
    assert cut["epoch"].tolist() == [1, 2, 3, 4, 5, 6]
    pd.testing.assert_frame_equal(whole.drop(columns="seconds"), cut.drop(columns="seconds"))
    weights = [
        keras.models.load_model(r.path("model.keras")).get_weights() for r in (finished, run)
    ]
    assert all(map(np.array_equal, *weights))  # bit for bit


def test_counters_of_callbacks_go_on_too(layout, tmp_path):
    stop = keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=3)
    first = Checkpoint(tmp_path, [stop])
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    first.set_model(model)
    stop.set_model(model)
    for epoch, accuracy in enumerate([0.5, 0.4, 0.4]):
        stop.on_epoch_end(epoch, {"val_accuracy": accuracy})
        first.on_epoch_end(epoch, {"val_accuracy": accuracy, "val_loss": 1.0})
    fresh = keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=3)
    second = Checkpoint(tmp_path, [fresh])
    second.set_model(model)
    second.on_train_begin()
    assert (fresh.wait, fresh.best, fresh.best_epoch) == (2, 0.5, 0)
    assert json.loads((tmp_path / "state.json").read_text())["epoch"] == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "best.keras",
        "epoch-0003.keras",
        "state.json",
    ]


def test_of_equally_accurate_epochs_the_surest_is_kept(tmp_path):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile("sgd", "mse")
    checkpoint = Checkpoint(tmp_path, [])
    checkpoint.set_model(model)
    for epoch, (accuracy, loss) in enumerate([(0.5, 1.0), (0.9, 0.8), (0.9, 0.3), (0.9, 0.5)]):
        model.set_weights([np.full((1, 1), epoch)])
        checkpoint.on_epoch_end(epoch, {"val_accuracy": accuracy, "val_loss": loss})
    assert load_best(tmp_path).get_weights()[0] == 2


def test_a_full_disk_is_said_and_the_last_epoch_stays(tmp_path, monkeypatch):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    checkpoint = Checkpoint(tmp_path, [])
    checkpoint.set_model(model)
    checkpoint.on_epoch_end(0, {"val_accuracy": 0.5, "val_loss": 1.0})

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model, "save", full)
    with pytest.raises(RunError, match="epoch-0002.keras can't be written.*MiB free"):
        checkpoint.on_epoch_end(1, {"val_accuracy": 0.4, "val_loss": 1.0})
    assert Checkpoint(tmp_path, []).state["epoch"] == 1
    assert (tmp_path / "epoch-0001.keras").is_file()
