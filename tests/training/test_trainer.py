import keras
import numpy as np
import pandas as pd
import pytest

from signkit.errors import RunPaused, SettingsError
from signkit.inputs.batches import Batches
from signkit.inputs.changes import rarity
from signkit.inputs.dataset import load_dataset
from signkit.settings import TrainSettings
from signkit.training import trainer
from signkit.training.device import Device
from signkit.training.kinds import classifier
from signkit.training.kinds import table as kinds
from signkit.training.loop.control import Control, request
from signkit.training.loop.snapshot import Snapshot
from signkit.training.setup import open_run, split_catalog
from signkit.training.trainer import train

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("step_by_step", "unexplained")]

FOUR = "visual 2 1e-3; landmark 2 1e-3; fusion 2 1e-3; end_to_end 2 1e-4"


def settings(**changes):
    chosen = {
        "dataset": "dots",
        "option": "B",
        "backbone": "small",
        "weights": "none",
        "image_size": 32,
        "stages": FOUR,
        "batch_size": 8,
        "validation_fraction": 0.25,
        "test_fraction": 0.25,
        "flip": False,
        "views": 2,
        "xla": "off",  # compiling takes longer than so few steps
    }
    return TrainSettings.make(**{**chosen, **changes})


def start(chosen, layout, report=False):
    """Train; drawing the report takes as long as so small a training."""
    catalog = split_catalog(chosen, layout)
    run = open_run(chosen, layout, catalog)
    return train(chosen, layout, catalog, run, report=report)


def measured(run):
    """Whether a training came to its end; what is left is the report."""
    return run.path("metrics.json").is_file()


def weights_of(run, name="model.keras"):
    return keras.models.load_model(run.path(name)).get_weights()


@pytest.fixture(scope="module")
def finished(layout):
    return start(settings(), layout, report=True)


def test_a_run_folder_holds_all_that_a_reader_needs(finished):
    for name in (
        "settings.json",
        "history.jsonl",
        "labels.json",
        "metrics.json",
        "predictions.parquet",
        "branches.parquet",
        "attention.npz",
        "figures/attention.png",
        "branches/visual.keras",
        "branches/landmark.keras",
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


def test_the_history_goes_over_all_stages(finished):
    history = finished.history()
    assert history["epoch"].tolist() == list(range(1, 9))
    assert history["stage"].tolist() == [
        name for name in ("visual", "landmark", "fusion", "end_to_end") for _ in range(2)
    ]
    assert history["stage_epoch"].tolist() == [1, 2] * 4
    assert history["learning_rate"].iloc[-1] == pytest.approx(1e-4)


def test_a_finished_run_keeps_models_without_their_optimizers(finished):
    assert list(finished.path("checkpoint").iterdir()) == []
    model = keras.models.load_model(finished.path("model.keras"))
    weights = 4 * model.count_params()
    assert finished.path("model.keras").stat().st_size < 1.5 * weights + 400_000


def test_the_saved_model_gives_the_saved_predictions(finished, layout):
    catalog = split_catalog(settings(), layout)
    dataset = load_dataset(catalog, layout.landmarks("dots"), 32)
    model = keras.models.load_model(finished.path("model.keras"))
    probabilities = model.predict(Batches(dataset.split("test"), 8), verbose=0)
    saved = pd.read_parquet(finished.path("predictions.parquet"))
    saved = saved[saved["split"] == "test"]
    assert np.allclose(probabilities, saved[["p_0000", "p_0001"]], atol=1e-5)
    correct = (saved["predicted"] == saved["label"]).mean()
    assert finished.read_json("metrics.json")["test"]["accuracy"] == pytest.approx(correct)


def test_frozen_parts_stay_as_their_stage_left_them(layout):
    run = start(settings(stages="visual 1 1e-3; landmark 1 1e-3; fusion 2 1e-3"), layout)
    fused = keras.models.load_model(run.path("model.keras"))
    for branch in ("visual", "landmark"):
        own = keras.models.load_model(run.path("branches", f"{branch}.keras"))
        final = f"{branch}_features_final"
        part = keras.Model(fused.input, fused.get_layer(final).output)
        alone = keras.Model(own.input, own.get_layer(final).output)
        shared = {v.path: v.numpy() for v in part.variables if "seed" not in v.path}
        for variable in alone.weights:
            if variable.path in shared:
                assert np.array_equal(shared[variable.path], variable.numpy()), variable.path
        assert len(alone.weights) > 3


def test_it_learns_what_is_plain_to_see(layout):
    # Validation accuracy of an untrained model is near .5: this can fail.
    run = start(settings(stages="end_to_end 12 1e-3", option="A", seed=1, batch_size=8), layout)
    assert run.history()["val_accuracy"].max() >= 0.9
    ledger = run.read_json("metrics.json")["ledger"]
    assert ledger["how"] == "probes"


def test_landmarks_alone_need_no_photo(layout):
    run = start(settings(stages="landmarks_only", epochs=12, batch_size=8), layout)
    model = keras.models.load_model(run.path("model.keras"))
    assert [tensor.name for tensor in model.inputs] == ["landmark_input"]
    assert "ledger" not in run.read_json("metrics.json")
    assert run.history()["val_accuracy"].max() >= 0.8  # one photo in eight shows no hand


def test_an_ensemble_averages_its_members(layout):
    run = start(settings(stages="visual 1 1e-3", ensemble=2), layout)
    members = sorted(run.path("members").iterdir())
    assert [m.name for m in members] == ["seed0", "seed1"]
    tables = [pd.read_parquet(f / "predictions.parquet") for f in (run.folder, *members)]
    whole, first, second = (table.filter(like="p_").to_numpy() for table in tables)
    assert np.allclose(whole, (first + second) / 2, atol=1e-6)
    assert not np.allclose(first, second)
    catalog = split_catalog(settings(), layout)
    dataset = load_dataset(catalog, layout.landmarks("dots"), 32)
    model = keras.models.load_model(run.path("model.keras"))
    said = model.predict(Batches(dataset.split("test"), 8), verbose=0)
    assert np.allclose(said, whole[(tables[0]["split"] == "test").to_numpy()], atol=1e-5)


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "focal", "class_weights": True, "stages": "landmark 2 1e-3"},
        {"ema": 0.9, "schedule": "cosine"},
        {"accumulate": 2, "schedule": "cosine_restarts", "stages": "landmark 2 1e-3"},
        {"mixed_precision": "on"},
        {"fusion": "gated", "landmark_encoder": "graph", "stages": "frozen_backbone 2 1e-3"},
        {"option": "baseline"},
    ],
    ids=str,
)
def test_every_setting_trains_and_goes_on(layout, changes, monkeypatch):
    chosen = settings(**{"stages": "end_to_end 2 1e-3", **changes})
    rare = "class_weights" in changes
    cut_off_after(monkeypatch, 1)
    monkeypatch.setattr(rarity, "TIMES", 0 if rare else 3)
    with pytest.raises(KeyboardInterrupt):
        start(chosen, layout)
    monkeypatch.undo()
    run = start(chosen, layout)  # judged as it began
    assert measured(run)
    judged = run.history().filter(like="val_balanced_accuracy")
    assert judged.shape[1] == rare
    assert judged.notna().all(axis=None)
    assert np.isfinite(run.history()["loss"]).all()
    assert len(run.history()) == 2


