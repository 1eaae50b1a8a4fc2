import keras
import numpy as np
import pytest
from PIL import Image

from signkit.atk import ATKTrainer, _copy_model
from signkit.errors import DataError, SettingsError


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    folder = tmp_path_factory.mktemp("atk") / "photos"
    rng = np.random.default_rng(0)
    for number, label in enumerate(("eraser", "kertas", "pensil")):
        (folder / label).mkdir(parents=True)
        for k in range(12):
            pixels = rng.integers(0, 80, (48, 60, 3), np.uint8)
            pixels[10:38, 10:50, number] = 230
            Image.fromarray(pixels).save(folder / label / f"{k}.png")
    return folder


def trainer_of(photos, tmp_path, **settings):
    return ATKTrainer(photos, 32, 32, 6, root=str(tmp_path / "root"), **settings)


def test_a_folder_that_isnt_there_is_named(tmp_path):
    with pytest.raises(DataError, match="No data set at .*nowhere"):
        trainer_of(tmp_path / "nowhere", tmp_path).prepare_dataset()


def test_settings_are_checked_at_once(photos, tmp_path):
    with pytest.raises(SettingsError, match="Unknown setting AUGMENTATION.*AUGMENTATIONS"):
        trainer_of(photos, tmp_path, augmentation="flip")
    with pytest.raises(SettingsError, match="UNFREEZE is 'none', .* MODE or MODEL is transfer"):
        trainer_of(photos, tmp_path, unfreeze="none")
    # What is for the search may be said once, for both ways to train.
    trainer_of(photos, tmp_path, tuner="random", space="dropout 0.3")


def test_a_model_is_saved_in_the_format_that_its_ending_says(photos, tmp_path):
    with pytest.raises(SettingsError, match="save_path is 'atk.pt'.*atk.keras, or atk.h5"):
        trainer_of(photos, tmp_path).train_simple(save_path="atk.pt")
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(2)(inputs))
    model.save(tmp_path / "model.keras")
    for name in ("a.keras", "a.h5"):
        _copy_model(tmp_path / "model.keras", tmp_path / name)
        again = keras.models.load_model(tmp_path / name, compile=False)
        assert np.allclose(again(np.ones((1, 4))), model(np.ones((1, 4))))
    assert (tmp_path / "a.h5").read_bytes()[1:4] == b"HDF"


@pytest.mark.slow
def test_it_trains_as_code_that_users_have_asks_for_it(photos, tmp_path):
    trainer = trainer_of(photos, tmp_path, validation_fraction=0.2, test_fraction=0.2)
    assert trainer.prepare_dataset().table["split"].value_counts()["test"] >= 6
    run = trainer.train_simple(epochs=3, save_path=tmp_path / "out" / "atk.keras")
    assert trainer.class_names == ["eraser", "kertas", "pensil"]
    model = keras.models.load_model(tmp_path / "out" / "atk.keras")
    assert model.input_shape == (None, 32, 32, 3)
    assert (tmp_path / "out" / "atk.labels.json").is_file()
    assert len(run.history()) <= 3
    hdf5 = tmp_path / "out" / "tuned.h5"
    tuned = trainer.train_with_tuning(max_epochs=2, tuning_epochs=1, max_trials=2, save_path=hdf5)
    kept = keras.models.load_model(tuned.path("model.keras"), compile=False)
    photo = np.full((1, 32, 32, 3), 128.0)
    assert np.allclose(keras.models.load_model(hdf5, compile=False)(photo), kept(photo), atol=1e-5)
    assert tuned.name != run.name
    assert tuned.path("search", "trials.jsonl").read_text().count("\n") == 2
