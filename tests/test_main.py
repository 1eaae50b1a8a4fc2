import pytest

from signkit.__main__ import main


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


def test_every_setting_is_an_option(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    said = capsys.readouterr().out
    assert "--test-groups" in said
    assert "--no-augment" in said
