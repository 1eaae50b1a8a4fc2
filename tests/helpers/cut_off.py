"""Trainings that are cut off after an epoch, to see how they go on."""

import shutil
from contextlib import contextmanager

import pytest

from signkit.training.loop.snapshot import Snapshot


def cut_off_after(monkeypatch, epochs: int) -> None:
    """Interrupt a training after so many epochs, as who stops a notebook's cell does."""
    done = []

    def cut(snapshot):
        done.append(snapshot)
        if len(done) == epochs:
            raise KeyboardInterrupt

    _after_each_epoch(monkeypatch, cut)


@contextmanager
def copied_after(copies: dict[int, str]):
    """Copy the folder of the run that is trained within, after so many epochs, to one of a name.

    It holds what a machine that is gone just then leaves, without a second training up to there.
    """
    with pytest.MonkeyPatch.context() as patch:
        _after_each_epoch(patch, lambda snapshot: _copy(snapshot, copies))
        yield


def _copy(snapshot: Snapshot, copies: dict[int, str]) -> None:
    run, name = snapshot.checkpoints.folder.parent, copies.get(snapshot.saved.state["epochs"])
    if name:
        shutil.copytree(run, run.with_name(name), ignore=shutil.ignore_patterns("lease.json"))


def _after_each_epoch(patch, do) -> None:
    save = Snapshot.on_epoch_end

    def on_epoch_end(self, epoch, logs=None):
        save(self, epoch, logs)
        do(self)

    patch.setattr(Snapshot, "on_epoch_end", on_epoch_end)
