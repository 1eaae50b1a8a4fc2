"""The notebooks: the pair agrees, the parameter cell is what papermill can fill, and they run."""

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import papermill
import pytest

from signkit.notebook.form_cell import AS_IT_IS, TITLE, form_cell
from signkit.samples.clips import make_sample_clips
from signkit.samples.dataset import make_sample_signs
from signkit.settings import (
    ClipPreprocessSettings,
    ImageSettings,
    PreprocessSettings,
    TextSettings,
    TrainSettings,
)
from signkit.settings.fields import mark_of

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "notebooks"
SETTINGS = {
    "preprocess_landmarks": PreprocessSettings,
    "preprocess_clips": ClipPreprocessSettings,
    "Training_Model_Sign": TrainSettings,
    "Training_Model_Text": TextSettings,
    "ATK_training": ImageSettings,
}
TINY = {
    "preprocess_landmarks": {"DATASET": "few"},
    "preprocess_clips": {"DATASET": "few-clips"},
    "Training_Model_Sign": {
        "DATASET": "few",
        "OPTION": "B",
        "BACKBONE": "small",
        "WEIGHTS": "none",
        "IMAGE_SIZE": 32,
        "EPOCHS": 1,
    },
    "Training_Model_Text": {"EPOCHS": 2, "BEAM": 2},
    "ATK_training": {
        "MODE": "tuned",
        "MAX_TRIALS": 2,
        "TUNING_EPOCHS": 1,
        "EPOCHS": 2,
        "IMG_HEIGHT": 64,
        "IMG_WIDTH": 64,
    },
}


def write_settings():
    place = ROOT / "scripts" / "write_settings.py"
    spec = importlib.util.spec_from_file_location("write_settings", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", SETTINGS)
def test_the_notebook_is_what_its_source_says(name):
    source = jupytext.read(FOLDER / f"{name}.py")
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    kept = [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in notebook.cells]
    said = [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in source.cells]
    assert kept == said, f"run: jupytext --to ipynb --update notebooks/{name}.py"
    assert not any(cell.get("outputs") for cell in notebook.cells)


def form_of(name):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    (cell,) = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    return cell.source


@pytest.mark.parametrize("name", SETTINGS)
def test_the_form_is_what_its_settings_say(name):
    script, settings = write_settings(), SETTINGS[name]
    assert settings is script.NOTEBOOKS[name]
    assert form_of(name) == form_cell(settings, script.OWN[name]), f"run: {script.__file__}"


@pytest.mark.parametrize("name", SETTINGS)
def test_the_form_is_one_literal_a_line_and_is_never_refused(name):
    lines = [line for line in form_of(name).splitlines() if not line.startswith("# @markdown ")]
    title, off, *lines, on = lines
    assert (title, off, on) == (TITLE, *AS_IT_IS)
    defaults = {}
    for line in lines:
        assert line.count("=") == 1, f"papermill drops a line with a second =: {line}"
        key, value = line.split("=")
        defaults[key.strip()] = ast.literal_eval(value.split("#")[0].strip())
        assert "# @param" in line
    fields = SETTINGS[name].model_fields
    assert set(defaults) == {n.upper() for n, field in fields.items() if mark_of(field).form}
    SETTINGS[name].from_parameters(defaults)


@pytest.mark.parametrize("name", SETTINGS)
def test_lines_are_short_but_for_what_colab_wants_on_one(name):
    lines = (FOLDER / f"{name}.py").read_text().splitlines()
    assert [
        n for n in lines if len(n) > 100 and "# @param" not in n and "colab-badge" not in n
    ] == []


def test_the_page_of_settings_is_what_they_say():
    script = write_settings()
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), f"run: {script.__file__}"


@pytest.mark.parametrize("name", SETTINGS)
def test_prose_stands_before_code(name):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    assert notebook.cells[0].source.startswith("# ")
    assert "colab-badge" in notebook.cells[0].source
    assert sum(c.cell_type == "markdown" for c in notebook.cells) >= 6


@pytest.mark.slow
def test_the_notebooks_run_on_drawn_photos(tmp_path):
    make_sample_signs(tmp_path / "root" / "datasets" / "few", signs=4, signers=5, photos=2)
    make_sample_clips(tmp_path / "root" / "datasets" / "few-clips", signers=2, clips=2)
    for name, parameters in TINY.items():
        papermill.execute_notebook(
            FOLDER / f"{name}.ipynb",
            tmp_path / f"{name}.ipynb",
            parameters={"ROOT": str(tmp_path / "root"), **parameters},
            prepare_only=True,
            progress_bar=False,
        )
    nbval = ["--nbval-lax", "--nbval-cell-timeout=900", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *nbval, *(tmp_path / f"{name}.ipynb" for name in TINY)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "SIGNKIT_HEADLESS": "1"},
    )
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-1000:]
    runs = list((tmp_path / "root" / "runs").iterdir())
    assert [run.joinpath("report.html").is_file() for run in runs] == [True] * 3
    for task, model in {"sign": "model", "atk": "model", "translation": "translator"}.items():
        assert (tmp_path / "root" / "models" / task / "v1" / f"{model}.keras").is_file()
