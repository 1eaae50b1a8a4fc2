"""The checkpoint: where a run stands after each epoch, so that a killed one goes on from there."""

import json
import os
from pathlib import Path

import keras

from signkit.runs.record import write_whole, writing

# What each callback counts from epoch to epoch, by class.
COUNTERS = {
    "EarlyStopping": ("wait", "best", "best_epoch", "stopped_epoch"),
    "ReduceLROnPlateau": ("wait", "best", "cooldown_counter"),
}
BEST, STATE = "best.keras", "state.json"


class Checkpoint(keras.callbacks.Callback):
    """Keep the last epoch's model, optimizer and counters, and the best epoch's model.

    Put it last among the callbacks: it saves what the others have counted. Each file is written
    beside its place and renamed, the state last, so that a kill leaves the old state or the new.
    """

    def __init__(self, folder: str | Path, callbacks: list[keras.callbacks.Callback]):
        super().__init__()
        self.folder = Path(folder)
        self.counting = {
            type(callback).__name__: callback
            for callback in callbacks
            if type(callback).__name__ in COUNTERS
        }
        self.best = None
        self.state = read_state(self.folder)

    def on_train_begin(self, logs=None):
        """Give the callbacks back their counts (after they have reset themselves)."""
        if self.state is None:
            return
        self.best = self.state["best"]
        for variable, value in zip(_dropout_states(self.model), self.state["dropout"], strict=True):
            variable.assign(value)
        for name, counts in self.state["callbacks"].items():
            for attribute, value in counts.items():
                setattr(self.counting[name], attribute, value)

    def on_epoch_end(self, epoch, logs=None):
        """Save the epoch."""
        # On a small validation split many epochs score the same: of those, the surest is kept.
        reached = [float(logs["val_accuracy"]), -float(logs["val_loss"])]
        if self.best is None or reached > self.best:
            self.best = reached
            self._save(BEST)
        last = f"epoch-{epoch + 1:04d}.keras"
        self._save(last)
        state = {
            "epoch": epoch + 1,
            "model": last,
            "best": self.best,
            "stopped": bool(self.model.stop_training),
            "dropout": [
                keras.ops.convert_to_numpy(v).tolist() for v in _dropout_states(self.model)
            ],
            "callbacks": {name: self._counts(name) for name in self.counting},
        }
        write_whole(self.folder / STATE, json.dumps(state, indent=2))
        for old in self.folder.glob("epoch-*.keras"):
            if old.name != last:
                old.unlink()

    def _counts(self, name: str) -> dict:
        counts = {a: getattr(self.counting[name], a) for a in COUNTERS[name]}
        return {a: getattr(value, "item", lambda v=value: v)() for a, value in counts.items()}

    def _save(self, name: str) -> None:
        part = self.folder / f"part-{name}"
        try:
            with writing(self.folder / name):
                self.model.save(part)
                os.replace(part, self.folder / name)
        finally:
            part.unlink(missing_ok=True)


def _dropout_states(model: keras.Model) -> list[keras.Variable]:
    """Where each layer's random numbers stand: Keras saves them with no model."""
    return [v for v in model.variables if v.path.endswith("seed_generator_state")]


def read_state(folder: Path) -> dict | None:
    """Return the saved state, or None where no epoch was finished yet."""
    file = Path(folder) / STATE
    return json.loads(file.read_text()) if file.is_file() else None


def load_last(folder: Path) -> keras.Model:
    """Load the model and optimizer as they were after the last finished epoch."""
    return keras.models.load_model(Path(folder) / read_state(folder)["model"])


def load_best(folder: Path) -> keras.Model:
    """Load the epoch with the best validation accuracy, to predict: without its optimizer."""
    return keras.models.load_model(Path(folder) / BEST, compile=False)


def clear(folder: Path) -> None:
    """Drop the models of a finished run, which weigh three times what is kept of it."""
    for file in Path(folder).glob("*.keras"):
        file.unlink()
