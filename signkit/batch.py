"""Notebooks without anybody watching: papermill runs them, the results keep a copy."""

import ast
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import papermill

from signkit.errors import RunError, SettingsError
from signkit.layout import Layout

# A log that a person can read: plain lines, and no word of GPUs that aren't there.
QUIET = {
    "SIGNKIT_HEADLESS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def run_notebook(notebook: str | Path, parameters: dict | None = None, root: str = "") -> Path:
    """Execute a notebook with these parameters; return the folder of its results.

    The executed notebook and its HTML page end in that folder (a run's, or the landmarks'), or in
    `reports/` if the notebook got to none. Raises SettingsError on a parameter that the notebook
    doesn't have, RunError, with the failing cell's own words, when a cell fails.
    """
    notebook = Path(notebook).resolve()
    if not notebook.is_file():
        raise SettingsError(f"No notebook at {notebook}.", "Give the path of an .ipynb file.")
    parameters = _typed(notebook, parameters or {})
    layout = Layout.open(root or parameters.get("ROOT") or None)
    started = time.strftime("%Y%m%d-%H%M%S")
    executed = layout.root / "reports" / f"{notebook.stem}-{started}-{os.getpid()}.ipynb"
    with tempfile.TemporaryDirectory() as scratch:
        told = Path(scratch) / "results"
        error = _execute(notebook, executed, {**parameters, "ROOT": str(layout.root)}, told)
        folder = Path(told.read_text(encoding="utf-8")) if told.is_file() else executed.parent
    kept = _keep(executed, folder)
    if error is not None:
        raise RunError(f"{notebook.name} stopped: {error.ename}: {error.evalue}", f"See {kept}.")
    return folder


def _execute(notebook: Path, executed: Path, parameters: dict, told: Path):
    """Run the cells, their output passed on as it comes; return papermill's error or None."""
    before = dict(os.environ)
    os.environ.update(SIGNKIT_RESULTS_IN=str(told), **QUIET)
    try:
        papermill.execute_notebook(
            str(notebook),
            str(executed),
            parameters=parameters,
            kernel_name="python3",
            progress_bar=False,
            stdout_file=sys.stdout,
            cwd=str(notebook.parent),
        )
    except papermill.PapermillExecutionError as error:
        return error
    finally:
        os.environ.clear()
        os.environ.update(before)
    return None


def _typed(notebook: Path, parameters: dict) -> dict:
    """Give each parameter the type of its default, which a command line can't express."""
    known = papermill.inspect_notebook(str(notebook))
    for name in parameters:
        if name not in known:
            raise SettingsError(
                f"{notebook.name} has no parameter {name}.", f"There are: {', '.join(known)}."
            )
    return {name: _like(known[name]["default"], value) for name, value in parameters.items()}


def _like(default: str, value):
    if not isinstance(value, str):
        return value
    if isinstance(ast.literal_eval(default), str):
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return value  # the notebook's own check says what is allowed


def _keep(executed: Path, folder: Path) -> Path:
    """Move the executed notebook into its results' folder, with an HTML page beside it."""
    from nbconvert import HTMLExporter

    kept = executed if folder == executed.parent else folder / "notebook.ipynb"
    if kept != executed:
        shutil.move(executed, kept)
    page, _ = HTMLExporter().from_filename(str(kept))
    kept.with_suffix(".html").write_text(page, encoding="utf-8")
    return kept.with_suffix(".html")
