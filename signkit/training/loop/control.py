"""Pause and cancel from outside: a request lies in the run folder, and the training finds it.

Stopping the cell or Ctrl-C pauses as well: whatever ends a training, the same call goes on after
the last finished epoch.
"""

import json
import shutil
import time
from pathlib import Path

import keras

from signkit.errors import RunCancelled, RunError, RunPaused, SettingsError
from signkit.runs.files import CANCELLED, HISTORY, MEMBERS, REQUEST, SETTINGS
from signkit.runs.lease import check
from signkit.runs.record import Run
from signkit.whole import write_json

REQUESTS = ("pause", "cancel")
EVERY = 2.0  # seconds between two looks: a Drive folder is slow to look into
# What a cancelled run leaves: what it was, and how far it came.
KEPT = {SETTINGS, HISTORY, CANCELLED}


def request(run_folder: str | Path, what: str) -> None:
    """Ask a training in another process to "pause" or "cancel".

    An ensemble is asked by its own folder, not by a member's. Raises RunError where there is no
    run, or a finished one.
    """
    folder = Path(run_folder)
    if what not in REQUESTS:
        raise SettingsError(f"Unknown request {what!r}.", f"Ask for {' or '.join(REQUESTS)}.")
    if not (folder / SETTINGS).is_file():
        raise RunError(f"There is no run in {folder}.", "Give the folder that the training names.")
    if Run(folder).finished:
        raise RunError(f"The run in {folder} is finished.", "There is nothing left to stop.")
    write_json(folder / REQUEST, {"request": what})


def clear(run_folder: str | Path) -> None:
    """Forget a request, and that the run was cancelled: a new call means to train."""
    for folder in (Path(run_folder), *Path(run_folder).glob(f"{MEMBERS}/*")):
        for name in (REQUEST, CANCELLED):
            (folder / name).unlink(missing_ok=True)


def cancel(run: Run) -> None:
    """Clean up a run that shall not go on: settings and history stay, everything else goes.

    Of an ensemble the same is left of every member.
    """
    for member in run.path(MEMBERS).glob("*"):
        cancel(Run(member))
    run.write(CANCELLED, {"epochs": len(run.history())})
    for path in run.folder.iterdir():
        if path.is_dir() and path.name != MEMBERS:
            shutil.rmtree(path)
        elif path.is_file() and path.name not in KEPT:
            path.unlink()


class Control(keras.callbacks.Callback):
    """Look for a request at the end of a batch, and obey it.

    Put it first among the callbacks: what ends a training comes before anything is written. Raises
    RunPaused, after which the same call goes on, RunCancelled, after the clean-up, or RunError
    where another session took the run over.
    """

    def __init__(self, run: Run):
        super().__init__()
        # Who trains an ensemble knows its folder, not its members'.
        member = run.folder.parent.name == MEMBERS
        self.run = Run(run.folder.parent.parent) if member else run
        self._looked = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        """Stop before the epoch is written, where another session took the run over."""
        check(self.run.folder)

    def on_train_batch_end(self, batch, logs=None):
        """Look, every other second."""
        if time.monotonic() - self._looked >= EVERY:
            self.obey()

    def on_epoch_begin(self, epoch, logs=None):
        """Look before each epoch, however short the epochs are."""
        self.obey()

    def obey(self) -> None:
        """Look for a request now."""
        self._looked = time.monotonic()
        check(self.run.folder)
        file = self.run.path(REQUEST)
        if not file.is_file():
            return
        what = json.loads(file.read_text())["request"]
        file.unlink()
        if what != "cancel":  # what can't be undone is done only when it was asked for
            raise RunPaused(
                f"Paused: {self.run.folder}.", "The same call goes on after the last epoch."
            )
        cancel(self.run)
        raise RunCancelled(
            f"Cancelled: {self.run.folder}, its checkpoint and models are gone.",
            "The same call starts it anew.",
        )
