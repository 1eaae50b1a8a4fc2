from types import SimpleNamespace

import keras
import numpy as np

from signkit.settings import TrainSettings
from signkit.training.answers.balanced_accuracy import BalancedAccuracy
from signkit.training.loop.callbacks import standard_callbacks
from signkit.training.loop.checkpoint import Checkpoints
from signkit.training.loop.snapshot import Snapshot


def a_model(**optimizer):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.1, **optimizer), "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def a_snapshot(folder, model, callbacks=(), saved=None, before=0, **more):
    hybrid = SimpleNamespace(variables=model.variables)
    made = Snapshot(Checkpoints(folder), hybrid, list(callbacks), 1, before, 9, saved, **more)
    made.set_model(model)
    return made


def logs(accuracy, loss=1.0):
    return {"val_accuracy": accuracy, "val_loss": loss}


def test_counters_of_callbacks_go_on(tmp_path):
    model = a_model()
    stop = keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=3)
    stop.set_model(model)
    first = a_snapshot(tmp_path, model, [stop], before=4)
    for epoch, accuracy in enumerate([0.5, 0.4, 0.4]):
        stop.on_epoch_end(epoch, logs(accuracy))
        first.on_epoch_end(epoch, logs(accuracy))
    last = Checkpoints(tmp_path).last()
    assert (last.state["stage"], last.state["stage_epoch"], last.state["epochs"]) == (1, 3, 7)
    assert not last.state["ended"]
    fresh = keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=3)
    a_snapshot(tmp_path, model, [fresh], last).on_train_begin()
    assert (fresh.wait, fresh.best, fresh.best_epoch) == (2, 0.5, 0)


def test_the_stop_and_the_last_epoch_end_a_stage(tmp_path):
    model = a_model()
    snapshot = a_snapshot(tmp_path, model)
    snapshot.on_epoch_end(8, logs(0.5))
    assert snapshot.saved.state["ended"]
    snapshot.on_epoch_end(3, logs(0.5))
    assert not snapshot.saved.state["ended"]
    model.stop_training = True
    snapshot.on_epoch_end(3, logs(0.5))
    assert snapshot.saved.state["ended"]


def test_of_equally_accurate_epochs_the_surest_is_kept(tmp_path):
    model = a_model()
    snapshot = a_snapshot(tmp_path, model)
    seen = [(0.5, 1.0), (0.9, 0.8), (0.9, 0.3), (0.9, 0.5), (0.9, float("nan"))]
    for epoch, (accuracy, loss) in enumerate(seen):
        model.set_weights([np.full((1, 1), epoch)])
        snapshot.on_epoch_end(epoch, logs(accuracy, loss))
    last = Checkpoints(tmp_path).last()
    assert last.arrays["best"][0] == 2
    assert last.arrays["model"][0] == 4


def test_with_averaged_weights_the_average_is_what_predicts(tmp_path):
    model = a_model(use_ema=True, ema_momentum=0.5)
    model.set_weights([np.ones((1, 1))])
    model.optimizer._model_variables_moving_average[0].assign(np.full((1, 1), 3.0))
    snapshot = a_snapshot(tmp_path, model)
    snapshot.on_epoch_end(0, logs(0.5))
    assert snapshot.saved.arrays["best"][0] == 3
    assert snapshot.saved.arrays["model"][0] == 1


def test_a_constant_answer_is_not_kept_where_classes_are_rare(tmp_path):
    true = np.eye(2)[[0] * 9 + [1]]
    constant, finds = np.eye(2)[[0] * 10], np.eye(2)[[0] * 7 + [1] * 3]
    model, metrics = a_model(), {"accuracy": keras.metrics.CategoricalAccuracy()}
    metrics["balanced_accuracy"] = BalancedAccuracy(2)
    kept = {}
    for name in metrics:
        snapshot = a_snapshot(tmp_path, model, measure=name)
        stop = standard_callbacks(TrainSettings.make().resolved(), name)[1]
        stop.set_model(model)
        for epoch, said in enumerate((constant, finds)):
            for metric in metrics.values():
                metric.reset_state()
                metric.update_state(true, said)
            figures = {f"val_{key}": float(metric.result()) for key, metric in metrics.items()}
            model.set_weights([np.full((1, 1), epoch)])
            stop.on_epoch_end(epoch, figures)
            snapshot.on_epoch_end(epoch, {**figures, "val_loss": 1.0})
        assert stop.best_epoch == snapshot.saved.arrays["best"][0]
        kept[name] = stop.best_epoch
    assert kept == {"accuracy": 0, "balanced_accuracy": 1}
