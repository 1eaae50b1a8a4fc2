"""What can be set of a training of signs, each trained, cut off and gone on with."""

import keras
import numpy as np
import pandas as pd
import pytest
from cut_off import cut_off_after
from small_signs import measured, settings, start

from signkit.errors import SettingsError
from signkit.inputs.batches import Batches
from signkit.inputs.changes import rarity
from signkit.inputs.dataset import load_dataset
from signkit.training.kinds import classifier, sign
from signkit.training.setup import split_catalog

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("step_by_step", "unexplained")]


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
    ledger = run.read("metrics.json")["ledger"]
    assert ledger["how"] == "probes"


def test_landmarks_alone_need_no_photo(layout):
    run = start(settings(stages="landmarks_only", epochs=12, batch_size=8), layout)
    model = keras.models.load_model(run.path("model.keras"))
    assert [tensor.name for tensor in model.inputs] == ["landmark_input"]
    assert "ledger" not in run.read("metrics.json")
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
    monkeypatch.setattr(sign, "load_dataset", lambda *a: pytest.fail("loaded"))
    with pytest.raises(SettingsError, match="'nonsense'.*Choose one of"):
        start(settings(**{name: "nonsense"}), layout)


def test_frozen_features_give_what_the_plain_way_gives(layout, monkeypatch):
    plan = "landmark 1 1e-3; fusion 3 1e-3"
    changes = {"stages": plan, "augment": False, "modality_dropout": 0.0}
    cached = start(settings(**changes, run_name="cached"), layout)
    monkeypatch.setattr(classifier, "feature_batches", lambda *a, **k: None)
    plain = start(settings(**changes, run_name="plain"), layout)
    one, other = cached.history(), plain.history()
    assert np.allclose(one["loss"], other["loss"], rtol=0.02)
