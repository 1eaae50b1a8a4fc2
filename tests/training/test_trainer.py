"""A training of signs from its first stage to its report, whole and cut off."""

import keras
import numpy as np
import pandas as pd
import pytest
from cut_off import copied_after
from small_signs import measured, settings, start, weights_of

from signkit.errors import RunPaused
from signkit.inputs.batches import Batches
from signkit.inputs.dataset import load_dataset
from signkit.training import trainer
from signkit.training.loop import control
from signkit.training.loop.control import Control, request
from signkit.training.setup import open_run, split_catalog

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("step_by_step", "unexplained")]


# Epochs after which the run is left as it was then: in the first stage, after the second, and in
# the third, over cached features.
CUTS = {1: "cut1", 3: "cut3", 4: "cut4", 5: "damaged"}


@pytest.fixture(scope="module")
def finished(layout):
    with copied_after(CUTS):
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
    assert finished.read("labels.json") == ["blue", "red"]
    data = finished.read("settings.json")["data"]
    assert data["split_strategy"] == "grouped"
    signers = [name for groups in data["split_groups"].values() for name in groups]
    assert len(signers) == len(set(signers)) == 4


def test_the_history_goes_over_all_stages(finished):
    history = finished.history()
    assert history["epoch"].tolist() == list(range(1, 7))
    stages = ["visual", "visual", "landmark", "fusion", "fusion", "end_to_end"]
    assert history["stage"].tolist() == stages
    assert history["stage_epoch"].tolist() == [1, 2, 1, 1, 2, 1]
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
    assert finished.read("metrics.json")["test"]["accuracy"] == pytest.approx(correct)


def test_a_finished_run_is_not_trained_again(finished, layout, monkeypatch, capsys):
    monkeypatch.setattr(trainer, "fit_stage", lambda *a: pytest.fail("trained again"))
    assert start(settings(), layout).folder == finished.folder
    assert "This run is finished" in capsys.readouterr().out


@pytest.mark.parametrize("epochs", [1, 3, 4])
def test_a_run_cut_off_ends_as_if_it_never_was(finished, layout, capsys, epochs):
    run = start(settings(run_name=CUTS[epochs]), layout)
    assert "Going on after epoch" in capsys.readouterr().out
    whole, cut = finished.history(), run.history()
    pd.testing.assert_frame_equal(whole.drop(columns="seconds"), cut.drop(columns="seconds"))
    for name in ("model.keras", "branches/visual.keras", "branches/landmark.keras"):
        assert all(map(np.array_equal, weights_of(finished, name), weights_of(run, name))), name


def test_a_damaged_checkpoint_costs_an_epoch_and_no_more(finished, layout, capsys):
    chosen = settings(run_name=CUTS[5])
    run = open_run(chosen, layout, split_catalog(chosen, layout))
    run.path("checkpoint", "epoch-0005.npz").write_bytes(b"cut off")
    assert measured(start(chosen, layout))
    said = capsys.readouterr().out
    assert "epoch-0005.npz is damaged" in said
    assert "Going on after epoch 1 of 2 of stage fusion" in said
    assert all(map(np.array_equal, weights_of(finished), weights_of(run)))


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
        patch.setattr(control, "EVERY", np.inf)  # only where an epoch begins, however slow it is
        with pytest.raises(RunPaused):
            start(chosen, layout)
    assert 0 < len(run.history()) < 6
    assert measured(start(chosen, layout))
    assert all(map(np.array_equal, weights_of(finished), weights_of(run)))
