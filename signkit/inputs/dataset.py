"""A preprocessed data set as arrays: photos, hands and targets of each split."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.data.catalog import Catalog
from signkit.data.texts.class_texts import ClassTexts
from signkit.errors import DataError
from signkit.inputs.photos import PhotoStore, ShardedPhotos, fit_points
from signkit.inputs.samples import Samples
from signkit.landmarks.geometry import relative_points
from signkit.landmarks.sample import Landmarks
from signkit.landmarks.store import LandmarkStore

SKIPPED = "skipped.csv"  # beside the catalog


@dataclass(frozen=True)
class Dataset:
    """Photos, and hands, of a catalog whose splits are assigned; `skipped` were unusable."""

    catalog: Catalog
    samples: Samples  # in the catalog's order
    skipped: pd.DataFrame  # path, reason
    # None for photos alone, where nobody looked for hands:
    hands_found: np.ndarray | None = None  # (N,) 0, 1 or 2
    points: np.ndarray | None = None  # (N, 2, 21, 2) the landmarks in pixels of the square photos
    image_points: np.ndarray | None = None  # (N, 2, 21, 2) x, y over width, height; NaN: no hand
    texts: ClassTexts | None = None  # what the classes are called in words, for tasks of text
    # Of clips, in seconds from the start: when `image_points` are (N,), and the first and the last
    # frame (N, 2) of `samples.hands`.
    moments: np.ndarray | None = None
    spans: np.ndarray | None = None

    @property
    def answer(self) -> str:
        """The name of the answer that is learnt."""
        return self.catalog.told.name

    def split(self, name: str) -> Samples:
        """Return the samples of one split."""
        rows = np.flatnonzero(self.catalog.table["split"] == name)
        return replace(self.samples, rows=rows)


def load_dataset(catalog: Catalog, folder: str | Path, image_size: int) -> Dataset:
    """Load what `preprocess_landmarks` left in `folder`, and the photos fitted into squares.

    An `image_size` of 0 leaves the photos out, for landmarks alone. Photos that can't be read are
    skipped and listed. Raises StoreError where landmarks are missing, DataError where skipping
    leaves a class without a photo to train on.
    """
    size = (image_size, image_size)
    store = LandmarkStore(folder)
    kept = PhotoStore(folder, size, catalog.white) if image_size else None
    usable, photos, skipped = readable(catalog, Path(folder), kept)
    landmarks = store.load(usable.table["hash"].tolist())
    there = landmarks.present[:, :, None, None]
    return Dataset(
        catalog=usable,
        samples=samples_of(usable, photos, wrist_relative(landmarks)),
        hands_found=landmarks.present.sum(axis=1),
        points=fit_points(landmarks.image_points[..., :2], landmarks.size, size),
        image_points=np.where(there, landmarks.image_points[..., :2], np.nan).astype(np.float32),
        skipped=skipped,
    )


def load_photos(catalog: Catalog, folder: str | Path, size: tuple[int, int]) -> Dataset:
    """Load photos alone, fitted into frames of a height and width, decoded once into `folder`.

    Photos that can't be read are skipped and listed. Raises DataError where that leaves a class
    without a photo to train on.
    """
    usable, photos, skipped = readable(
        catalog, Path(folder), PhotoStore(folder, size, catalog.white)
    )
    return Dataset(usable, samples_of(usable, photos, np.empty((len(usable), 0, 0, 3))), skipped)


def readable(
    catalog: Catalog, folder: Path, store: PhotoStore | None
) -> tuple[Catalog, np.ndarray | ShardedPhotos, pd.DataFrame]:
    """Return the catalog of what can be read, its pixels out of `store`, and what was skipped.

    Raises DataError where that leaves a class without anything to train on.
    """
    failed = store.fill(catalog) if store else pd.DataFrame(columns=["path", "reason"])
    usable = catalog.with_table(catalog.table[~catalog.table["path"].isin(failed["path"])])
    _every_class_trains(usable, catalog.classes)
    empty = np.empty((len(usable), 0, 0, 3), np.uint8)
    photos = store.load(usable.table["hash"].tolist()) if store else empty
    return usable, photos, pd.concat([_skipped_before(folder), failed], ignore_index=True)


def samples_of(catalog: Catalog, photos: np.ndarray, hands: np.ndarray) -> Samples:
    """Return the samples of a whole catalog from their photos and hands, in its order."""
    rows = np.arange(len(catalog))
    classes = len(catalog.classes)
    return Samples(photos, hands, catalog.targets(), rows, classes, told=catalog.told)


def wrist_relative(landmarks: Landmarks) -> np.ndarray:
    """Return (N, 2, 21, 3): points from each wrist in units of photo width, zeros where absent."""
    points = relative_points(landmarks.image_points, landmarks.size)
    return np.where(landmarks.present[:, :, None, None], points, 0).astype(np.float32)


def _skipped_before(folder: str | Path) -> pd.DataFrame:
    file = Path(folder) / SKIPPED
    if not file.is_file():
        return pd.DataFrame(columns=["path", "reason"])
    return pd.read_csv(file, dtype=str, keep_default_na=False)[["path", "reason"]]


def _every_class_trains(catalog: Catalog, classes: list[str]) -> None:
    training = catalog.with_table(catalog.table[catalog.table["split"] == "train"])
    lacking = sorted(set(classes) - set(training.classes))
    if lacking:
        raise DataError(
            f"No readable photo is left to train the class {', '.join(lacking)} on.",
            "Replace its unreadable photos (skipped.csv lists them) or split otherwise.",
        )
