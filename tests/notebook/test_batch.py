import shutil

import nbformat
import papermill
import pytest

from signkit.errors import RunError, RunPaused, SettingsError
from signkit.notebook.batch import _typed, run_notebook

CELLS = [
    ('ROOT = ""\nDATASET = "a=b"\nEPOCHS = 3\nRATE = 0.5*2\nFLIP = True', ["parameters"]),
    ("import signkit.runs.record as record\nfrom pathlib import Path", []),
    ("assert isinstance(DATASET, str)\nprint(repr(DATASET), EPOCHS, RATE, FLIP)", []),
    ('folder = Path(ROOT) / "runs" / "r"\nfolder.mkdir(parents=True)\nrecord.announce(folder)', []),
    ('if EPOCHS == 0: raise ValueError("nothing to do")', []),
]


CUT_OFF = [
    ('WHAT = "a=b"', ["parameters"]),
    ("import os, time", []),
    ("if WHAT == 'dies': os._exit(1)\ntime.sleep(60)", []),
    ("print('all is done')", []),
]


def made(cells, file):
    cells = [nbformat.v4.new_code_cell(code, metadata={"tags": tags}) for code, tags in cells]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "P"}
    nbformat.write(notebook, file)
    return file


@pytest.fixture
def notebook(tmp_path):
    return made(CELLS, tmp_path / "n.ipynb")


@pytest.mark.slow
def test_results_keep_the_executed_notebook_and_its_page(notebook, tmp_path, capfd):
    given = {"DATASET": "5", "EPOCHS": "7", "RATE": "1e-3", "FLIP": "False"}
    folder = run_notebook(notebook, given, root=tmp_path / "root")
    assert folder == tmp_path / "root" / "runs" / "r"
    assert "'5' 7 0.001 False" in capfd.readouterr().out
    assert "'5' 7 0.001 False" in (folder / "notebook.html").read_text()
    assert nbformat.read(folder / "notebook.ipynb", 4).cells[0].source.startswith("ROOT")
    assert list((tmp_path / "root" / "reports").glob("*.ipynb")) == []


@pytest.mark.slow
def test_a_failing_cell_is_told_in_its_own_words(notebook, tmp_path):
    with pytest.raises(RunError, match=r"ValueError: nothing to do.*notebook\.html"):
        run_notebook(notebook, {"EPOCHS": "0"}, root=tmp_path / "root")
    page = tmp_path / "root" / "runs" / "r" / "notebook.html"
    assert "nothing to do" in page.read_text()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "words"), [("dies", "its kernel died"), ("sleeps", "longer than the 3 seconds")]
)
def test_what_cuts_a_notebook_off_is_told_with_its_page(tmp_path, what, words):
    notebook = made(CUT_OFF, tmp_path / "n.ipynb")
    with pytest.raises(RunError, match=rf"n\.ipynb stopped: .*{words}.*\.html.*goes on") as told:
        run_notebook(notebook, {"WHAT": what}, root=tmp_path, cell_timeout=3)
    (kept,) = (tmp_path / "reports").glob("n-*.ipynb")
    page = kept.with_suffix(".html")
    assert str(page) in str(told.value)
    assert "This cell was cut off" in page.read_text()
    cells = nbformat.read(kept, 4).cells
    marks = [cell.metadata.papermill.status for cell in cells]
    assert marks == ["completed", "completed", "completed", "failed", "pending"]


def test_a_notebook_that_is_stopped_by_hand_is_told_with_its_page(notebook, tmp_path, monkeypatch):
    def stopped(given, executed, **_):
        shutil.copyfile(given, executed)
        raise KeyboardInterrupt

    monkeypatch.setattr(papermill, "execute_notebook", stopped)
    with pytest.raises(RunPaused, match=r"somebody stopped it.*n-.*\.html.*same call goes on"):
        run_notebook(notebook, {"RATE": "2**-3"}, root=tmp_path / "root")
    (kept,) = (tmp_path / "root" / "reports").glob("n-*.ipynb")
    injected = nbformat.read(kept, 4).cells[1]
    assert injected.source.splitlines()[0] == "RATE = 0.125"
    assert "somebody stopped it" in kept.with_suffix(".html").read_text()


def test_an_unknown_parameter_or_notebook_is_named(notebook, tmp_path):
    with pytest.raises(SettingsError, match=r"no parameter EPOCH\..*EPOCHS"):
        run_notebook(notebook, {"EPOCH": 1}, root=tmp_path)
    with pytest.raises(SettingsError, match="No notebook at"):
        run_notebook(tmp_path / "none.ipynb", root=tmp_path)


def test_a_parameter_that_was_called_otherwise_is_taken_and_told(tmp_path, capsys):
    form = nbformat.v4.new_code_cell('MODEL_FOLDER = "atk"', metadata={"tags": ["parameters"]})
    content = nbformat.v4.new_notebook(cells=[form])
    assert _typed(tmp_path / "n.ipynb", content, {"TASK": "mine"}) == {"MODEL_FOLDER": "mine"}
    assert "TASK is called MODEL_FOLDER now" in capsys.readouterr().out
