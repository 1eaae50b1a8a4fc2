"""A training goes on where memory is less, on another device, and without its report."""

import keras
import numpy as np
import pytest
from cut_off import cut_off_after
from small_signs import measured, settings, start

from signkit.training import trainer
from signkit.training.device import Device

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("step_by_step", "unexplained")]


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
    assert run.read("settings.json")["resolved"]["batch_parts"] == {"parts": 2, "of": 4}
    assert "A batch of 8 doesn't fit the memory: trying 4" in capsys.readouterr().out
    assert measured(run)


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


def test_a_run_cut_off_before_its_report_is_reported_only(layout, monkeypatch):
    chosen = settings(stages="landmark 1 1e-3", run_name="unreported")
    assert not start(chosen, layout).finished
    monkeypatch.setattr(keras.Model, "fit", lambda *a, **k: pytest.fail("trained again"))
    assert start(chosen, layout, report=True).finished
