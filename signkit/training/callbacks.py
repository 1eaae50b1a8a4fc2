"""What happens between epochs: stopping, learning rate, history, progress."""

import time

import keras

from signkit.options import HybridOption
from signkit.progress import progress
from signkit.runs.record import Run


def standard_callbacks(option: HybridOption, run: Run) -> list[keras.callbacks.Callback]:
    """Early stopping, learning rate on a plateau, and TensorBoard, as the option says."""
    return [
        keras.callbacks.TerminateOnNaN(),
        # The best weights come back from the best checkpoint, which outlives the process.
        keras.callbacks.EarlyStopping(
            monitor="val_accuracy", mode="max", patience=option.stop_patience
        ),
        keras.callbacks.ReduceLROnPlateau(
            monitor="val_loss",
            mode="min",
            factor=option.plateau_factor,
            patience=option.plateau_patience,
            min_lr=option.lowest_rate,
        ),
        keras.callbacks.TensorBoard(str(run.path("tensorboard")), write_graph=False),
    ]


class History(keras.callbacks.Callback):
    """Append each epoch to the run's `history.jsonl`."""

    def __init__(self, run: Run, stage: str):
        super().__init__()
        self.run, self.stage = run, stage

    def on_epoch_begin(self, epoch, logs=None):
        """Start the epoch's clock."""
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        """Write the epoch's line."""
        seconds = round(time.perf_counter() - self._began, 3)
        numbers = {name: float(value) for name, value in (logs or {}).items()}
        line = {"stage": self.stage, "epoch": epoch + 1, "seconds": seconds, **numbers}
        self.run.append_history(line)


class Progress(keras.callbacks.Callback):
    """Show the steps done over all epochs, the time left, and how validation stands."""

    def on_train_begin(self, logs=None):
        """Remember that no bar is open yet."""
        self._bar = None

    def on_epoch_begin(self, epoch, logs=None):
        """Open the bar at the epoch that training starts or goes on from."""
        if self._bar is None:
            steps, epochs = self.params["steps"], self.params["epochs"]
            self._bar = progress(
                total=steps * epochs, initial=steps * epoch, desc="Training", unit="step"
            )
        self._bar.set_description(f"Epoch {epoch + 1}/{self.params['epochs']}")

    def on_train_batch_end(self, batch, logs=None):
        """Count a step."""
        self._bar.update(1)

    def on_epoch_end(self, epoch, logs=None):
        """Show the epoch's accuracies behind the bar."""
        logs = logs or {}
        self._bar.set_postfix(
            train=f"{logs.get('accuracy', 0):.3f}", validation=f"{logs.get('val_accuracy', 0):.3f}"
        )

    def on_train_end(self, logs=None):
        """Close the bar; say so where training ended before its last epoch."""
        if self._bar is None:
            return
        self._bar.close()
        if self.model.stop_training and self._bar.n < self._bar.total:
            done = self._bar.n // self.params["steps"]
            print(f"Stopped after epoch {done}: validation no longer got better.")
