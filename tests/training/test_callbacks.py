import keras
import numpy as np
import pytest

from signkit.options import OPTIONS
from signkit.runs.record import Run
from signkit.training.callbacks import History, Progress, standard_callbacks


def model():
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="softmax")])
    made.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return made


def fit(callbacks, epochs):
    x, y = np.zeros((8, 2)), np.zeros(8, int)
    return model().fit(
        x, y, validation_data=(x, y), epochs=epochs, callbacks=callbacks, verbose=0, batch_size=4
    )


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_callbacks_are_as_the_option_says(name, tmp_path):
    option = OPTIONS[name]
    made = {type(c).__name__: c for c in standard_callbacks(option, Run(tmp_path))}
    assert made["EarlyStopping"].patience == option.stop_patience
    assert made["EarlyStopping"].monitor == "val_accuracy"
    plateau = made["ReduceLROnPlateau"]
    assert (plateau.factor, plateau.patience) == (option.plateau_factor, option.plateau_patience)
    assert plateau.min_lr == 1e-7
    assert {"TensorBoard", "TerminateOnNaN"} <= set(made)


def test_an_early_stop_is_said(monkeypatch, capsys):
    monkeypatch.setenv("SIGNKIT_HEADLESS", "1")
    stop = keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=2)
    fit([stop, Progress()], epochs=9)
    assert "Stopped after epoch 3" in capsys.readouterr().out
    fit([Progress()], epochs=2)
    said = capsys.readouterr().out
    assert "Stopped" not in said
    assert "Epoch 2/2: 4/4 step (100 %)" in said


def test_history_has_a_line_an_epoch(tmp_path):
    fit([History(Run(tmp_path), "train")], epochs=2)
    history = Run(tmp_path).history()
    assert history["epoch"].tolist() == [1, 2]
    assert {"stage", "seconds", "loss", "accuracy", "val_loss", "val_accuracy"} <= set(history)
