"""The class that many ATK notebooks have, over signkit: a folder in, a trained classifier out."""

import shutil
from pathlib import Path

from signkit.data.catalog import Catalog
from signkit.errors import SettingsError
from signkit.layout import Layout
from signkit.preparation.things import prepare_photos
from signkit.runs.files import LABELS, MODEL
from signkit.runs.record import Run
from signkit.settings import ImageSettings
from signkit.training.setup import set_up, split_catalog
from signkit.training.trainer import train

_HDF5 = (".h5", ".hdf5")


class ATKTrainer:
    """Train a classifier of the photos in `dataset_dir`, a folder with a folder a class.

    `settings` are any others of ImageSettings, such as `augmentations=""` or `seed=1`. Runs lie in
    `root`, the Drive folder; "" finds it.
    """

    def __init__(
        self,
        dataset_dir: str | Path,
        img_height: int = 300,
        img_width: int = 300,
        batch_size: int = 15,
        root: str = "",
        **settings,
    ):
        folder = Path(dataset_dir).expanduser()
        self.layout = Layout.open(root or None)
        chosen = {
            "dataset": str(folder.resolve()) if folder.is_dir() else str(dataset_dir),
            "img_height": img_height,
            "img_width": img_width,
            "batch_size": batch_size,
            "root": root,
            "mode": "tuned",  # so that what is for the search may be given here
            **settings,
        }
        self.settings = ImageSettings.make(**chosen)
        self.run: Run | None = None  # the last training's

    def prepare_dataset(self) -> Catalog:
        """Check the photos, list them, and divide them into train, validation and test.

        Raises DataError where there is nothing to train on, saying why.
        """
        prepare_photos(self.settings, self.layout)
        return split_catalog(self.settings, self.layout)

    def train_simple(self, epochs: int = 15, save_path: str | Path | None = None) -> Run:
        """Train the simple network; return the run, whose folder holds everything.

        A copy of the model is put to `save_path` (.keras, or .h5 for older code), with its labels
        beside it as JSON. Raises SettingsError, before training, for another ending.
        """
        return self._train(save_path, mode="simple", epochs=epochs)

    def train_with_tuning(
        self,
        max_epochs: int = 30,
        tuning_epochs: int = 9,
        max_trials: int = 10,
        save_path: str | Path | None = None,
    ) -> Run:
        """Search for the best sizes and rate in short trainings, then train them `max_epochs`."""
        return self._train(
            save_path,
            mode="tuned",
            epochs=max_epochs,
            tuning_epochs=tuning_epochs,
            max_trials=max_trials,
        )

    @property
    def class_names(self) -> list[str]:
        """The labels, in the order of the model's output."""
        return self.run.read(LABELS) if self.run else self.prepare_dataset().classes

    def _train(self, save_path, **changes) -> Run:
        if save_path:
            _check_ending(Path(save_path))
        settings = self.settings.changed(**changes)
        prepare_photos(settings, self.layout)
        self.run = train(set_up(settings, self.layout))
        if save_path:
            file = Path(save_path)
            file.parent.mkdir(parents=True, exist_ok=True)
            _copy_model(self.run.path(MODEL), file)
            shutil.copyfile(self.run.path(LABELS), file.with_suffix(".labels.json"))
        return self.run


def _check_ending(file: Path) -> None:
    if file.suffix not in (".keras", *_HDF5):
        raise SettingsError(
            f"save_path is {str(file)!r}: no model is saved so.",
            f"Name it {file.stem}.keras, or {file.stem}.h5 for code that reads HDF5.",
        )


def _copy_model(model: Path, file: Path) -> None:
    """Copy a model.keras; HDF5 is another format, not another name."""
    if file.suffix not in _HDF5:
        shutil.copyfile(model, file)
        return
    import keras

    keras.models.load_model(model, compile=False).save(file)
