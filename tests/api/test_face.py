"""The few lines that the README begins with, and that the notebooks end with."""

import os
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

import signkit
from signkit.layout import Layout
from signkit.preparation import signs
from signkit.samples.dataset import make_sample_signs
from signkit.tables import read_parquet
from signkit.training.measure import conclude

LINES = """
import signkit
signkit.prepare("sample-signs", groups="(signer[0-9]+)")
run = signkit.train("sample-signs", option="B", seed=1)
run.report("id")
print(signkit.load(run).predict("photo.jpg"))
"""
# What makes it quick: few epochs, small pictures, a backbone without weights to fetch.
QUICK = 'seed=1, stages="end_to_end 1 1e-3", backbone="small", weights="none", image_size=32'


@pytest.fixture
def step_by_step():
    """Compute without graphs: to build one takes longer than so few steps."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.mark.slow
@pytest.mark.usefixtures("step_by_step")
def test_five_lines_of_python_go_from_photos_to_a_prediction(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SIGNKIT_ROOT", str(tmp_path / "root"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(conclude, "save_looks", lambda *given: None)  # takes as long as all else
    few = partial(make_sample_signs, signs=2, signers=6, photos=2)
    monkeypatch.setattr(signs, "make_sample_signs", few)
    folder = few(Layout.open().datasets / "sample-signs")
    os.symlink(min(folder.rglob("*.jpg")), "photo.jpg")
    said = {}
    exec(LINES.replace("seed=1", QUICK), said)
    run = said["run"]
    assert run.path("report.html").read_text().startswith('<!doctype html>\n<html lang="id"')
    assert str(run) == run.summary()
    assert capsys.readouterr().out.splitlines()[-1].startswith("photo.jpg: ")
    # What is found in a photo now is what was found before the training, and so is the answer.
    table = read_parquet(run.path("predictions.parquet")).to_pandas().head(12)
    model = signkit.load("runs/" + run.name)
    found = model.predict([folder / path for path in table["path"]])
    own = table.filter(regex=r"^p_\d+$").to_numpy()
    told = np.array([[each.probabilities[name] for name in model.labels] for each in found])
    assert np.abs(told - own).max() < 1e-5
    assert [each.hands for each in found] == table["hands"].tolist()
    assert {name for each in found for name in each.found_by} <= {"border 25 %", "plain"}
    assert found.table()["label"].tolist() == table["predicted"].tolist()
    one = model.predict(str(Path("photo.jpg")))
    assert run.promote("sign").name == "v1"
    again = signkit.load("active").predict("photo.jpg")
    assert again.probabilities == pytest.approx(one.probabilities, abs=1e-5)
