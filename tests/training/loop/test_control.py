import pytest

from signkit.errors import RunCancelled, RunError, RunPaused, SettingsError
from signkit.runs.record import Run
from signkit.training.loop import control
from signkit.training.loop.control import Control, cancel, clear, request


@pytest.fixture
def run(tmp_path):
    run = Run.open(tmp_path / "run", {"settings": {}})
    run.append_history({"stage": "visual", "epoch": 1})
    run.path("checkpoint", "epoch-0001.npz").write_bytes(b"x")
    run.path("model.keras").write_bytes(b"x")
    return run


def test_without_a_request_training_goes_on(run):
    Control(run).on_epoch_begin(0)


def test_a_pause_is_heard_once_and_leaves_everything(run):
    request(run.folder, "pause")
    with pytest.raises(RunPaused, match="The same call goes on"):
        Control(run).on_epoch_begin(0)
    assert run.path("checkpoint", "epoch-0001.npz").is_file()
    Control(run).on_epoch_begin(0)


def test_a_cancelled_run_keeps_its_settings_and_history_alone(run):
    request(run.folder, "cancel")
    with pytest.raises(RunCancelled, match="starts it anew"):
        Control(run).on_epoch_begin(0)
    left = sorted(path.name for path in run.folder.iterdir())
    assert left == ["cancelled.json", "history.jsonl", "settings.json"]
    assert run.read("cancelled.json") == {"epochs": 1}


def test_between_batches_it_looks_every_other_second_only(run, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(control.time, "monotonic", lambda: now[0])
    callback = Control(run)
    request(run.folder, "pause")
    callback.on_train_batch_end(0)
    now[0] += control.EVERY
    with pytest.raises(RunPaused):
        callback.on_train_batch_end(1)


def test_a_request_of_before_is_forgotten_by_a_new_call(run):
    request(run.folder, "pause")
    clear(run.folder)
    Control(run).on_epoch_begin(0)
    cancel(run)
    clear(run.folder)
    assert not run.path("cancelled.json").exists()


def test_an_ensemble_hears_what_its_own_folder_is_asked(tmp_path):
    whole = Run.open(tmp_path / "whole", {"settings": {}})
    first = Run.open(whole.path("members", "seed0"), {"settings": {}})
    first.append_history({"stage": "visual", "epoch": 1})
    first.path("model.keras").write_bytes(b"x")
    request(whole.folder, "pause")
    with pytest.raises(RunPaused, match="whole"):
        Control(first).on_epoch_begin(0)
    assert first.path("model.keras").is_file()
    request(whole.folder, "cancel")
    with pytest.raises(RunCancelled):
        Control(first).on_epoch_begin(0)
    left = sorted(path.name for path in first.folder.iterdir())
    assert left == ["cancelled.json", "history.jsonl", "settings.json"]
    clear(whole.folder)
    assert not list(tmp_path.rglob("cancelled.json"))


def test_only_the_word_cancel_cancels(run):
    run.write("request.json", {"request": "stop"})
    with pytest.raises(RunPaused):
        Control(run).on_epoch_begin(0)
    assert run.path("model.keras").is_file()


def test_a_finished_run_is_left_alone(run):
    run.write("metrics.json", {})
    run.path("report.html").write_text("x")
    with pytest.raises(RunError, match="is finished"):
        request(run.folder, "cancel")
    assert not run.path("request.json").exists()


def test_what_can_not_be_asked_is_refused(run, tmp_path):
    with pytest.raises(SettingsError, match="pause or cancel"):
        request(run.folder, "stop")
    with pytest.raises(RunError, match="no run in"):
        request(tmp_path / "nowhere", "pause")
