"""Notebooks without anybody watching: papermill runs them, the results keep a copy."""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import papermill

from signkit.errors import SettingsError
from signkit.layout import Layout
from signkit.notebook.form import TAG, defaults_of, value_for, written
from signkit.notebook.stops import CUT_OFF, mark_cut_off, told_in_words, why
from signkit.runs.files import NOTEBOOK
from signkit.settings.base import RENAMED, renamed
from signkit.whole import write_text

INJECTED = "injected-parameters"

# A log that a person can read: plain lines, and no word of GPUs that aren't there.
QUIET = {
    "SIGNKIT_HEADLESS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def run_notebook(
    notebook: str | Path,
    parameters: dict | None = None,
    root: str = "",
    cell_timeout: int | None = None,
) -> Path:
    """Execute a notebook with these parameters; return the folder of its results.

    The executed notebook and its HTML page end in that folder (a run's, or the landmarks'), or in
    `reports/` if the notebook got to none; also where it stops half-way, at a failing cell, by a
    kernel that dies, or at a cell that takes longer than `cell_timeout` seconds. Raises
    SettingsError on a parameter that the notebook doesn't have, or a value that it can't be;
    RunError, saying what stopped it; RunPaused where somebody did.
    """
    notebook = Path(notebook).resolve()
    if not notebook.is_file():
        raise SettingsError(f"No notebook at {notebook}.", "Give the path of an .ipynb file.")
    content = nbformat.read(notebook, as_version=4)
    parameters = _typed(notebook, content, parameters or {})
    layout = Layout.open(root or parameters.get("ROOT") or None)
    started = time.strftime("%Y%m%d-%H%M%S")
    executed = layout.root / "reports" / f"{notebook.stem}-{started}-{os.getpid()}.ipynb"
    _inject(content, {**parameters, "ROOT": str(layout.root)})
    with tempfile.TemporaryDirectory() as scratch:
        told, given = Path(scratch) / "results", Path(scratch) / notebook.name
        nbformat.write(content, given)
        stop = _execute(given, executed, notebook.parent, told, cell_timeout)
        folder = Path(told.read_text(encoding="utf-8")) if told.is_file() else executed.parent
    if isinstance(stop, CUT_OFF):
        mark_cut_off(executed, why(stop, cell_timeout))
    kept = _keep(executed, folder) if executed.is_file() else None
    if stop is not None:
        raise told_in_words(stop, notebook.name, kept, cell_timeout) from None
    return folder


def _execute(given: Path, executed: Path, cwd: Path, told: Path, cell_timeout: int | None):
    """Run the cells, their output passed on as it comes; return what stopped them, or None."""
    before = dict(os.environ)
    os.environ.update(SIGNKIT_RESULTS_IN=str(told), **QUIET)
    try:
        papermill.execute_notebook(
            str(given),
            str(executed),
            kernel_name="python3",
            progress_bar=False,
            stdout_file=sys.stdout,
            cwd=str(cwd),
            execution_timeout=cell_timeout,
        )
    except (papermill.PapermillExecutionError, *CUT_OFF) as stop:
        return stop
    finally:
        os.environ.clear()
        os.environ.update(before)
    return None


def _typed(notebook: Path, content, parameters: dict) -> dict:
    """Give each parameter the type of its default, which a command line can't express."""
    known = defaults_of(content.cells, notebook)
    parameters = {_of_today(name, known): value for name, value in parameters.items()}
    for name in parameters:
        if name not in known:
            raise SettingsError(
                f"{notebook.name} has no parameter {name}.", f"There are: {', '.join(known)}."
            )
    return {name: value_for(name, known[name], value) for name, value in parameters.items()}


def _of_today(name: str, known: dict) -> str:
    """What the notebook calls a parameter; of an old name it is told."""
    new = RENAMED.get(name.lower(), "").upper()
    if name in known or new not in known:
        return name
    print(renamed(name, new))
    return new


def _inject(content, parameters: dict) -> None:
    """Put the values into a cell after the form's, in the place of such a cell, as papermill does.

    Papermill itself writes tuples and NumPy's numbers as texts.
    """
    cells = [c for c in content.cells if INJECTED not in c.metadata.get("tags", [])]
    forms = [place for place, c in enumerate(cells) if TAG in c.metadata.get("tags", [])]
    own = nbformat.v4.new_code_cell(written(parameters), metadata={"tags": [INJECTED]})
    cells.insert(max(forms, default=-1) + 1, own)
    content.cells = cells


def _keep(executed: Path, folder: Path) -> Path:
    """Move the executed notebook into its results' folder, with an HTML page beside it."""
    from nbconvert import HTMLExporter

    kept = executed if folder == executed.parent else folder / NOTEBOOK
    if kept != executed:
        shutil.move(executed, kept)
    page, _ = HTMLExporter().from_filename(str(kept))
    write_text(kept.with_suffix(".html"), page)
    return kept.with_suffix(".html")