@pytest.mark.usefixtures("in_graphs")
def test_compiled_by_xla_it_trains_and_goes_on(layout, monkeypatch):
    chosen = settings(xla="on", stages="landmarks_only", epochs=2)
    with monkeypatch.context() as patch:
        cut_off_after(patch, 1)
        with pytest.raises(KeyboardInterrupt):
            start(chosen, layout)
    run = start(chosen, layout)
    assert np.isfinite(run.history()["loss"]).all()
    assert len(run.history()) == 2


@pytest.mark.parametrize("name", ["backbone", "landmark_encoder", "fusion", "loss"])
def test_a_name_that_nothing_has_is_refused_at_once(layout, name, monkeypatch):
    monkeypatch.setattr(kinds, "load_dataset", lambda *a: pytest.fail("loaded"))
    with pytest.raises(SettingsError, match="'nonsense'.*Choose one of"):
        start(settings(**{name: "nonsense"}), layout)


def test_a_finished_run_is_not_trained_again(finished, layout, monkeypatch, capsys):
    monkeypatch.setattr(trainer, "fit_stage", lambda *a: pytest.fail("trained again"))
    assert start(settings(), layout).folder == finished.folder
    assert "This run is finished" in capsys.readouterr().out


def test_a_run_cut_off_before_its_report_is_reported_only(layout, monkeypatch):
    chosen = settings(stages="landmark 1 1e-3", run_name="unreported")
    assert not start(chosen, layout).finished
    monkeypatch.setattr(keras.Model, "fit", lambda *a, **k: pytest.fail("trained again"))
    assert start(chosen, layout, report=True).finished


def cut_off_after(monkeypatch, epochs):
    save, done = Snapshot.on_epoch_end, []

    def cut(self, epoch, logs=None):
        save(self, epoch, logs)
        done.append(epoch)
        if len(done) == epochs:
            raise KeyboardInterrupt

    monkeypatch.setattr(Snapshot, "on_epoch_end", cut)


@pytest.mark.parametrize("epochs", [1, 4, 5])
def test_a_run_cut_off_ends_as_if_it_never_was(finished, layout, monkeypatch, capsys, epochs):
    chosen = settings(run_name=f"cut{epochs}")
    cut_off_after(monkeypatch, epochs)
    with pytest.raises(KeyboardInterrupt):
        start(chosen, layout)
    monkeypatch.undo()
    run = start(chosen, layout)
    assert "Going on after epoch" in capsys.readouterr().out
    whole, cut = finished.history(), run.history()
    pd.testing.assert_frame_equal(whole.drop(columns="seconds"), cut.drop(columns="seconds"))
    for name in ("model.keras", "branches/visual.keras", "branches/landmark.keras"):
        assert all(map(np.array_equal, weights_of(finished, name), weights_of(run, name))), name


