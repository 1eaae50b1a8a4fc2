"""The callback that writes the checkpoint at each epoch's end."""

import keras
import numpy as np

from signkit.models.network import Network
from signkit.training.loop.checkpoint import Checkpoints, Saved

# What each callback counts from epoch to epoch, by class.
COUNTERS = {
    "EarlyStopping": ("wait", "best", "best_epoch", "stopped_epoch"),
    "ReduceLROnPlateau": ("wait", "best", "cooldown_counter"),
}


class Snapshot(keras.callbacks.Callback):
    """Save everything that a stage would need to go on after this epoch, and its best weights.

    Put it last among the callbacks: it saves what the others have counted. `saved` is where the
    stage goes on from; afterwards it is the last checkpoint written.
    """

    def __init__(
        self,
        checkpoints: Checkpoints,
        network: Network,
        callbacks: list[keras.callbacks.Callback],
        stage: int,
        before: int,
        epochs: int,
        saved: Saved | None = None,
        split: int = 1,
        measure: str = "accuracy",
    ):
        super().__init__()
        self.checkpoints, self.network, self.saved = checkpoints, network, saved
        self.stage = stage  # its place in the plan
        self.before = before  # epochs of earlier stages
        self.epochs = epochs  # of this stage
        self.split = split  # parts that each batch is computed in
        self.measure = measure  # the metric that validation is judged by
        self.counting = {
            type(callback).__name__: callback
            for callback in callbacks
            if type(callback).__name__ in COUNTERS
        }

    def on_train_begin(self, logs=None):
        """Give the callbacks back their counts (after they have reset themselves)."""
        counts = self.saved.state["callbacks"] if self.saved else {}
        for name, values in counts.items():
            for attribute, value in values.items():
                setattr(self.counting[name], attribute, value)

    def on_epoch_end(self, epoch, logs=None):
        """Write the epoch's checkpoint."""
        # On a small validation split many epochs score the same: of those, the surest is kept.
        loss = float(np.nan_to_num(logs["val_loss"], nan=np.inf))
        reached = [float(logs[f"val_{self.measure}"]), -loss]
        best = self.saved.state["best"] if self.saved else None
        improved = best is None or reached > best
        model = _values(self.network.variables)
        done = epoch + 1
        state = {
            "stage": self.stage,
            "stage_epoch": done,
            "epochs": self.before + done,
            "best": reached if improved else best,
            "split": self.split,
            "ended": bool(self.model.stop_training) or done >= self.epochs,
            "callbacks": {name: self._counts(name) for name in self.counting},
        }
        arrays = {
            "model": model,
            "optimizer": _values(self.model.optimizer.variables),
            "best": self._averaged(model) if improved else self.saved.arrays["best"],
        }
        saved = Saved(state, arrays)
        self.checkpoints.write(saved, self.before + done)
        self.saved = saved

    def _averaged(self, model: list[np.ndarray]) -> list[np.ndarray]:
        """The weights to predict with: the moving averages where the optimizer keeps them."""
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        if not optimizer.use_ema:
            return model
        averages = optimizer._model_variables_moving_average
        instead = {
            id(variable): average
            for variable, average in zip(self.model.trainable_variables, averages, strict=True)
        }
        return _values([instead.get(id(v), v) for v in self.network.variables])

    def _counts(self, name: str) -> dict:
        counts = {a: getattr(self.counting[name], a) for a in COUNTERS[name]}
        return {a: getattr(value, "item", lambda v=value: v)() for a, value in counts.items()}


def _values(variables: list[keras.Variable]) -> list[np.ndarray]:
    return [keras.ops.convert_to_numpy(variable) for variable in variables]
