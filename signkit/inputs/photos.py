"""The photo store: every photo decoded once, fitted into a frame, kept in a few large files."""

import math
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import psutil

from signkit.data.catalog import Catalog, content_hash
from signkit.data.catalog_file import PREPARE
from signkit.data.image import read_bytes, read_image
from signkit.errors import DataError, ImageError, StoreError
from signkit.progress import progress
from signkit.whole import STORED, whole, write_text

SHARD = 256  # photos a file: a killed run loses at most these


def fit_frame(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Fit (H, W, 3) uint8 into the middle of a black frame (height, width), its aspect ratio kept.

    Stretching would bend what it shows, and leave a hand's landmarks elsewhere.
    """
    (height, width), (top, left) = _fitted(*image.shape[:2], size)
    if (height, width) == image.shape[:2] == tuple(size):
        return image
    way = cv2.INTER_AREA if height < image.shape[0] else cv2.INTER_LINEAR
    small = cv2.resize(image, (width, height), interpolation=way)
    frame = np.zeros((*size, 3), np.uint8)
    frame[top : top + height, left : left + width] = small
    return frame


def read_frame(
    path, size: tuple[int, int], white: float = 0, content: bytes | None = None
) -> np.ndarray:
    """Read a photo into a frame (height, width), as every training and prediction sees it.

    `white` and `content` are those of `read_image`, whose errors are raised.
    """
    return fit_frame(read_image(path, max(size), content, white), size)


def fit_points(points: np.ndarray, photo_sizes: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Where `fit_frame` puts points: (N, ..., 2) x, y as fractions of photos -> pixels.

    `photo_sizes` (N, 2) are the photos' heights and widths.
    """
    fitted = np.array([np.ravel(_fitted(*photo, size)) for photo in photo_sizes], np.float32)
    height, width, top, left = fitted.reshape(len(points), 4, *[1] * (points.ndim - 2)).swapaxes(
        0, 1
    )
    return np.stack([points[..., 0] * width + left, points[..., 1] * height + top], axis=-1)


def _fitted(height: int, width: int, size) -> tuple[tuple[int, int], tuple[int, int]]:
    """Height and width of a photo in its frame, and the place (top, left) of its corner."""
    scale = min(size[0] / height, size[1] / width)
    new = max(1, round(height * scale)), max(1, round(width * scale))
    return new, ((size[0] - new[0]) // 2, (size[1] - new[1]) // 2)


@dataclass(frozen=True)
class Other:
    """A file that holds something else than its catalog says."""

    path: Path


class PhotoStore:
    """Photos of one size, keyed by content hash, in shards that are written whole."""

    unit = "photo"  # what is read, for the progress

    def __init__(self, folder: str | Path, size: tuple[int, int], white: float = 0):
        self.white = white
        height, width = self.shape = self.size = tuple(size)
        self.shard = SHARD
        name = f"photos-{height}" if height == width else f"photos-{height}x{width}"
        # Other grey levels are other pixels; 16 bits have always been read so.
        name += "" if white in (0, 2**16 - 1) else f"-white{white:g}"
        self.folder = Path(folder) / name
        # Listed once, and kept up with what is written: on a mounted drive each list read costs.
        self._listed: dict[str, tuple[Path, int]] | None = None

    def fill(self, catalog: Catalog) -> pd.DataFrame:
        """Decode the photos that are not stored yet; return those that failed (path, reason).

        Raises StoreError when the disk is full, DataError where a file holds something else than
        the catalog says; the shards written by then stay.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        table = catalog.table.drop_duplicates("hash")
        table = table[~table["hash"].isin(self._places())]
        failed = []
        if len(table) == 0:
            return pd.DataFrame(failed, columns=["path", "reason"])
        with (
            ThreadPoolExecutor() as threads,
            progress(total=len(table), desc=f"Reading {self.unit}s", unit=self.unit) as bar,
        ):
            for start in range(0, len(table), self.shard):
                part = table.iloc[start : start + self.shard]
                files = [catalog.root / path for path in part["path"]]
                read = list(threads.map(self._read, files, part["hash"]))
                _refuse_others([other.path for other in read if isinstance(other, Other)])
                failed += [
                    {"path": path, "reason": str(image)}
                    for path, image in zip(part["path"], read, strict=True)
                    if isinstance(image, DataError)
                ]
                good = [type(image) is np.ndarray for image in read]
                self._write(part["hash"][good].tolist(), [i for i in read if type(i) is np.ndarray])
                bar.update(len(part))
        return pd.DataFrame(failed, columns=["path", "reason"])

    def load(self, hashes: Sequence[str]) -> "np.ndarray | ShardedPhotos":
        """Return (N, height, width, 3) uint8 in the order of `hashes`; DataError if one is missing.

        Where they would fill half of the free memory they stay in their files (ShardedPhotos).
        """
        places = self._places()
        missing = [key for key in hashes if key not in places]
        if missing:
            raise DataError(
                f"{len(missing)} photos are not in {self.folder}.", "Fill the photo store first."
            )
        photos = ShardedPhotos([places[key] for key in hashes], self.shape)
        fits = math.prod(photos.shape) < psutil.virtual_memory().available / 2
        return photos[np.arange(len(hashes))] if fits else photos

    def _read(self, path: Path, key: str) -> np.ndarray | ImageError | Other:
        try:
            content = read_bytes(path)
            photo = read_frame(path, self.size, self.white, content)
        except ImageError as error:
            return error
        return photo if content_hash(content) == key else Other(path)

    def _write(self, hashes: list[str], photos: list[np.ndarray]) -> None:
        if not hashes:
            return
        # A name of its own: runs that fill one store at the same time never share a file.
        shard = self.folder / f"{uuid.uuid4().hex[:12]}.npy"
        with whole(shard, STORED, StoreError) as part:
            np.save(part, np.stack(photos))
        # The list of hashes comes last: a shard counts only when both are there.
        write_text(shard.with_suffix(".txt"), "\n".join(hashes), STORED, StoreError)
        self._places().update({key: (shard, row) for row, key in enumerate(hashes)})

    def _places(self) -> dict[str, tuple[Path, int]]:
        if self._listed is None:
            self._listed = {
                key: (names.with_suffix(".npy"), row)
                for names in sorted(self.folder.glob("*.txt"))
                for row, key in enumerate(names.read_text().split())
            }
        return self._listed


def _refuse_others(paths: list[Path]) -> None:
    if paths:
        first = ", ".join(map(str, paths[:5])) + (" ..." if len(paths) > 5 else "")
        raise DataError(
            f"{len(paths)} files no longer hold what their data set's catalog says: {first}.",
            f"{PREPARE} again: of what did not change nothing is done twice.",
        )


class ShardedPhotos:
    """Photos (N, *shape, 3) uint8 that stay in their files; indexed as an array is.

    `places` are their shards' files and rows.
    """

    def __init__(self, places: Sequence[tuple[Path, int]], shape: tuple[int, ...]):
        self.shape = (len(places), *shape, 3)
        self._shards = sorted({shard for shard, _ in places})
        numbers = {shard: number for number, shard in enumerate(self._shards)}
        self._shard = np.array([numbers[shard] for shard, _ in places], int)
        self._row = np.array([row for _, row in places], int)

    def __len__(self):
        return len(self._row)

    def __getitem__(self, index):
        rows = np.atleast_1d(np.arange(len(self))[index])
        photos = np.empty((len(rows), *self.shape[1:]), np.uint8)
        for number in np.unique(self._shard[rows]):
            here = self._shard[rows] == number
            # Opened at each look: a thousand files at once would be too many.
            photos[here] = np.load(self._shards[number], mmap_mode="r")[self._row[rows[here]]]
        return photos[0] if np.ndim(index) == 0 and not isinstance(index, slice) else photos
