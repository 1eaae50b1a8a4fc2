"""A preprocessed data set as arrays: photos, hands and targets of each split."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from signkit.data.catalog import Catalog
from signkit.errors import DataError
from signkit.inputs.batches import Samples
from signkit.inputs.photos import PhotoStore, fit_points
from signkit.landmarks.geometry import relative_points
from signkit.landmarks.sample import Landmarks
from signkit.landmarks.store import LandmarkStore

# Beside the landmark store.
CATALOG, SKIPPED, AUDIT = "catalog.parquet", "skipped.csv", "audit.json"


@dataclass(frozen=True)
class Dataset:
    """Photos and hands of a catalog whose splits are assigned; `skipped` were unusable."""

    catalog: Catalog
    samples: Samples  # in the catalog's order
    hands_found: np.ndarray  # (N,) 0, 1 or 2
    points: np.ndarray  # (N, 2, 21, 2) the landmarks in pixels of the square photos
    image_points: np.ndarray  # (N, 2, 21, 2) x, y over width, height of the photo; NaN: no hand
    skipped: pd.DataFrame  # path, reason

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
    store = LandmarkStore(folder)
    photos = PhotoStore(folder, image_size) if image_size else None
    failed = photos.fill(catalog) if photos else pd.DataFrame(columns=["path", "reason"])
    usable = catalog.with_table(catalog.table[~catalog.table["path"].isin(failed["path"])])
    _every_class_trains(usable, catalog.classes)
    hashes = usable.table["hash"].tolist()
    landmarks = store.load(hashes)
    codes = pd.Categorical(usable.table["label"], categories=catalog.classes).codes
    samples = Samples(
        photos=photos.load(hashes) if photos else np.empty((len(hashes), 0, 0, 3), np.uint8),
        hands=wrist_relative(landmarks),
        targets=codes.astype(np.int32),
        rows=np.arange(len(hashes)),
        classes=len(usable.classes),
    )
    skipped = pd.concat([_skipped_before(Path(folder)), failed], ignore_index=True)
    there = landmarks.present[:, :, None, None]
    return Dataset(
        catalog=usable,
        samples=samples,
        hands_found=landmarks.present.sum(axis=1),
        points=fit_points(landmarks.image_points[..., :2], landmarks.size, image_size),
        image_points=np.where(there, landmarks.image_points[..., :2], np.nan).astype(np.float32),
        skipped=skipped,
    )


def wrist_relative(landmarks: Landmarks) -> np.ndarray:
    """Return (N, 2, 21, 3): points from each wrist in units of photo width, zeros where absent."""
    points = relative_points(landmarks.image_points, landmarks.size)
    return np.where(landmarks.present[:, :, None, None], points, 0).astype(np.float32)


def _skipped_before(folder: Path) -> pd.DataFrame:
    file = folder / SKIPPED
    if not file.is_file():
        return pd.DataFrame(columns=["path", "reason"])
    return pd.read_csv(file, dtype=str, keep_default_na=False)[["path", "reason"]]


def _every_class_trains(catalog: Catalog, classes: list[str]) -> None:
    table = catalog.table
    there = set(table.loc[table["split"] == "train", "label"])
    lacking = [name for name in classes if name not in there]
    if lacking:
        raise DataError(
            f"No readable photo is left to train the class {', '.join(lacking)} on.",
            "Replace its unreadable photos (preprocess_landmarks lists them) or split otherwise.",
        )
