import nbformat
import pytest

from signkit.batch import run_notebook
from signkit.errors import RunError, SettingsError

CELLS = [
    ('ROOT = ""\nDATASET = ""\nEPOCHS = 3\nRATE = 0.1\nFLIP = True', ["parameters"]),
    ("import signkit.runs.record as record\nfrom pathlib import Path", []),
    ("assert isinstance(DATASET, str)\nprint(repr(DATASET), EPOCHS, RATE, FLIP)", []),
    ('folder = Path(ROOT) / "runs" / "r"\nfolder.mkdir(parents=True)\nrecord.announce(folder)', []),
    ('if EPOCHS == 0: raise ValueError("nothing to do")', []),
]


@pytest.fixture
def notebook(tmp_path):
    cells = [nbformat.v4.new_code_cell(code, metadata={"tags": tags}) for code, tags in CELLS]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "language": "python", "display_name": "P"}
    nbformat.write(made, tmp_path / "n.ipynb")
    return tmp_path / "n.ipynb"


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


def test_an_unknown_parameter_or_notebook_is_named(notebook, tmp_path):
    with pytest.raises(SettingsError, match=r"no parameter EPOCH\..*EPOCHS"):
        run_notebook(notebook, {"EPOCH": 1}, root=tmp_path)
    with pytest.raises(SettingsError, match="No notebook at"):
        run_notebook(tmp_path / "none.ipynb", root=tmp_path)
