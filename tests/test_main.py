import json

import pytest

from signkit.__main__ import main
from signkit.errors import RunCancelled, RunPaused
from signkit.runs.record import Run
from signkit.settings import (
    ClipPreprocessSettings,
    ImageSettings,
    PreprocessSettings,
    TextSettings,
    TrainSettings,
)
from signkit.settings.about import about


def test_samples_are_drawn(tmp_path, monkeypatch, capsys):
    from signkit.samples import dataset

    asked = []
    monkeypatch.setattr(dataset, "make_sample_signs", lambda folder: asked.append(folder) or folder)
    assert main(["samples", str(tmp_path / "signs")]) == 0
    assert asked == [str(tmp_path / "signs")]


def test_errors_end_in_a_sentence_and_a_one(tmp_path, capsys):
    assert main(["preprocess", "--root", str(tmp_path), "--dataset", "none"]) == 1
    assert capsys.readouterr().err.startswith("signkit: No data set at")
    (tmp_path / "datasets" / "none").mkdir()
    assert main(["train", "--root", str(tmp_path), "--dataset", "none"]) == 1
    assert "preprocess_landmarks" in capsys.readouterr().err
    assert main(["train", "--option", "Z"]) == 1
    assert "choose one of: baseline, A" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("preprocess", PreprocessSettings),
        ("preprocess-clips", ClipPreprocessSettings),
        ("train", TrainSettings),
        ("train-text", TextSettings),
        ("train-images", ImageSettings),
    ],
)
def test_every_setting_is_an_option_with_its_description(command, kind, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    said = capsys.readouterr().out
    words = " ".join(said.split())
    positional = {"dataset"} if "dataset" in words.split("options:")[0] else set()
    for one in about(kind):
        if one.name not in positional:
            assert f"--{one.name.replace('_', '-')}" in words
            assert one.description in words
    assert max(map(len, said.splitlines())) <= 80
    assert "default ''" not in said
    assert "--task " not in words


def test_what_counts_nowhere_is_refused_before_anything_is_read(tmp_path, capsys):
    command = ["train", "--root", str(tmp_path), "--dataset", "none"]
    assert main([*command, "--temporal", "nonsense"]) == 1
    assert "TEMPORAL is 'nonsense', but counts only where OPTION is C" in capsys.readouterr().err


def test_an_option_that_was_called_otherwise_still_does(tmp_path, capsys):
    command = ["train", "--root", str(tmp_path), "--dataset", "none", "--task", "bisindo"]
    assert main(command) == 1
    said = capsys.readouterr()
    assert "TASK is called MODEL_FOLDER now" in said.out
    assert said.err.startswith("signkit: No data set at")
    assert main(["versions", "list", "--root", str(tmp_path), "--task", "atk"]) == 0
    assert "TASK is called MODEL_FOLDER now" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["pause", "cancel"])
def test_a_training_elsewhere_is_asked_through_its_folder(tmp_path, capsys, what):
    run = Run.open(tmp_path / "run", {"settings": {}})
    assert main([what, str(run.folder)]) == 0
    assert json.loads(run.path("request.json").read_text()) == {"request": what}
    assert f"Asked to {what}" in capsys.readouterr().out
    assert main([what, str(tmp_path / "nowhere")]) == 1
    assert "There is no run in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "words"),
    [
        (RunPaused("Paused: here.", "The same call goes on."), "signkit: Paused: here. The same"),
        (RunCancelled("Cancelled: here."), "signkit: Cancelled: here."),
        (KeyboardInterrupt(), "signkit: stopped; the same command goes on"),
    ],
    ids=["pause", "cancel", "ctrl-c"],
)
def test_a_stopped_training_ends_in_words(monkeypatch, tmp_path, capsys, raised, words):
    def stopped(*arguments):
        raise raised

    monkeypatch.setattr("signkit.training.setup.split_catalog", stopped)
    assert main(["train", "--root", str(tmp_path), "--dataset", "any"]) == 130
    assert capsys.readouterr().err.startswith(words)


def test_short_options_of_train_images_are_settings(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "signkit.preparation.things.prepare_photos", lambda s, layout: seen.append(s)
    )
    monkeypatch.setattr("signkit.training.setup.split_catalog", lambda *a: stop())

    def stop():
        raise RunPaused("enough", "")

    (tmp_path / "photos").mkdir()
    command = ["train-images", str(tmp_path / "photos"), "--root", str(tmp_path / "root")]
    command += ["--tune", "--trials", "7", "--epochs", "3", "--img-size", "256x1600"]
    assert main([*command, "--batch-size", "4", "--output", str(tmp_path / "out")]) == 130
    (settings,) = seen
    assert (settings.mode, settings.max_trials, settings.epochs) == ("tuned", 7, 3)
    assert (settings.frame, settings.batch_size) == ((256, 1600), 4)
    assert settings.dataset == str(tmp_path / "photos")
    assert settings.run_name == str(tmp_path / "out")


def test_a_size_that_is_none_is_told(tmp_path, capsys):
    assert main(["train-images", str(tmp_path), "--img-size", "large"]) == 1
    assert "IMG_HEIGHT is 'large'" in capsys.readouterr().err


def test_models_and_losses_list_themselves(capsys):
    assert main(["models"]) == 0
    said = capsys.readouterr().out
    for name in ("cnn", "ConvNeXtTinyCBAM", "focal"):
        assert name in said


def test_versions_ask_for_the_right_number_of_names(tmp_path, capsys):
    command = ["versions", "--root", str(tmp_path), "--model-folder", "atk"]
    assert main([*command, "list"]) == 0
    assert main([*command, "activate"]) == 1
    assert "takes 1 names, not 0" in capsys.readouterr().err
    assert main([*command, "activate", "v1"]) == 1
    assert "no version 'v1'" in capsys.readouterr().err


def test_files_are_told_by_a_trained_model(monkeypatch, capsys):
    from signkit.api import loading
    from signkit.deploy.prediction import Prediction

    class Fake:
        def predict(self, files):
            return Prediction(f"{files}", "A", probability=0.5, hands=1, found_by=("plain",))

    monkeypatch.setattr(loading, "load", lambda *given: Fake())
    assert main(["predict", "runs/one", "a.jpg"]) == 0
    assert main(["predict", "active", "a.jpg", "b.jpg", "--model-folder", "sign"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "a.jpg: A 50.0 %, hands: 1 (plain)"
    assert second.startswith("['a.jpg', 'b.jpg']: A")
