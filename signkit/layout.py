"""The Drive folder contract: where data sets, landmarks, runs, models and reports lie."""

import os
from dataclasses import dataclass
from pathlib import Path

from signkit.errors import DataError

FOLDERS = ("datasets", "landmarks", "photos", "runs", "models", "reports")
NAME = "drive_layout"


@dataclass(frozen=True)
class Layout:
    """The root folder (the mounted Drive folder, or `drive_layout/`) and the six folders in it."""

    root: Path

    @classmethod
    def open(cls, root: str | Path | None = None) -> "Layout":
        """Find the root and make its folders.

        The first that is given counts: `root`, the variable SIGNKIT_ROOT, a folder `drive_layout`
        here or above, else a new `drive_layout` here.
        """
        chosen = root or os.environ.get("SIGNKIT_ROOT") or _drive_layout_above(Path.cwd())
        layout = cls(Path(chosen).expanduser().resolve())
        for name in FOLDERS:
            (layout.root / name).mkdir(parents=True, exist_ok=True)
        return layout

    @property
    def datasets(self) -> Path:
        """Photos in class folders, a folder a data set."""
        return self.root / "datasets"

    @property
    def models(self) -> Path:
        """A folder a task, a folder a model version in it."""
        return self.root / "models"

    @property
    def runs(self) -> Path:
        """A folder a training run."""
        return self.root / "runs"

    def dataset(self, name: str) -> Path:
        """Return a data set's folder, by its name under `datasets/` or by its full path.

        Raises DataError, naming the data sets there are, where it is missing.
        """
        folder = self.datasets / Path(name).expanduser()
        if name and folder.is_dir():
            return folder
        there = sorted(p.name for p in self.datasets.iterdir() if p.is_dir())
        raise DataError(
            f"No data set at {folder}." if name else "No data set is named.",
            f"Set DATASET to one of {', '.join(there)}, or to the full path of a folder."
            if there
            else f"Put a folder with one folder of photos a class into {self.datasets}.",
        )

    def landmarks(self, dataset: str) -> Path:
        """Return the landmark store's folder of a data set."""
        return self.root / "landmarks" / Path(dataset).name

    def photos(self, dataset: str) -> Path:
        """Return the photo store's folder of a data set of photos alone."""
        return self.root / "photos" / Path(dataset).name


def _drive_layout_above(here: Path) -> Path:
    found = (p / NAME for p in (here, *here.parents) if (p / NAME).is_dir())
    return next(found, here / NAME)
