"""The Drive folder contract: where data sets, landmarks, runs, models and reports lie."""

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from signkit.errors import DataError

FOLDERS = ("datasets", "landmarks", "photos", "runs", "models", "reports")
NAME = "drive_layout"
DIGITS = 6  # that tell stores of one name apart


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
        # Letters as they were typed, composed, or taken apart as macOS does.
        ways = (name, *(unicodedata.normalize(form, name) for form in ("NFC", "NFD")))
        for place in (self.datasets / Path(way).expanduser() for way in ways if way):
            if place.is_dir():
                return place
        there = sorted(p.name for p in self.datasets.iterdir() if p.is_dir())
        raise DataError(
            f"No data set at {folder}." if name else "No data set is named.",
            f"Set DATASET to one of {', '.join(there)}, or to the full path of a folder."
            if there
            else f"Put a folder with one folder of photos a class into {self.datasets}.",
        )

    def landmarks(self, dataset: str) -> Path:
        """Return where a data set's landmark store has its place; see signkit.data.stores."""
        return self.root / "landmarks" / self._own_name(dataset)

    def photos(self, dataset: str) -> Path:
        """Return where the photo store of a data set of photos alone has its place."""
        return self.root / "photos" / self._own_name(dataset)

    def _own_name(self, dataset: str) -> str:
        """A data set's name if it lies directly in `datasets/`; else one that no other has."""
        folder = self.datasets / Path(dataset).expanduser()
        if folder.parent == self.datasets:
            return folder.name
        return f"{dataset_name(dataset)}-{_digits_of(folder)}"


def dataset_name(dataset: str) -> str:
    """What a data set is called: `sibi/train` is sibi-train, as is `/data/sibi/train`.

    One that lies directly in a folder `datasets/` has its own name.
    """
    folder = Path(dataset).expanduser()
    parts = [part for part in folder.parts if part not in (folder.anchor, ".", "..")]
    parts = parts[-2:] if folder.is_absolute() else parts
    return "-".join(parts[1:] if parts[:1] == ["datasets"] and len(parts) > 1 else parts)


def _digits_of(folder: Path) -> str:
    """A few digits that follow from where a folder lies."""
    digest = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).digest()
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}}"


def _drive_layout_above(here: Path) -> Path:
    found = (p / NAME for p in (here, *here.parents) if (p / NAME).is_dir())
    return next(found, here / NAME)
