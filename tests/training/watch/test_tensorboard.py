import json

import keras
import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

from signkit.inputs.batches import Batches
from signkit.inputs.samples import Samples
from signkit.runs.record import Run
from signkit.training.watch import tensorboard
from signkit.training.watch.tensorboard import TensorBoard, last_step, write_result

CLASSES = ["blue", "red"]


@pytest.fixture
def samples():
    rng = np.random.default_rng(0)
    photos = rng.integers(0, 255, (8, 32, 32, 3), np.uint8)
    hands = rng.normal(size=(8, 2, 21, 3)).astype(np.float32)
    return Samples(photos, hands, np.arange(8) % 2, np.arange(8), 2)


def fit(samples, board, epochs, begun=0):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((126,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=["accuracy"])
    batches = Batches(samples, 4, inputs=("landmark_input",))
    model.fit(
        batches,
        validation_data=batches,
        epochs=epochs,
        initial_epoch=begun,
        callbacks=[board],
        verbose=0,
    )
    return batches


def events(folder):
    found = EventAccumulator(str(folder), size_guidance={"images": 0, "tensors": 0})
    return found.Reload()


def value(event):
    return float(make_ndarray(event.tensor_proto))


def steps(folder, tag):
    """Steps of a tag over all files, repeated where it was written twice."""
    return [event.step for event in events(folder).Tensors(tag)]


def test_each_epoch_has_its_figures_and_learning_rate(tmp_path, samples):
    fit(samples, TensorBoard(Run(tmp_path), "landmark", before=4), epochs=3)
    folder = tmp_path / "tensorboard" / "landmark"
    assert steps(folder / "train", "epoch_accuracy") == [5, 6, 7]
    assert steps(folder / "validation", "epoch_loss") == [5, 6, 7]
    rates = events(folder / "train").Tensors("epoch_learning_rate")
    assert value(rates[0]) == pytest.approx(0.01)  # sgd's own


def test_going_on_writes_no_epoch_twice(tmp_path, samples):
    board = lambda: TensorBoard(Run(tmp_path), "landmark", before=2)  # noqa: E731
    fit(samples, board(), epochs=3)
    # The checkpoint knew of two epochs only: the third is trained again.
    fit(samples, board(), epochs=4, begun=2)
    folder = tmp_path / "tensorboard" / "landmark" / "train"
    assert len(list(folder.iterdir())) == 2
    assert sorted(steps(folder, "epoch_loss")) == [3, 4, 5, 6]


def test_pictures_come_when_there_is_time_for_them(tmp_path, samples, monkeypatch):
    batches = Batches(samples, 4, inputs=("landmark_input",))
    given = {"validation": batches, "samples": samples, "classes": CLASSES}
    fit(samples, TensorBoard(Run(tmp_path), "quick", **given), epochs=1)
    assert "confusion" not in events(tmp_path / "tensorboard/quick/validation").Tags()["tensors"]
    monkeypatch.setattr(tensorboard, "FIRST_COST", 0.0)
    fit(samples, TensorBoard(Run(tmp_path), "slow", **given), epochs=1)
    found = events(tmp_path / "tensorboard/slow/validation")
    assert {"confusion", "predictions"} <= set(found.Tags()["tensors"])
    assert found.Tensors("confusion")[0].step == 1


def test_a_broken_file_is_read_as_far_as_it_goes(tmp_path, samples):
    fit(samples, TensorBoard(Run(tmp_path), "landmark"), epochs=2)
    folder = tmp_path / "tensorboard" / "landmark" / "train"
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-7])
    assert last_step(folder) == 2  # of that epoch's figures, the last one alone is lost
    assert last_step(folder / "nothing") == 0


def test_without_tensorflow_it_is_said_once_and_training_goes_on(
    tmp_path, samples, monkeypatch, capsys
):
    monkeypatch.setattr(tensorboard, "_PARTS", ("no_such_package",))
    tensorboard.find_tensorflow.cache_clear()
    try:
        fit(samples, TensorBoard(Run(tmp_path), "landmark"), epochs=2)
        assert not write_result(Run(tmp_path))
    finally:
        tensorboard.find_tensorflow.cache_clear()
    assert capsys.readouterr().out.count("Nothing is written for TensorBoard") == 1
    assert not (tmp_path / "tensorboard").exists()


def finished(folder):
    run = Run(folder)
    settings = {"option": "A", "learning_rate": 0.001, "augment": True, "dataset": "/x/dots"}
    run.write("settings.json", {"settings": settings, "data": {"name": "dots"}})
    run.write("labels.json", CLASSES)
    figures = {"accuracy": 0.75, "macro_f1": 0.7, "top5": None, "confusion": [[3, 1], [1, 3]]}
    run.write("metrics.json", {"validation": figures, "test": figures})
    (folder / "history.jsonl").write_text(json.dumps({"epoch": 1}) + "\n")
    return run


def test_a_result_has_settings_figures_and_pictures_once(tmp_path):
    run = finished(tmp_path)
    assert write_result(run)
    assert write_result(run)  # a second time takes the place of the first
    found = events(tmp_path / "tensorboard" / "result")
    assert {"confusion_validation", "confusion_test"} <= set(found.Tags()["tensors"])
    scalar = found.Tensors("test_accuracy")
    assert [(s.step, value(s)) for s in scalar] == [(1, 0.75)]
    assert "test_top5" not in found.Tags()["tensors"]
    content = found.summary_metadata["_hparams_/session_start_info"].plugin_data.content
    assert b"learning_rate" in content
    assert b"dots" in content
    assert "_hparams_/experiment" in found.summary_metadata


def test_samples_of_the_test_are_pictured(tmp_path, layout):
    import pandas as pd

    from signkit.inputs.dataset import load_dataset
    from signkit.settings import TrainSettings
    from signkit.training.setup import split_catalog

    settings = TrainSettings.make(dataset="dots", test_fraction=0.25, validation_fraction=0.25)
    dataset = load_dataset(split_catalog(settings, layout), layout.landmarks("dots"), 32)
    run = finished(tmp_path)
    rows = dataset.catalog.table.query("split == 'test'")
    table = rows[["path", "split"]].assign(p_0000=0.75, p_0001=0.25)
    table.to_parquet(run.path("predictions.parquet"))
    assert write_result(run, dataset)
    found = events(tmp_path / "tensorboard" / "result")
    assert "predictions_test" in found.Tags()["tensors"]
    # Predictions of other photos are not drawn beside these.
    pd.concat([table, table]).to_parquet(run.path("predictions.parquet"))
    assert write_result(run, dataset)
    found = events(tmp_path / "tensorboard" / "result")
    assert "predictions_test" not in found.Tags()["tensors"]
