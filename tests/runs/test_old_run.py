"""Run folders as older code left them (tests/old_run): read, reported, compared, promoted, loaded.

`things` was trained, on photos of 32 pixels by a network of a few filters; the others are made up,
and have no model. They stay as they are: what is written today is tried by other tests.
"""

import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from signkit.report.compare.page import write_comparison
from signkit.report.page import write_report
from signkit.versions.store import Versions

OLD = Path(__file__).resolve().parents[1] / "old_run"
SAID = {
    "sign": "hand",
    "clip": "clips",
    "things": "class",
    "labels": "F1",
    "sentences": "BLEU",
}


@pytest.fixture
def old_run(tmp_path):
    """A function that copies an old run's folder, under another name where one is given."""
    return lambda kind, name="": Path(shutil.copytree(OLD / kind, tmp_path / (name or kind)))


@pytest.mark.parametrize("kind", SAID)
def test_it_is_reported_and_compared(old_run, tmp_path, kind):
    runs = [old_run(kind), old_run(kind, "again")]
    page = write_report(runs[0]).read_text(encoding="utf-8")
    for wrong in ("could not be made", "could not be drawn", "can't be read", "(yet)"):
        assert wrong not in page
    assert SAID[kind] in page
    assert (runs[0] / "thesis.txt").read_text(encoding="utf-8").strip()
    compared = write_comparison(runs, tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert "again" in compared
    assert "could not be" not in compared


def test_what_is_said_of_it_stays(old_run):
    run = old_run("things")
    before = (run / "thesis.txt").read_text(encoding="utf-8")
    write_report(run)
    assert (run / "thesis.txt").read_text(encoding="utf-8") == before


def test_it_is_promoted_and_its_model_loaded(old_run, tmp_path):
    run, versions = old_run("things"), Versions(tmp_path / "models", "atk")
    write_report(run)
    versions.promote(run, note="by older code")
    assert "by older code" in versions.list().to_string()
    assert not versions.compare("v1").empty
    model = keras.models.load_model(tmp_path / "models" / "atk" / "v1" / "model.keras")
    said = model.predict(np.zeros((1, 32, 32, 3)), verbose=0)
    assert said.sum() == pytest.approx(1, abs=1e-5)
