"""What stops a notebook that nobody watches, in words, and on the page that is kept of it."""

from pathlib import Path

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from signkit.errors import RunCancelled, RunError, RunPaused, SignkitError

# What comes from outside of the cells; RuntimeError: the kernel never answered.
CUT_OFF = (DeadKernelError, CellTimeoutError, KeyboardInterrupt, RuntimeError)
REPLY = "shell.execute_reply"
AGAIN = (
    "The same call goes on: what was found and trained by then is kept (landmarks, and a training "
    "after its last finished epoch)."
)


def why(stop: BaseException, cell_timeout: int | None = None) -> str:
    """Say what stopped a notebook."""
    if isinstance(stop, DeadKernelError):
        return (
            "its kernel died, as when the system takes the memory back (then choose a smaller "
            "BATCH_SIZE or smaller photos) or somebody ends the process"
        )
    if isinstance(stop, CellTimeoutError):
        return f"a cell took longer than the {cell_timeout} seconds that it was given"
    if isinstance(stop, KeyboardInterrupt):
        return "somebody stopped it"
    return f"its kernel did not start or answer ({stop})"


def told_in_words(
    stop: BaseException, name: str, page: Path | None, cell_timeout: int | None = None
) -> SignkitError:
    """The error for a notebook that stopped; `page` shows how far it came."""
    see = f"See {page}." if page else "It got to no cell."
    if not isinstance(stop, CUT_OFF):
        kind = {"RunPaused": RunPaused, "RunCancelled": RunCancelled}.get(stop.ename, RunError)
        return kind(f"{name} stopped: {stop.ename}: {stop.evalue}", see)
    kind = RunPaused if isinstance(stop, KeyboardInterrupt) else RunError
    return kind(f"{name} stopped: {why(stop, cell_timeout)}.", f"{see} {AGAIN}")


def mark_cut_off(executed: Path, reason: str) -> None:
    """Say in the executed notebook which cell was cut off, and that those after it never ran.

    Papermill marks every cell completed after a kernel's death.
    """
    if not executed.is_file():
        return
    notebook = nbformat.read(executed, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    # The kernel's reply is the one mark that comes when a cell is done.
    cut = [cell for cell in code if REPLY not in cell.metadata.get("execution", {})]
    for place, cell in enumerate(cut):
        cell.metadata.setdefault("papermill", {})["status"] = "pending" if place else "failed"
    if cut:
        word = f"This cell was cut off: {reason}.\n"
        cut[0].outputs.append(nbformat.v4.new_output("stream", name="stderr", text=word))
    nbformat.write(notebook, executed)
