"""Landmarks as one `.npy` a photo, the form that older notebooks read."""

from pathlib import Path

import numpy as np

from signkit.data.catalog import Catalog
from signkit.errors import StoreError
from signkit.landmarks.geometry import hand_features, relative_points
from signkit.landmarks.hand import WRIST
from signkit.landmarks.sample import Landmarks
from signkit.progress import progress
from signkit.whole import STORED, whole


def export_npy(catalog: Catalog, landmarks: Landmarks, folder: str | Path) -> int:
    """Write `NAME.npy` (126,) and `NAME_advanced.npy` (68,), float32, beside each other.

    The paths are the photos' own below `folder`, with the suffix changed. `.npy` holds x, y, z
    (as fractions of the photo) of 21 points from their wrist, right hand first; `_advanced.npy`
    the 34 features of each hand. A hand that isn't there is zeros. Files that hold the same
    already are left alone; returns how many photos were written. Raises StoreError when two photos
    would share a name, or the disk is full.
    """
    folder = Path(folder).expanduser()
    names = [Path(path).with_suffix("") for path in catalog.table["path"]]
    _check_names(catalog, names)
    points = landmarks.image_points - landmarks.image_points[:, :, WRIST : WRIST + 1]
    features = hand_features(relative_points(landmarks.image_points, landmarks.size))
    shown = landmarks.present[..., None]
    vectors = (points * shown[..., None]).reshape(len(landmarks), -1).astype(np.float32)
    advanced = (features * shown).reshape(len(landmarks), -1).astype(np.float32)
    written = 0
    for name, vector, more in progress(
        zip(names, vectors, advanced, strict=True), total=len(names), desc="export"
    ):
        target = folder / name
        new = _save(target.with_name(f"{name.name}.npy"), vector)
        new |= _save(target.with_name(f"{name.name}_advanced.npy"), more)
        written += new
    return written


def _check_names(catalog: Catalog, names: list[Path]) -> None:
    seen = {}
    for path, name in zip(catalog.table["path"], names, strict=True):
        if name in seen:
            raise StoreError(
                f"{seen[name]} and {path} would both become {name}.npy.",
                "Rename one of the photos.",
            )
        seen[name] = path


def _save(path: Path, array: np.ndarray) -> bool:
    if _holds(path, array):
        return False
    with whole(path, STORED, StoreError, folders=True) as part:
        np.save(part, array)
    return True


def _holds(path: Path, array: np.ndarray) -> bool:
    try:
        return np.array_equal(np.load(path), array)
    except (OSError, ValueError, EOFError):
        return False
