"""What happens between epochs: stopping, learning rate, history, progress."""

import time

import keras

from signkit.progress import count_from_here, progress
from signkit.runs.record import Run
from signkit.settings.learning import LearningSettings
from signkit.settings.plans import Stage
from signkit.training.loop.remaining import left, say

EVERY = 2.0  # seconds between two estimates within a first epoch


def standard_callbacks(
    settings: LearningSettings, measure: str = "accuracy"
) -> list[keras.callbacks.Callback]:
    """Early stopping, learning rate and averaged weights, as the settings say.

    `measure` names the metric that validation is judged by.
    """
    recipe = settings.recipe
    callbacks = [
        keras.callbacks.TerminateOnNaN(),
        # The best weights come back from the checkpoint, which outlives the process.
        keras.callbacks.EarlyStopping(
            monitor=f"val_{measure}", mode="max", patience=recipe.stop_patience
        ),
    ]
    if settings.schedule == "plateau":
        callbacks.append(
            keras.callbacks.ReduceLROnPlateau(
                monitor="val_loss",
                mode="min",
                factor=recipe.plateau_factor,
                patience=recipe.plateau_patience,
                min_lr=recipe.lowest_rate,
            )
        )
    if settings.ema:
        callbacks.append(keras.callbacks.SwapEMAWeights())
    return callbacks


class History(keras.callbacks.Callback):
    """Append each epoch to the run's `history.jsonl`; `before` epochs came in earlier stages."""

    def __init__(self, run: Run, stage: Stage, before: int):
        super().__init__()
        self.run, self.stage, self.before = run, stage, before

    def on_epoch_begin(self, epoch, logs=None):
        """Start the epoch's clock."""
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        """Write the epoch's line."""
        numbers = {name: float(value) for name, value in (logs or {}).items()}
        line = {
            "stage": self.stage.name,
            "epoch": self.before + epoch + 1,
            "stage_epoch": epoch + 1,
            "seconds": round(time.perf_counter() - self._began, 3),
            **numbers,
            # At the epoch's end: what the next one starts with.
            "learning_rate": float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate)),
        }
        self.run.append_history(line)


class Progress(keras.callbacks.Callback):
    """Show the steps done in a stage, the time left over all stages, and how validation stands."""

    def __init__(self, run: Run, plan: tuple[Stage, ...], index: int, measure: str = "accuracy"):
        super().__init__()
        self.run, self.plan, self.index, self.measure = run, plan, index, measure

    def on_train_begin(self, logs=None):
        """Remember that no bar is open yet, and no step done."""
        self._bar, self._first, self._steps, self._lines = None, None, 0, None

    def on_epoch_begin(self, epoch, logs=None):
        """Open the bar at the epoch that training starts or goes on from."""
        stage, steps = self.plan[self.index], self.params["steps"]
        if self._bar is None:
            self._bar = progress(
                total=steps * stage.epochs, initial=steps * epoch, desc=stage.name, unit="step"
            )
        self._epoch = epoch
        place = f"Stage {self.index + 1}/{len(self.plan)} {stage.name}"
        self._bar.set_description(f"{place}, epoch {epoch + 1}/{stage.epochs}")

    def on_train_batch_end(self, batch, logs=None):
        """Count a step; the first, which also compiles, says nothing of those to come."""
        now = time.perf_counter()
        if self._first is None:
            self._first = self._told = now
            count_from_here(self._bar, 1)
            return
        self._bar.update(1)
        self._steps += 1
        if self._lines is None and now - self._told >= EVERY:  # before any epoch has ended
            self._told = now
            time_left = self._left(self._epoch + (batch + 1) / self.params["steps"], [])
            self._bar.set_postfix(all_stages_end_in=time_left, refresh=False)

    def on_epoch_end(self, epoch, logs=None):
        """Show the epoch's accuracies behind the bar, and the time left over all stages."""
        logs = logs or {}
        self._lines = self.run.history().to_dict("records")
        self._bar.set_postfix(
            train=f"{logs.get(self.measure, 0):.3f}",
            validation=f"{logs.get(f'val_{self.measure}', 0):.3f}",
            all_stages_end_in=self._left(epoch + 1, self._lines),
        )

    def _left(self, done: float, lines: list[dict]) -> str:
        measured = None
        if self._steps:
            each = (time.perf_counter() - self._first) / self._steps
            measured = each * self.params["steps"]
        time_left = left(self.plan, lines, self.index, done, measured)
        return say(*time_left) if time_left else "?"

    def on_train_end(self, logs=None):
        """Close the bar; say so where a stage ended before its last epoch."""
        if self._bar is None:
            return
        self._bar.close()
        if self.model.stop_training and self._bar.n < self._bar.total:
            done = self._bar.n // self.params["steps"]
            name = self.plan[self.index].name
            print(f"Stage {name} stopped after epoch {done}: validation no longer got better.")