def test_a_batch_that_does_not_fit_is_computed_in_parts(layout, monkeypatch, capsys):
    gpu = Device("gpu", ("/CPU:0",), (), "float32")
    monkeypatch.setattr(trainer, "find_device", lambda mixed: gpu)
    fit = trainer.fit_stage

    def with_little_memory(work, index, last, split=1):
        if split == 1:
            raise RuntimeError("RESOURCE_EXHAUSTED: out of memory")
        return fit(work, index, last, split)

    monkeypatch.setattr(trainer, "fit_stage", with_little_memory)
    chosen = settings(stages="landmark 2 1e-3; visual 1 1e-3", run_name="parts", batch_size=8)
    run = start(chosen, layout)
    assert run.read_json("settings.json")["resolved"]["batch_parts"] == {"parts": 2, "of": 4}
    assert "A batch of 8 doesn't fit the memory: trying 4" in capsys.readouterr().out
    assert measured(run)


def test_a_damaged_checkpoint_costs_an_epoch_and_no_more(finished, layout, monkeypatch, capsys):
    chosen = settings(run_name="damaged")
    cut_off_after(monkeypatch, 6)
    with pytest.raises(KeyboardInterrupt):
        start(chosen, layout)
    monkeypatch.undo()
    run = open_run(chosen, layout, split_catalog(chosen, layout))
    run.path("checkpoint", "epoch-0006.npz").write_bytes(b"cut off")
    assert measured(start(chosen, layout))
    said = capsys.readouterr().out
    assert "epoch-0006.npz is damaged" in said
    assert "Going on after epoch 1 of 2 of stage fusion" in said
    assert all(map(np.array_equal, weights_of(finished), weights_of(run)))


def on(monkeypatch, kind, policy):
    device = Device(kind, ("/CPU:0",), (), policy)
    monkeypatch.setattr(trainer, "find_device", lambda mixed: device)


@pytest.mark.parametrize("later", ["gpu", "cpu"])
def test_a_run_whose_batches_were_split_goes_on_so(layout, monkeypatch, later):
    chosen = settings(stages="landmark 3 1e-3", run_name=f"split-{later}", batch_size=8)
    fit = keras.Model.fit

    def small_memory(self, train, **rest):
        if train.batch_size > 4:
            raise MemoryError
        return fit(self, train, **rest)

    monkeypatch.setattr(keras.Model, "fit", small_memory)
    on(monkeypatch, "gpu", "float32")
    with monkeypatch.context() as patch:
        cut_off_after(patch, 2)
        with pytest.raises(KeyboardInterrupt):
            start(chosen, layout)
    on(monkeypatch, later, "float32")
    run = start(chosen, layout)
    assert measured(run)
    assert len(run.history()) == 3


@pytest.mark.parametrize("policies", [("mixed_float16", "float32"), ("float32", "mixed_float16")])
def test_a_run_goes_on_in_another_precision(layout, monkeypatch, policies):
    chosen = settings(stages="landmark 3 1e-3", run_name=f"from-{policies[0]}")
    on(monkeypatch, "cpu", policies[0])
    with monkeypatch.context() as patch:
        cut_off_after(patch, 2)
        with pytest.raises(KeyboardInterrupt):
            start(chosen, layout)
    on(monkeypatch, "cpu", policies[1])
    run = start(chosen, layout)
    assert measured(run)
    assert np.isfinite(run.history()["loss"]).all()


def test_a_paused_training_goes_on(finished, layout):
    chosen = settings(run_name="paused")
    run = open_run(chosen, layout, split_catalog(chosen, layout))
    obey, heard = Control.obey, []

    def asked_at_the_third(self):
        heard.append(1)
        if len(heard) == 3:
            request(self.run.folder, "pause")
        obey(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Control, "obey", asked_at_the_third)
        with pytest.raises(RunPaused):
            start(chosen, layout)
    assert 0 < len(run.history()) < 8
    assert measured(start(chosen, layout))
    assert all(map(np.array_equal, weights_of(finished), weights_of(run)))


def test_frozen_features_give_what_the_plain_way_gives(layout, monkeypatch):
    plan = "landmark 1 1e-3; fusion 3 1e-3"
    changes = {"stages": plan, "augment": False, "modality_dropout": 0.0}
    cached = start(settings(**changes, run_name="cached"), layout)
    monkeypatch.setattr(classifier, "feature_batches", lambda *a, **k: None)
    plain = start(settings(**changes, run_name="plain"), layout)
    one, other = cached.history(), plain.history()
    assert np.allclose(one["loss"], other["loss"], rtol=0.02)
