import json

import pytest

from signkit.errors import RunError
from signkit.runs.record import Run, announce

SETTINGS = {"kind": "sign_hybrid", "settings": {"epochs": 3, "seed": 0}, "data": {"photos": 9}}


def test_a_run_keeps_its_settings_and_versions(tmp_path):
    run = Run.open(tmp_path / "r", SETTINGS)
    saved = run.read("settings.json")
    assert saved["settings"] == SETTINGS["settings"]
    assert {"python", "numpy", "signkit"} <= saved["versions"].keys()
    assert not run.finished


def test_the_same_settings_open_the_same_run(tmp_path):
    Run.open(tmp_path / "r", SETTINGS).note_resolved(parameters=5)
    Run.open(tmp_path / "r", SETTINGS).note_resolved(weights="random")
    saved = json.loads((tmp_path / "r" / "settings.json").read_text())
    assert saved["resolved"] == {"parameters": 5, "weights": "random"}


def test_other_settings_are_refused_by_name(tmp_path):
    Run.open(tmp_path / "r", SETTINGS)
    other = {**SETTINGS, "settings": {"epochs": 4, "seed": 0}}
    with pytest.raises(RunError, match=r"settings\.epochs.*RUN_NAME"):
        Run.open(tmp_path / "r", other)


def test_history_survives_half_a_line_and_is_cut_to_the_checkpoint(tmp_path):
    run = Run.open(tmp_path / "r", SETTINGS)
    assert len(run.history()) == 0
    for epoch in (1, 2, 3):
        run.append_history({"stage": "train", "epoch": epoch, "loss": 1.0 / epoch})
    with run.path("history.jsonl").open("a") as file:
        file.write('{"stage": "tr')
    assert run.history()["epoch"].tolist() == [1, 2, 3]
    run.cut_history(2)
    assert run.history()["epoch"].tolist() == [1, 2]


def test_a_headless_caller_is_told_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SIGNKIT_RESULTS_IN", str(tmp_path / "told"))
    run = Run.open(tmp_path / "r", SETTINGS)
    announce(run.folder)
    assert (tmp_path / "told").read_text() == str(run.folder.resolve())


def test_the_photos_of_a_run_are_found_in_its_layout(tmp_path):
    run = Run.open(tmp_path / "runs" / "one", {"settings": {"dataset": "signs"}})
    assert run.photos() is None
    (tmp_path / "datasets" / "signs").mkdir(parents=True)
    assert run.photos() == tmp_path / "datasets" / "signs"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    far = Run.open(tmp_path / "runs" / "two", {"settings": {"dataset": str(elsewhere)}})
    assert far.photos() == elsewhere
    assert Run(tmp_path / "nowhere").photos() is None
