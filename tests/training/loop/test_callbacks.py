import keras
import numpy as np
import pytest

from signkit.runs.record import Run
from signkit.settings import TrainSettings
from signkit.settings.options import OPTIONS
from signkit.settings.plans import read_plan
from signkit.training.loop.callbacks import History, Progress, standard_callbacks


def model():
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation="softmax")])
    made.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return made


def fit(callbacks, epochs):
    x, y = np.zeros((8, 2)), np.zeros(8, int)
    return model().fit(
        x, y, validation_data=(x, y), epochs=epochs, callbacks=callbacks, verbose=0, batch_size=4
    )


PLAN = read_plan("landmark 9 1e-3; end_to_end 2 1e-4")


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_callbacks_are_as_the_option_says(name):
    option, chosen = OPTIONS[name], TrainSettings.make(option=name).resolved()
    callbacks = standard_callbacks(chosen)
    made = {type(c).__name__: c for c in callbacks}
    assert made["EarlyStopping"].patience == option.stop_patience
    assert made["EarlyStopping"].monitor == "val_accuracy"
    assert "TerminateOnNaN" in made
    assert ("ReduceLROnPlateau" in made) == (option.schedule == "plateau")
    if option.schedule == "plateau":
        plateau = made["ReduceLROnPlateau"]
        expected = option.plateau_factor, option.plateau_patience
        assert (plateau.factor, plateau.patience) == expected
        assert plateau.min_lr == 1e-7


def test_a_cosine_needs_no_plateau_and_averaged_weights_are_what_is_validated():
    chosen = TrainSettings.make(schedule="cosine", ema=0.9).resolved()
    made = {type(c).__name__ for c in standard_callbacks(chosen)}
    assert "ReduceLROnPlateau" not in made
    assert "SwapEMAWeights" in made


def test_an_early_stop_is_said(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("SIGNKIT_HEADLESS", "1")
    run = Run(tmp_path)
    stop = keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=2)
    fit([stop, Progress(run, PLAN, 0)], epochs=9)
    assert "Stage landmark stopped after epoch 3" in capsys.readouterr().out
    fit([History(run, PLAN[1], 3), Progress(run, PLAN, 1)], epochs=2)
    said = capsys.readouterr().out
    assert "stopped" not in said
    assert "Stage 2/2 end_to_end, epoch 2/2: 4/4 step (100 %)" in said
    assert "all_stages_end_in=" in said


def test_history_has_a_line_an_epoch(tmp_path):
    fit([History(Run(tmp_path), PLAN[1], 9)], epochs=2)
    history = Run(tmp_path).history()
    assert history["epoch"].tolist() == [10, 11]
    assert history["stage_epoch"].tolist() == [1, 2]
    assert history["stage"].tolist() == ["end_to_end"] * 2
    assert {"seconds", "loss", "accuracy", "val_loss", "val_accuracy"} <= set(history)
    assert history["learning_rate"].tolist() == pytest.approx([0.01, 0.01])  # sgd's own
